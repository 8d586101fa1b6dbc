"""The ranking of a field: places on published scores, ties named, tie keys compared exactly."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from contest.rules.problems import N_, Problem
from judging.rules.scoring import Method, Score, official_score

MEDIAN = "median"
LOWEST = "lowest"
CRITERION = "criterion:"
SHARED = "shared"
DEFAULT_CHAIN = (MEDIAN, LOWEST)
_DECIMALS = 6

Keys = tuple[Fraction | None, ...]


@dataclass(frozen=True)
class EntryFacts:
    """One entry with the totals of its valid sheets (hundredths) and its means on the criteria of the chain.

    ``criterion_means`` follows the ``criterion:CODE`` steps of the chain, in that order; None = nobody marked it.
    """

    id: int
    code: str
    field_id: int
    totals: tuple[int, ...]
    criterion_means: Keys = ()


@dataclass(frozen=True)
class RankRow:
    """One line of a ranking; ``place`` is None without a result (``score.reason`` says why).

    ``tie_step`` is empty without a tie, else the first step of the chain that sets this entry apart from all that
    share its place, or ``shared`` when no step does. ``keys`` are the values of the chain, exact.
    """

    id: int
    code: str
    field_id: int
    place: int | None
    score: Score
    tie_size: int
    tie_step: str
    keys: Keys


@dataclass(frozen=True)
class SheetLine:
    """One sheet in the arithmetic of an entry; ``used`` is False when it is missing or was trimmed."""

    judge_code: str
    total: int | None
    used: bool


@dataclass(frozen=True)
class Arithmetic:
    """Every step of an entry's score: sheets, their sum, the divisor, the exact quotient and the rounded value.

    ``total`` and ``value`` are in hundredths; ``quotient`` is in hundredths, exact; ``shown`` is the quotient in
    points with a decimal comma, ending in … where it was cut.
    """

    sheets: tuple[SheetLine, ...]
    n: int
    total: int
    divisor: int
    quotient: Fraction | None
    shown: str
    value: int | None
    reason: Problem | None


def problems_in_chain(chain: Sequence[str], codes: Sequence[str]) -> list[Problem]:
    """Check a tie-break chain: known steps, no step twice, only criteria of the rubric."""
    found = []
    for step in chain:
        known = step.removeprefix(CRITERION) in codes if step.startswith(CRITERION) else step in (MEDIAN, LOWEST)
        if not known:
            message = N_("Không có bước phân định “%(step)s”. Hãy chọn một tiêu chí, trung vị hoặc phiếu thấp nhất.")
            found.append(Problem(message, "tie_chain", {"step": step}))
    if len(set(chain)) < len(chain):
        found.append(Problem(N_("Mỗi bước phân định chỉ được dùng một lần."), "tie_chain"))
    return found


def rank(
    entries: Sequence[EntryFacts], *, method: Method = "mean", quorum: int, chain: Sequence[str] = DEFAULT_CHAIN
) -> tuple[RankRow, ...]:
    """Rank entries within their fields on the rounded score: place = 1 + entries strictly better (1, 2, 2, 4).

    Keys never change a place; they are shown and used where a quota cuts a tie (judging.md 3.7). Rows come by
    field, place, code; entries without a result last in their field. Raises ValueError on an unknown chain step.
    """
    groups: dict[tuple[int, int], list[tuple[EntryFacts, Score, Keys]]] = defaultdict(list)
    rows = []
    for entry in entries:
        score = official_score(entry.totals, method=method, quorum=quorum)
        keys = tie_keys(entry, chain)
        if score.value is None:
            rows.append(RankRow(entry.id, entry.code, entry.field_id, None, score, 0, "", keys))
        else:
            groups[entry.field_id, -score.value].append((entry, score, keys))
    better: Counter[int] = Counter()
    for (field_id, _), group in sorted(groups.items(), key=lambda item: item[0]):
        place = better[field_id] + 1
        better[field_id] += len(group)
        steps = tie_steps([keys for _, _, keys in group], chain)
        for (entry, score, keys), step in zip(group, steps, strict=True):
            rows.append(RankRow(entry.id, entry.code, field_id, place, score, len(group), step, keys))
    return tuple(sorted(rows, key=lambda row: (row.field_id, row.place is None, row.place or 0, row.code, row.id)))


@lru_cache(maxsize=65536)
def exact_quotient(numerator: int, denominator: int) -> Fraction:
    """Return an exact quotient; totals repeat so much that most of them exist already."""
    return Fraction(numerator, denominator)


def tie_keys(entry: EntryFacts, chain: Sequence[str]) -> Keys:
    """Return the exact values of the chain for an entry (higher is better; None where there is no value).

    Keys use all valid sheets; an even number of sheets has the mean of the middle two as median (judging.md 3.7).
    """
    totals = sorted(entry.totals)
    means = iter(entry.criterion_means)
    keys: list[Fraction | None] = []
    for step in chain:
        if step.startswith(CRITERION):
            keys.append(next(means))
        elif step == MEDIAN:
            middle = len(totals) // 2
            keys.append(exact_quotient(totals[middle] + totals[-middle - 1], 2) if totals else None)
        elif step == LOWEST:
            keys.append(exact_quotient(totals[0], 1) if totals else None)
        else:
            raise ValueError(f"unknown step {step!r} in the tie chain")
    return tuple(keys)


def comparable(group: Sequence[Keys]) -> list[tuple[Fraction, ...]]:
    """Return the keys of equal entries in a form that compares: a step that somebody lacks counts for nobody.

    NULL is not zero (judging.md 3.4), so a missing value may not lose against a present one.
    """
    silent = [any(value is None for value in column) for column in zip(*group, strict=True)]
    return [
        tuple(Fraction(0) if skip or value is None else value for value, skip in zip(keys, silent, strict=True))
        for keys in group
    ]


def tie_steps(group: Sequence[Keys], chain: Sequence[str]) -> list[str]:
    """Return for each of some equal entries the step that sets it apart from all others, or ``shared``."""
    if len(group) == 1:
        return [""]
    keys = [tuple((value.numerator, value.denominator) for value in one) for one in comparable(group)]
    answers = [SHARED] * len(keys)
    for length in range(len(chain), 0, -1):
        same = Counter(one[:length] for one in keys)
        for index, one in enumerate(keys):
            if same[one[:length]] == 1:
                answers[index] = chain[length - 1]
    return answers


def arithmetic(sheets: Sequence[tuple[str, int | None]], *, method: Method = "mean", quorum: int) -> Arithmetic:
    """Lay out the score of one entry from (judge code, sheet total in hundredths or None) pairs (judging.md 3.2)."""
    score = official_score([total for _, total in sheets], method=method, quorum=quorum)
    left_out = Counter(score.dropped)
    lines = []
    for judge_code, total in sorted(sheets, key=lambda sheet: sheet[0]):
        trimmed = total is not None and left_out[total] > 0
        if trimmed and total is not None:
            left_out[total] -= 1
        lines.append(SheetLine(judge_code, total, total is not None and not trimmed))
    exact = score.exact
    return Arithmetic(
        sheets=tuple(lines),
        n=score.n,
        total=sum(score.used),
        divisor=len(score.used),
        quotient=exact,
        shown="" if exact is None else _points(exact),
        value=score.value,
        reason=score.reason,
    )


def _points(hundredths: Fraction) -> str:
    """Return exact hundredths as points with a decimal comma, cut (never rounded) after six decimals."""
    scaled = abs(hundredths) / 100 * 10**_DECIMALS
    whole, rest = divmod(int(scaled), 10**_DECIMALS)
    cut = scaled.denominator != 1
    digits = f"{rest:0{_DECIMALS}d}" if cut else f"{rest:0{_DECIMALS}d}".rstrip("0")
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{whole}{',' + digits if digits else ''}{'…' if cut else ''}"
