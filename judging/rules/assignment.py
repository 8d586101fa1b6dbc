"""The assignment of judges to entries: instance, plan, checks, and the words for what could not be filled."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from contest.rules.problems import N_, Problem, RuleError
from judging.rules.assignment_process import solve
from judging.rules.assignment_swaps import default_proposals, swap_search
from judging.rules.conflicts import ConflictKind

NOISE = 16
FIRST_WEIGHT = 10_000
RESOLVE_WEIGHT = 100
EVEN_OUT_BONUS = 300
FILL_ONLY_BONUS = 1_000_000

EntryJudge = tuple[int, int]

_SHORT = N_(
    "Cần %(wanted)s giám khảo, mới có %(got)s; %(legal)s người chấm được. Không chọn được: %(same_unit)s cùng đơn vị, "
    "%(declared)s đã khai báo, %(personal)s liên quan đến tác giả, %(other_field)s khác lĩnh vực, "
    "%(full)s đã đủ số hồ sơ."
)


@dataclass(frozen=True)
class AssignEntry:
    """An entry that wants a number of sheets (places already locked included)."""

    id: int
    wanted: int
    field_id: int


@dataclass(frozen=True)
class AssignJudge:
    """A judge: fields served, own maximum (None = none), and load carried outside this instance."""

    id: int
    field_ids: tuple[int, ...]
    maximum: int | None = None
    locked: int = 0


@dataclass(frozen=True)
class LegalPair:
    """A pair that may be assigned; affinity is an integer, 100 = best."""

    entry_id: int
    judge_id: int
    affinity: int = 0

    @property
    def ids(self) -> EntryJudge:
        """Return entry id and judge id, the sort key of pairs."""
        return self.entry_id, self.judge_id


@dataclass(frozen=True)
class BarredPair:
    """A pair within a field that a hard conflict forbids."""

    entry_id: int
    judge_id: int
    kind: ConflictKind


@dataclass(frozen=True)
class Instance:
    """Everything that an assignment depends on; the order of the tuples changes nothing.

    ``forced`` pairs (begun sheets) stay whatever happens; ``present`` pairs are those of the plan in force, made
    cheaper by the bonus; ``barred`` pairs only explain shortages. See judging.md 2.1.
    """

    entries: tuple[AssignEntry, ...]
    judges: tuple[AssignJudge, ...]
    pairs: tuple[LegalPair, ...]
    forced: tuple[EntryJudge, ...] = ()
    present: tuple[EntryJudge, ...] = ()
    barred: tuple[BarredPair, ...] = ()


@dataclass(frozen=True)
class Shortage:
    """An entry that got fewer judges than wanted, and why each other judge fell out (judging.md 2.4)."""

    entry_id: int
    wanted: int
    got: int
    legal: int
    same_unit: int
    declared: int
    personal: int
    other_field: int
    full: int
    message: Problem


@dataclass(frozen=True)
class Recipe:
    """What reproduces a plan: store it beside the plan (judging.md 2.6)."""

    seed: int
    scale: int
    weight: int
    bonus: int
    mu: float
    proposals: int
    solver: str
    input_hash: str


@dataclass(frozen=True)
class Plan:
    """A checked assignment: sorted (entry id, judge id) pairs with the forced ones, loads, shortages, recipe.

    ``affinity`` sums the pairs that are not forced; ``optimum`` is the objective of the flow before the swaps.
    """

    pairs: tuple[EntryJudge, ...]
    loads: Mapping[int, int]
    shortages: tuple[Shortage, ...]
    affinity: int
    optimum: int
    recipe: Recipe


def build_pairs(
    entries: Iterable[AssignEntry],
    judges: Sequence[AssignJudge],
    barred: Iterable[BarredPair] = (),
    affinity: Mapping[EntryJudge, int] | None = None,
) -> tuple[LegalPair, ...]:
    """Return every legal pair: the judge serves the entry's field and no hard conflict bars it (judging.md 2.1)."""
    closed = {(bar.entry_id, bar.judge_id) for bar in barred}
    known = affinity or {}
    return tuple(
        LegalPair(entry.id, judge.id, known.get((entry.id, judge.id), 0))
        for entry in entries
        for judge in judges
        if entry.field_id in judge.field_ids and (entry.id, judge.id) not in closed
    )


