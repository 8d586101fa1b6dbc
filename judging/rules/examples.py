"""A worked example of a score, made from an edition's own rubric, and what its prizes may come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from judging.rules.rubrics import CriterionFacts, sheet_total
from judging.rules.scoring import Method, Score, official_score

_SHARES = (85, 78, 90, 82, 70)
"""How much of each maximum the invented judges give, in percent."""


@dataclass(frozen=True)
class Example:
    """Invented sheets: a row of marks (hundredths) for each criterion, totals and official score."""

    marks: tuple[tuple[int, ...], ...]
    totals: tuple[int, ...]
    score: Score

    @property
    def sum(self) -> int:
        """Return the sum of the totals that count."""
        return sum(self.score.used)


def worked_example(criteria: Sequence[CriterionFacts], *, judges: int, method: Method) -> Example | None:
    """Return sheets of as many invented judges as an entry has (at least five for a trimmed mean); None: no rubric.

    Each mark is a share of the maximum, moved along by one for each criterion, cut down to the step of the scale.
    """
    if not criteria:
        return None
    number = max(judges, 5) if method == "trimmed_mean" else judges
    marks = []
    for offset, one in enumerate(criteria):
        shares = islice(cycle(_SHARES), offset, offset + number)
        marks.append(tuple(max(one.minimum, one.maximum * share // 100 // one.step * one.step) for share in shares))
    columns = zip(*marks, strict=True)
    totals = [
        sheet_total(criteria, {one.id: mark for one, mark in zip(criteria, column, strict=True)}) for column in columns
    ]
    known = tuple(total for total in totals if total is not None)
    return Example(tuple(marks), known, official_score(known, method=method, quorum=1))


def largest_sum(rows: Sequence[tuple[int | None, int, bool]], fields: int) -> int | None:
    """Return the most that prizes may cost; rows are quota, amount in đồng, in each field; None without a quota."""
    if any(quota is None for quota, _, _ in rows):
        return None
    return sum((quota or 0) * amount * (fields if each_field else 1) for quota, amount, each_field in rows)
