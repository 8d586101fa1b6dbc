"""The prize pass: ranked entries and rule rows in, a proposal with every reason out."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from contest.rules.problems import N_, Problem
from contest.rules.text import format_hundredths, format_money
from judging.rules.prize_rows import PrizeRow, room_of, scopes_in_order
from judging.rules.ranking import Keys, comparable


@dataclass(frozen=True)
class PrizeEntry:
    """One eligible entry with an official score (hundredths), its exact tie keys and the unit that a cap counts."""

    id: int
    code: str
    field_id: int
    score: int
    keys: Keys = ()
    unit_id: int | None = None


@dataclass(frozen=True)
class Decision:
    """A stored committee decision on a tie that a row cuts: exactly the entries that get the free places.

    A row may have several: its cap per unit can cut one group and its quota the next.
    """

    row_id: int
    entry_ids: frozenset[int]


@dataclass(frozen=True)
class Award:
    """One proposed tier prize; ``provisional`` while a pending tie elsewhere may still change it."""

    entry_id: int
    row_id: int
    tier: str
    amount: int
    by_decision: bool
    provisional: bool


@dataclass(frozen=True)
class LogLine:
    """One decision or stop of the pass, with a message that pages translate.

    ``kind`` is one of: award, passed_over, below_minimum, over_budget, include_all, exclude_all, decided, refused,
    pending, given, unused.
    """

    kind: str
    row_id: int
    entry_ids: tuple[int, ...]
    message: Problem


@dataclass(frozen=True)
class Pending:
    """A tie that waits for a committee decision: ``places`` of ``entry_ids`` get the prize of the row."""

    row_id: int
    field_id: int | None
    places: int
    entry_ids: tuple[int, ...]


@dataclass(frozen=True)
class Proposal:
    """What the pass proposes; the committee decides (judging.md 8.4). ``spent`` is in đồng."""

    awards: tuple[Award, ...]
    log: tuple[LogLine, ...]
    pending: tuple[Pending, ...]
    spent: int


Keyed = tuple[PrizeEntry, tuple[Fraction, ...]]


@dataclass
class _Pass:
    """The state of one run: what is given, spent, logged and still open."""

    decisions: dict[int, list[frozenset[int]]]
    budget: int | None
    awards: list[Award] = field(default_factory=list)
    log: list[LogLine] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
    spent: int = 0

    def say(self, kind: str, row: PrizeRow, group: Sequence[PrizeEntry], message: str, **values: object) -> None:
        """Append one log line; codes and the row's name are always among its values."""
        codes = ", ".join(entry.code for entry in group)
        ids = tuple(entry.id for entry in group)
        problem = Problem(message, values={"prize": row.name, "codes": codes, **values})
        self.log.append(LogLine(kind, row.id, ids, problem))


def propose(
    entries: Sequence[PrizeEntry],
    rows: Sequence[PrizeRow],
    *,
    decisions: Sequence[Decision] = (),
    budget: int | None = None,
    scope_order: Sequence[int | None] = (),
) -> Proposal:
    """Run the pass of judging.md 8.2: quotas are maxima, equals move together, no tier is ever filled up.

    ``entries`` are the eligible ones with a result, in any order. Scopes run as ``scope_order`` says, the rest by
    field id with the whole contest (None) last. ``budget`` is in đồng; amounts count per entry. An entry holds
    one tier prize at most.
    """
    run = _Pass(defaultdict(list), budget)
    for decision in decisions:
        run.decisions[decision.row_id].append(decision.entry_ids)
    for scope in scopes_in_order(rows, scope_order):
        _run_scope(run, scope, [entry for entry in entries if scope in (None, entry.field_id)], rows)
    for row in sorted(rows, key=lambda row: row.id):
        if run.decisions.get(row.id):
            message = N_("Quyết định đã lưu cho “%(prize)s” không còn dùng đến: hạn mức không cắt nhóm bằng điểm nào.")
            run.say("unused", row, (), message)
    return Proposal(tuple(run.awards), tuple(run.log), tuple(run.pending), run.spent)


