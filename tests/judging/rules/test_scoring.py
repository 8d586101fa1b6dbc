"""The official score: exact, half up, NULL is not zero."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.rules.scoring import half_up, official_score

TOTALS = st.lists(st.integers(0, 10000), min_size=1, max_size=9)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**4))
def test_half_up_agrees_with_decimal(num: int, den: int) -> None:
    exact = Fraction(num, den)
    floor = exact.numerator // exact.denominator
    rest = exact - floor
    expected = floor + (rest > Fraction(1, 2) or (rest == Fraction(1, 2) and num > 0))
    assert half_up(num, den) == expected


def test_halves_go_away_from_zero() -> None:
    assert [half_up(n, 2) for n in (1, 3, 5, -1, -3)] == [1, 2, 3, -1, -2]


@given(TOTALS)
def test_mean_agrees_with_decimal(totals: list[int]) -> None:
    expected = (Decimal(sum(totals)) / len(totals)).quantize(Decimal(1), ROUND_HALF_UP)
    assert official_score(totals, quorum=1).value == int(expected)


@given(TOTALS, st.randoms())
def test_trimmed_mean_drops_one_of_each_end(totals: list[int], random: Any) -> None:
    score = official_score(totals, method="trimmed_mean", quorum=1)
    kept = sorted(totals)[1:-1] if len(totals) >= 5 else totals
    assert score.value == half_up(sum(kept), len(kept))
    assert sorted(score.used + score.dropped) == sorted(totals)
    assert score.n == len(totals)
    shuffled = random.sample(totals, len(totals))
    assert official_score(shuffled, method="trimmed_mean", quorum=1) == score


@given(TOTALS)
def test_an_absent_judge_changes_n_not_the_sum(totals: list[int]) -> None:
    assert official_score([*totals, None], quorum=1) == official_score(totals, quorum=1)


def test_below_the_quorum_there_is_no_result_but_a_reason() -> None:
    score = official_score([8000, None, 9000], quorum=3)
    assert (score.value, score.n, score.exact) == (None, 2, None)
    assert str(score.reason) == "Mới có 2 phiếu hợp lệ, cần ít nhất 3 phiếu."
    assert official_score([], quorum=0).value is None
    assert official_score([0, 0, 0], quorum=3).value == 0


def test_an_unknown_method_is_refused() -> None:
    method: Any = "adjusted"
    with pytest.raises(ValueError, match="adjusted"):
        official_score([1], method=method, quorum=1)