def make_plan(
    instance: Instance,
    *,
    seed: int,
    weight: int = FIRST_WEIGHT,
    bonus: int = 0,
    mu: float = 0.25,
    proposals: int | None = None,
    time_limit: float = 60,
) -> Plan:
    """Return the best assignment: the min-cost flow of judging.md 2.2, then the swap search of 2.7, then a check.

    What cannot be filled is named in ``shortages``. ``proposals`` None = scaled by size, and none when a bonus
    protects the present plan. ``time_limit`` is in seconds. Raises RuleError when the instance is wrong, the
    solver fails or runs out of time, or its answer does not pass the check.
    """
    if found := problems_in_instance(instance):
        raise RuleError(found)
    forced = sorted(begun := set(instance.forced))
    free = sorted((pair for pair in instance.pairs if pair.ids not in begun), key=lambda pair: pair.ids)
    supply, start = _supply(instance, forced), _start_loads(instance, forced)
    places = sum(supply.values())
    scale = NOISE * max(1, places)
    chosen, solver = solve(
        supply, start, _rooms(instance, start), _costs(free, instance.present, bonus, scale, seed), weight, time_limit
    )
    optimum = objective(instance, chosen, weight)
    if proposals is None:
        proposals = 0 if bonus else default_proposals(places)
    worth = {pair.ids: pair.affinity for pair in free}
    field_of = {entry.id: entry.field_id for entry in instance.entries}
    chosen = swap_search(chosen, worth, field_of, fixed=forced, mu=mu, proposals=proposals, seed=seed)
    pairs = tuple(sorted([*forced, *chosen]))
    if found := problems_in_plan(instance, pairs):
        raise RuleError(found)
    recipe = Recipe(seed, scale, weight, bonus, mu, proposals, solver, input_hash(instance))
    taken = Counter(judge_id for _, judge_id in chosen)
    loads = {judge_id: start[judge_id] + taken[judge_id] for judge_id in sorted(start)}
    affinity = sum(worth[pair] for pair in chosen)
    return Plan(pairs, loads, _shortages(instance, pairs, loads), affinity, optimum, recipe)


def objective(instance: Instance, chosen: Iterable[EntryJudge], weight: int) -> int:
    """Return sum(100 - affinity) + weight * sum(t) over pairs that are not forced, unscaled (judging.md 2.2)."""
    worth = {pair.ids: pair.affinity for pair in instance.pairs}
    load = _start_loads(instance, sorted(set(instance.forced)))
    total = 0
    for pair in chosen:
        total += 100 - worth[pair] + weight * load[pair[1]]
        load[pair[1]] += 1
    return total


def input_hash(instance: Instance) -> str:
    """Return the SHA-256 of the instance in canonical order."""
    parts = {part.name: sorted(map(repr, getattr(instance, part.name))) for part in fields(instance)}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def problems_in_instance(instance: Instance) -> list[Problem]:
    """Check that ids are unique, pairs known and not doubled, numbers not negative."""
    entries = Counter(entry.id for entry in instance.entries)
    judges = Counter(judge.id for judge in instance.judges)
    pairs = Counter(pair.ids for pair in instance.pairs)
    known = all(entry in entries and judge in judges for entry, judge in [*pairs, *instance.forced])
    found = []
    if any(count > 1 for counter in (entries, judges, pairs) for count in counter.values()):
        found.append(Problem(N_("Dữ liệu phân công có hồ sơ, giám khảo hoặc cặp bị lặp.")))
    if not known:
        found.append(Problem(N_("Dữ liệu phân công nhắc đến hồ sơ hoặc giám khảo không có trong danh sách.")))
    numbers = [entry.wanted for entry in instance.entries] + [judge.locked for judge in instance.judges]
    if min([*numbers, *(judge.maximum or 0 for judge in instance.judges)], default=0) < 0:
        found.append(Problem(N_("Số phiếu cần chấm và số hồ sơ tối đa không được âm.")))
    return found