def _run_scope(run: _Pass, scope: int | None, pool: list[PrizeEntry], rows: Sequence[PrizeRow]) -> None:
    """Give the rows of one scope in order; a pending tie stops the scope."""
    holders = {award.entry_id for award in run.awards}
    whole_pending = scope is None or any(one.field_id is None for one in run.pending)
    provisional = bool(run.pending) and (run.budget is not None or whole_pending)
    queue = _sorted_queue([entry for entry in pool if entry.id not in holders])
    carry = 0
    for row in sorted((row for row in rows if row.field_id == scope), key=lambda row: (row.position, row.id)):
        room = room_of(row, len(pool), carry)
        given, left = _run_row(run, row, queue, room, provisional)
        if left is None:
            return
        queue = left
        carry = max(0, room - given) if row.carry_down and room is not None else 0
        shown = "∞" if room is None else room
        run.say("given", row, (), N_("“%(prize)s”: đã đề nghị %(given)s trên %(room)s."), given=given, room=shown)


def _sorted_queue(pool: list[PrizeEntry]) -> list[Keyed]:
    """Sort by score and keys, both falling, then id (processing order only); keys compare within equal scores."""
    by_score: dict[int, list[PrizeEntry]] = defaultdict(list)
    for entry in sorted(pool, key=lambda entry: entry.id):
        by_score[entry.score].append(entry)
    queue: list[Keyed] = []
    for score in sorted(by_score, reverse=True):
        keyed = zip(by_score[score], comparable([entry.keys for entry in by_score[score]]), strict=True)
        queue += sorted(keyed, key=lambda item: item[1], reverse=True)
    return queue


def _run_row(
    run: _Pass, row: PrizeRow, queue: list[Keyed], room: int | None, provisional: bool
) -> tuple[int, list[Keyed] | None]:
    """Give one row; return how many it gave and what is left of the queue, None when a tie is pending."""
    given = 0
    left: list[Keyed] = []
    of_unit: Counter[int] = Counter()
    start = 0
    while start < len(queue) and (room is None or given < room):
        end = _end_of_group(queue, start, row.tie_policy == "keys")
        group = [entry for entry, _ in queue[start:end]]
        if row.minimum is not None and group[0].score < row.minimum:
            message = N_("“%(prize)s” dừng ở %(codes)s: dưới điểm tối thiểu %(minimum)s.")
            run.say("below_minimum", row, group, message, minimum=format_hundredths(row.minimum))
            break
        group = _under_cap(run, row, group, of_unit)
        if not group:
            left += queue[start:end]
            start = end
            continue
        free = None if room is None else room - given
        chosen = _cut(run, row, group, free, of_unit)
        if chosen is None:
            return given, None
        if not chosen:
            break
        if run.budget is not None and row.amount * len(chosen) > run.budget - run.spent:
            message = N_("“%(prize)s” dừng ở %(codes)s: ngân sách chỉ còn %(left)s.")
            run.say("over_budget", row, chosen, message, left=format_money(run.budget - run.spent))
            break
        _award(run, row, chosen, by_decision=len(chosen) < len(group), provisional=provisional)
        given += len(chosen)
        of_unit.update(entry.unit_id for entry in chosen if entry.unit_id is not None)
        winners = {entry.id for entry in chosen}
        left += [item for item in queue[start:end] if item[0].id not in winners]
        start = end
    return given, left + queue[start:]


def _end_of_group(queue: list[Keyed], start: int, by_keys: bool) -> int:
    """Return the index after the group of equals that starts here: same score, and same keys if they count."""
    head, keys = queue[start]
    end = start + 1
    while end < len(queue) and queue[end][0].score == head.score and (not by_keys or queue[end][1] == keys):
        end += 1
    return end


