"""The official score of an entry from its sheet totals: integers in hundredths, half up, NULL is not zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from contest.rules.problems import N_, Problem

Method = Literal["mean", "trimmed_mean"]
METHODS: tuple[Method, ...] = get_args(Method)
_TRIM_FROM = 5


@dataclass(frozen=True)
class Score:
    """An official score: ``value`` in hundredths (None = no result, ``reason`` says why) from ``n`` valid sheets.

    ``used`` and ``dropped`` are the totals that entered the mean and those that the trimmed mean left out.
    """

    value: int | None
    n: int
    reason: Problem | None = None
    used: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()

    @property
    def exact(self) -> Fraction | None:
        """Return the unrounded mean in hundredths; None when there is no result."""
        return None if self.value is None else Fraction(sum(self.used), len(self.used))


def half_up(num: int, den: int) -> int:
    """Round num/den to the nearest integer, halves away from zero (den > 0; judging.md 3.1)."""
    quotient, rest = divmod(abs(num), den)
    quotient += 2 * rest >= den
    return quotient if num >= 0 else -quotient


def official_score(totals: Sequence[int | None], *, method: Method = "mean", quorum: int) -> Score:
    """Return the official score of one entry from its sheet totals in hundredths (None = no sheet, never 0).

    ``mean``: half_up(sum, n). ``trimmed_mean``: with n >= 5 exactly one highest and one lowest total are left
    out, else as ``mean``. Fewer than ``quorum`` valid sheets: no result (judging.md 3.2, 3.4). Raises ValueError
    on an unknown method.
    """
    if method not in METHODS:
        raise ValueError(f"unknown score method {method!r}")
    valid = sorted(total for total in totals if total is not None)
    n = len(valid)
    if n == 0:
        return Score(None, 0, Problem(N_("Chưa có phiếu chấm hợp lệ nào.")))
    if n < quorum:
        message = N_("Mới có %(n)s phiếu hợp lệ, cần ít nhất %(quorum)s phiếu.")
        return Score(None, n, Problem(message, values={"n": n, "quorum": quorum}), tuple(valid))
    dropped: tuple[int, ...] = ()
    if method == "trimmed_mean" and n >= _TRIM_FROM:
        dropped = (valid[0], valid[-1])
        valid = valid[1:-1]
    return Score(half_up(sum(valid), len(valid)), n, None, tuple(valid), dropped)
