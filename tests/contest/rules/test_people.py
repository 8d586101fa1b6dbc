"""Authors, shares, ages, guardians."""

from datetime import date

import pytest

from contest.rules.people import (
    AuthorFacts,
    SupervisorFacts,
    age_on,
    born_outside,
    even_shares,
    is_minor,
    missing_of_author,
    missing_of_group,
    problems_in_adding,
    problems_in_author,
    problems_in_shares,
    problems_in_supervisor,
)

TODAY = date(2026, 6, 15)


def texts(problems: object) -> list[str]:
    """Return the words of problems."""
    return [str(problem) for problem in problems]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("birth", "age"), [(date(2008, 6, 15), 18), (date(2008, 6, 16), 17), (date(2008, 2, 29), 18), (TODAY, 0)]
)
def test_age_turns_on_the_birthday(birth: date, age: int) -> None:
    """Years are full years; the eighteenth birthday ends being a minor."""
    assert age_on(birth, TODAY) == age
    assert is_minor(birth, TODAY) is (age < 18)


def test_the_birth_window_holds_both_ends() -> None:
    """The first and the last day of the window are inside."""
    first, last = date(2007, 7, 31), date(2020, 7, 31)
    assert [born_outside(d, first, last) for d in (first, last, date(2007, 7, 30), date(2020, 8, 1))] == [
        False,
        False,
        True,
        True,
    ]
    assert not born_outside(first, None, None)


@pytest.mark.parametrize(
    ("shares", "answer"),
    [
        ([100], []),
        ([60, 40], []),
        ([50, 40], ["Tổng tỷ lệ đóng góp phải là 100%; hiện là 90%."]),
        ([100, 0], ["Mỗi tác giả có tỷ lệ từ 1 đến 100, ví dụ 60 và 40."]),
        ([None, 100], ["Mỗi tác giả có tỷ lệ từ 1 đến 100, ví dụ 60 và 40."]),
    ],
)
def test_shares_make_a_hundred(shares: list[int | None], answer: list[str]) -> None:
    """Every author has a part and the parts make the whole."""
    assert texts(problems_in_shares(shares)) == answer


@pytest.mark.parametrize("count", range(1, 8))
def test_even_shares_are_shares(count: int) -> None:
    """An even division is always accepted."""
    assert not problems_in_shares(list(even_shares(count)))


def test_mistyped_authors() -> None:
    """Name, date, numbers: each mistake is named at its field."""
    wrong = AuthorFacts(
        1, "", birth_date=date(2027, 1, 1), phone="12", email="a@b", guardian_name="x" * 121, guardian_phone="9"
    )
    assert [p.field for p in problems_in_author(wrong, today=TODAY)] == [
        "full_name",
        "birth_date",
        "phone",
        "email",
        "guardian_name",
        "guardian_phone",
    ]
    assert [p.field for p in problems_in_author(AuthorFacts(1, "x" * 121), today=TODAY)] == ["full_name"]
    right = AuthorFacts(1, "x" * 120, birth_date=date(2012, 1, 1), phone="+84 912 345 678")
    assert problems_in_author(right, today=TODAY) == []
    assert [p.field for p in problems_in_supervisor(SupervisorFacts("", phone="1"))] == ["full_name", "phone"]


def test_a_minor_needs_a_guardian_and_an_adult_none() -> None:
    """Name, relation and phone of the guardian are asked for under 18 only."""
    child = AuthorFacts(1, "Vàng Thị Mỷ", birth_date=date(2013, 9, 5), workplace="Trường THCS Sủng Là")
    assert [p.field for p in missing_of_author(child, today=TODAY, pupil=True)] == [
        "guardian_name",
        "guardian_relation",
        "guardian_phone",
    ]
    adult = AuthorFacts(1, "Giàng A An", birth_date=date(1985, 5, 1))
    assert texts(missing_of_author(adult, today=TODAY, pupil=False)) == ["Điền nơi làm việc hoặc nơi ở của Giàng A An."]
    assert [p.field for p in missing_of_author(AuthorFacts(1, "A"), today=TODAY, pupil=True)] == [
        "birth_date",
        "workplace",
    ]


def test_the_group_has_one_lead_and_no_more_than_allowed() -> None:
    """None, too many, no lead and two leads are refused."""
    assert texts(missing_of_group([], max_authors=5)) == ["Thêm ít nhất một tác giả."]
    pair = [AuthorFacts(1, "A", share_percent=50, is_lead=True), AuthorFacts(2, "B", share_percent=50, is_lead=True)]
    assert texts(missing_of_group(pair, max_authors=1)) == [
        "Mỗi hồ sơ có nhiều nhất 1 tác giả.",
        "Chọn đúng một tác giả chính.",
    ]
    assert problems_in_adding(4, 5) == []
    assert problems_in_adding(500, 0) == []
    assert texts(problems_in_adding(5, 5)) == ["Mỗi hồ sơ có nhiều nhất 5 tác giả."]