def _under_cap(run: _Pass, row: PrizeRow, group: list[PrizeEntry], of_unit: Counter[int]) -> list[PrizeEntry]:
    """Drop members whose unit is at its cap in this row; under ``exclude_all`` also equals that the cap would cut."""
    if row.cap_per_unit is None:
        return group
    cap, members = row.cap_per_unit, Counter(entry.unit_id for entry in group)
    over = {
        unit
        for unit, size in members.items()
        if unit is not None
        and (of_unit[unit] >= cap or (row.tie_policy == "exclude_all" and of_unit[unit] + size > cap))
    }
    out = [entry for entry in group if entry.unit_id in over]
    if out:
        message = N_("“%(prize)s” bỏ qua %(codes)s: đơn vị chỉ được tối đa %(cap)s giải ở hạng này.")
        run.say("passed_over", row, out, message, cap=cap)
    return [entry for entry in group if entry.unit_id not in over]


def _cut(
    run: _Pass, row: PrizeRow, group: list[PrizeEntry], free: int | None, of_unit: Counter[int]
) -> list[PrizeEntry] | None:
    """Return the members that get the prize: all, those of a stored decision, nobody; None = pending.

    A group is cut when it is larger than the free places, or when a unit has more members than its cap has left.
    """
    places = _places(row, group, of_unit)
    if free is not None:
        places = min(places, free)
    if len(group) <= places:
        return group
    if row.tie_policy == "include_all":
        message = N_("“%(prize)s”: %(codes)s bằng nhau, nhận cả nhóm dù chỉ còn %(places)s chỗ.")
        run.say("include_all", row, group, message, places=places)
        return group
    if row.tie_policy == "exclude_all":
        message = N_("“%(prize)s”: %(codes)s bằng nhau mà chỉ còn %(places)s chỗ, cả nhóm chuyển xuống hạng sau.")
        run.say("exclude_all", row, group, message, places=places)
        return []
    return _decided(run, row, group, places, of_unit)


def _places(row: PrizeRow, group: list[PrizeEntry], of_unit: Counter[int]) -> int:
    """Return how many of the group the cap per unit lets through."""
    if row.cap_per_unit is None:
        return len(group)
    members = Counter(entry.unit_id for entry in group)
    return sum(size if unit is None else min(size, row.cap_per_unit - of_unit[unit]) for unit, size in members.items())


def _decided(
    run: _Pass, row: PrizeRow, group: list[PrizeEntry], places: int, of_unit: Counter[int]
) -> list[PrizeEntry] | None:
    """Apply the one stored decision of a row that fits this tie exactly; else leave the tie pending."""
    stored = run.decisions.get(row.id, [])
    fitting = []
    for named in stored:
        chosen = [entry for entry in group if entry.id in named]
        if len(named) == len(chosen) == places == _places(row, chosen, of_unit):
            fitting.append((named, chosen))
    if len(fitting) == 1:
        named, chosen = fitting[0]
        stored.remove(named)
        run.say("decided", row, chosen, N_("“%(prize)s”: %(codes)s theo quyết định đã lưu của ban tổ chức."))
        return chosen
    if stored:
        stored.clear()
        message = N_("Quyết định cho “%(prize)s” không khớp: phải nêu đúng %(places)s hồ sơ trong nhóm %(codes)s.")
        run.say("refused", row, group, message, places=places)
    message = N_("“%(prize)s”: %(codes)s bằng nhau mà chỉ còn %(places)s chỗ, chờ ban tổ chức quyết định.")
    run.say("pending", row, group, message, places=places)
    run.pending.append(Pending(row.id, row.field_id, places, tuple(entry.id for entry in group)))
    return None


def _award(run: _Pass, row: PrizeRow, group: list[PrizeEntry], *, by_decision: bool, provisional: bool) -> None:
    """Record the prize for a group and spend its amount."""
    run.spent += row.amount * len(group)
    run.awards += [Award(entry.id, row.id, row.tier, row.amount, by_decision, provisional) for entry in group]
    message = N_("“%(prize)s” cho %(codes)s, điểm %(score)s.")
    run.say("award", row, group, message, score=format_hundredths(group[0].score))