def problems_in_plan(instance: Instance, pairs: Sequence[EntryJudge]) -> list[Problem]:
    """Check a plan pair by pair: distinct, legal unless forced, never above what is wanted or a judge's maximum."""
    forced = set(instance.forced)
    legal = {pair.ids for pair in instance.pairs} | forced
    per_entry = Counter(entry_id for entry_id, _ in pairs)
    per_judge = Counter(judge_id for _, judge_id in pairs)
    begun = Counter(entry_id for entry_id, _ in forced), Counter(judge_id for _, judge_id in forced)
    wrong = len(set(pairs)) < len(pairs) or not forced <= set(pairs) <= legal
    wrong = wrong or any(per_entry[one.id] > max(one.wanted, begun[0][one.id]) for one in instance.entries)
    for judge in instance.judges:
        if judge.maximum is not None:
            wrong = wrong or per_judge[judge.id] > max(judge.maximum - judge.locked, begun[1][judge.id])
    return [Problem(N_("Phương án phân công không qua được bước kiểm tra và đã bị bỏ. Hãy thử lại."))] if wrong else []


def _supply(instance: Instance, forced: Sequence[EntryJudge]) -> dict[int, int]:
    """Return the places each entry still wants, by entry id in order."""
    begun = Counter(entry_id for entry_id, _ in forced)
    return {one.id: max(0, one.wanted - begun[one.id]) for one in sorted(instance.entries, key=lambda one: one.id)}


def _start_loads(instance: Instance, forced: Sequence[EntryJudge]) -> dict[int, int]:
    """Return the load each judge starts with (s_j of judging.md 2.2), by judge id in order."""
    begun = Counter(judge_id for _, judge_id in forced)
    return {one.id: one.locked + begun[one.id] for one in sorted(instance.judges, key=lambda one: one.id)}


def _rooms(instance: Instance, start: Mapping[int, int]) -> dict[int, int]:
    """Return how many more entries each judge may take; without a maximum as many as there are entries."""
    top = len(instance.entries)
    return {one.id: top if one.maximum is None else max(0, one.maximum - start[one.id]) for one in instance.judges}


def _costs(
    free: Sequence[LegalPair], present: Iterable[EntryJudge], bonus: int, scale: int, seed: int
) -> dict[EntryJudge, float]:
    """Return the cost of each legal pair in order: 100 - affinity - bonus plus seeded noise.

    All the noise of a plan together stays below one point of affinity, so the optimum is exact (judging.md 2.6).
    """
    kept = set(present)
    costs = {}
    for pair in free:
        draw = hashlib.sha256(f"{seed}:{pair.entry_id}:{pair.judge_id}".encode()).digest()[0] % NOISE
        costs[pair.ids] = 100 - pair.affinity - (bonus if pair.ids in kept else 0) + draw / scale
    return costs


def _shortages(instance: Instance, pairs: Sequence[EntryJudge], loads: Mapping[int, int]) -> tuple[Shortage, ...]:
    """Name every entry that is short, with the reasons why the other judges fell out."""
    got = Counter(entry_id for entry_id, _ in pairs)
    have, legal, kinds = set(pairs), defaultdict(set), defaultdict(list)
    full = {one.id for one in instance.judges if one.maximum is not None and loads[one.id] >= one.maximum}
    for pair in instance.pairs:
        legal[pair.entry_id].add(pair.judge_id)
    for bar in sorted(set(instance.barred), key=lambda bar: (bar.entry_id, bar.judge_id, bar.kind)):
        kinds[bar.entry_id].append(bar)
    found = []
    for entry in sorted(instance.entries, key=lambda one: one.id):
        if got[entry.id] < entry.wanted:
            first = {bar.judge_id: bar.kind for bar in reversed(kinds[entry.id])}
            serving = {judge.id for judge in instance.judges if entry.field_id in judge.field_ids}
            reasons = Counter(kind for judge_id, kind in first.items() if judge_id in serving)
            values = {
                "wanted": entry.wanted,
                "got": got[entry.id],
                "legal": len(legal[entry.id]),
                "same_unit": reasons["same_unit"],
                "declared": reasons["declared"],
                "personal": reasons["same_person"] + reasons["guardian"] + reasons["teacher"],
                "other_field": len(instance.judges) - len(serving),
                "full": sum(one in full and (entry.id, one) not in have for one in legal[entry.id]),
            }
            found.append(Shortage(entry.id, **values, message=Problem(_SHORT, values=values)))
    return tuple(found)
