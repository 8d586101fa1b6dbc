"""Rubrics: what may be set, what a judge may type, and the total of a sheet."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules.problems import Problem
from judging.rules.rubrics import (
    Band,
    CriterionFacts,
    needs_comment,
    parse_mark,
    problems_in_rubric,
    problems_in_sheet,
    sheet_quotient,
    sheet_total,
)

NOVEL = CriterionFacts(1, "TM", "Tính mới", 4000, 50)
USEFUL = CriterionFacts(2, "AD", "Khả năng áp dụng", 3000, 50)
EFFECT = CriterionFacts(3, "HQ", "Hiệu quả", 3000, 25)
STKT = (NOVEL, USEFUL, EFFECT)
WEIGHTED = tuple(
    CriterionFacts(n, f"C{n}", f"Tiêu chí {n}", 1000, 25, weight=weight) for n, weight in ((1, 40), (2, 35), (3, 25))
)


def fields(problems: list[Problem]) -> set[str]:
    for problem in problems:
        assert "%(" not in str(problem)
    return {problem.field for problem in problems}


def test_good_rubrics_have_no_problems() -> None:
    assert problems_in_rubric(STKT) == []
    assert problems_in_rubric(WEIGHTED) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "  "}, "criteria-0-name"),
        ({"code": ""}, "criteria-0-code"),
        ({"maximum": 0}, "criteria-0-maximum"),
        ({"step": 30}, "criteria-0-step"),
        ({"step": 0}, "criteria-0-step"),
        ({"minimum": 4000}, "criteria-0-minimum"),
        ({"minimum": 25}, "criteria-0-minimum"),
        ({"comment_below": 5000}, "criteria-0-comment_below"),
        ({"comment_above": -1}, "criteria-0-comment_above"),
        ({"bands": (Band(0, 4100, "cao"),)}, "criteria-0-bands"),
        ({"bands": (Band(200, 100, "ngược"),)}, "criteria-0-bands"),
        ({"bands": (Band(0, 2000, "a"), Band(2000, 4000, "b"))}, "criteria-0-bands"),
        ({"bands": (Band(0, 2000, " "),)}, "criteria-0-bands"),
        ({"weight": 40}, "criteria"),
    ],
)
def test_each_fault_hangs_on_its_column(changed: dict[str, object], field: str) -> None:
    assert field in fields(problems_in_rubric([replace(NOVEL, **changed), USEFUL, EFFECT]))


def test_sums_codes_and_obligation_are_checked() -> None:
    assert fields(problems_in_rubric([])) == {"criteria"}
    assert "70" in str(problems_in_rubric([NOVEL, USEFUL])[0])
    assert problems_in_rubric([NOVEL, USEFUL], total=7000) == []
    assert fields(problems_in_rubric([NOVEL, replace(USEFUL, code="TM"), EFFECT])) == {"criteria-1-code"}
    assert fields(problems_in_rubric([replace(one, optional=True) for one in STKT])) == {"criteria"}
    assert fields(problems_in_rubric([replace(WEIGHTED[0], weight=41), *WEIGHTED[1:]])) == {"criteria"}
    assert fields(problems_in_rubric([replace(WEIGHTED[0], maximum=2000), *WEIGHTED[1:]])) == {"criteria"}
    assert problems_in_rubric([replace(NOVEL, bands=(Band(0, 0, "không"), Band(50, 4000, "có"))), *STKT[1:]]) == []


@pytest.mark.parametrize(
    ("text", "mark"), [("8,5", 850), ("8.5", 850), (" 10 ", 1000), ("0", 0), ("40", 4000), ("", None), ("  ", None)]
)
def test_marks_are_read_with_comma_or_point(text: str, mark: int | None) -> None:
    assert parse_mark(text, NOVEL) == mark


@pytest.mark.parametrize("text", ["abc", "-1", "8,25", "40,5", "1e1", "8,505", "１０x", "4 0", "NaN"])
def test_a_wrong_mark_names_the_criterion_and_gives_an_example(text: str) -> None:
    problem = parse_mark(text, NOVEL)
    assert isinstance(problem, Problem)
    assert problem.field == "mark-1"
    assert str(problem) == "Điểm “Tính mới” phải từ 0 đến 40, mỗi bước 0,5, ví dụ 39,5."


@given(st.integers(0, 12000))
def test_every_number_is_either_on_the_scale_or_refused(mark: int) -> None:
    for text in (f"{mark // 100},{mark % 100:02d}", f"{mark // 100}.{mark % 100:02d}"):
        found = parse_mark(text, EFFECT)
        if mark <= 3000 and mark % 25 == 0:
            assert found == mark
        else:
            assert isinstance(found, Problem)


def test_a_draft_may_be_incomplete_but_not_off_the_scale() -> None:
    assert problems_in_sheet(STKT, {1: 3000}, {}, submitting=False) == []
    assert fields(problems_in_sheet(STKT, {1: 3010}, {}, submitting=False)) == {"mark-1"}
    assert fields(problems_in_sheet(STKT, {9: 100}, {}, submitting=False)) == {""}


def test_a_submitted_sheet_is_complete_and_explained() -> None:
    assert fields(problems_in_sheet(STKT, {1: 3000, 2: None}, {}, submitting=True)) == {"mark-2", "mark-3"}
    strict = (replace(NOVEL, comment_below=2000, comment_above=3600), USEFUL, EFFECT)
    for mark, asked in ((1950, True), (2000, False), (3600, False), (3650, True)):
        marks = {1: mark, 2: 0, 3: 0}
        assert bool(problems_in_sheet(strict, marks, {1: "  "}, submitting=True)) is asked
        assert problems_in_sheet(strict, marks, {1: "Vì mô hình chạy tốt"}, submitting=True) == []
    assert fields(problems_in_sheet(strict, {1: 0, 2: 0, 3: 0}, {}, submitting=True)) == {"comment-1"}
    only = (replace(NOVEL, optional=True),)
    assert len(problems_in_sheet(only, {}, {}, submitting=True)) == 1


def test_zero_asks_for_a_remark_where_a_band_says_none() -> None:
    banded = replace(NOVEL, bands=(Band(0, 0, "không có"),))
    assert needs_comment(banded, 0)
    assert not needs_comment(NOVEL, 0)
    assert not needs_comment(banded, None)


@given(st.tuples(st.integers(0, 80), st.integers(0, 60), st.integers(0, 120)))
def test_additive_totals_are_exact_sums(steps: tuple[int, int, int]) -> None:
    marks = {one.id: count * one.step for one, count in zip(STKT, steps, strict=True)}
    assert sheet_total(STKT, marks) == sum(marks.values())


@given(st.tuples(*[st.integers(0, 40)] * 3))
def test_weighted_totals_agree_with_decimal(steps: tuple[int, int, int]) -> None:
    marks = {one.id: count * 25 for one, count in zip(WEIGHTED, steps, strict=True)}
    exact = sum(Decimal(marks[one.id]) / 100 * (one.weight or 0) for one in WEIGHTED) / 10
    expected = int(exact.quantize(Decimal("0.01"), ROUND_HALF_UP) * 100)
    assert sheet_total(WEIGHTED, marks) == expected


def test_missing_is_never_zero() -> None:
    assert sheet_total(STKT, {1: 4000, 2: 3000}) is None
    assert sheet_total(STKT, {}) is None
    optional = (NOVEL, USEFUL, replace(EFFECT, optional=True))
    assert sheet_quotient(optional, {1: 2000, 2: 1500, 3: None}) == Fraction(5000)
    assert sheet_total(optional, {1: 2000, 2: 1550}) == 5071  # 3550 of 7000, on 100 points
    assert sheet_total(optional, {1: 2000, 2: 1500, 3: 0}) == 3500
