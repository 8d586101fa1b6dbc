"""Vietnamese text is right: normal form, search, order, numbers, dates."""

import random
import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules import text

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmno"


def test_letters_and_tones_sort_as_the_dictionary_does() -> None:
    """Letters first, then tones: a ă â, d before đ, ngang huyền hỏi ngã sắc nặng."""
    assert sorted(random.Random(1).sample(LETTERS, len(LETTERS)), key=text.vi_key) == list(LETTERS)
    words = ["Ân", "Ăn", "An", "Ánh", "Đức", "Dũng", "Dung", "Em", "Đông", "Zờ", "Quý", "Quy", "Oanh", "Ơn", "Ôn"]
    assert sorted(words, key=text.vi_key) == [
        *["An", "Ánh", "Ăn", "Ân", "Dung", "Dũng", "Đông", "Đức", "Em"],
        *["Oanh", "Ôn", "Ơn", "Quy", "Quý", "Zờ"],
    ]


def test_people_sort_by_given_name_then_family_then_middle() -> None:
    """Tên, then họ, then đệm."""
    people = ["Vàng Mí Sính", "Nguyễn Văn An", "Đặng Thị An", "Đặng Văn An", "Thào Hồng Sơn", "Giàng A Páo"]
    assert sorted(people, key=text.person_key) == [
        "Đặng Thị An",
        "Đặng Văn An",
        "Nguyễn Văn An",
        "Giàng A Páo",
        "Vàng Mí Sính",
        "Thào Hồng Sơn",
    ]


@given(st.text(max_size=30))
def test_any_text_has_a_key(one: str) -> None:
    """Composed and decomposed spellings have the same key, and no text fails."""
    assert text.vi_key(one) == text.vi_key(unicodedata.normalize("NFD", one))


@pytest.mark.parametrize(
    ("typed", "found"),
    [("Đồng Văn", "dong van"), ("HOÀ", "hoa"), ("Hòa", "hoa"), ("Nguyễn Ưỡng", "nguyen uong"), (None, "")],
)
def test_fold(typed: str | None, found: str) -> None:
    """Search does not mind diacritics, nor đ."""
    assert text.fold(typed) == found


def test_clean_takes_what_cannot_be_seen() -> None:
    """Bidi controls, zero widths, NUL and surrogates go; NFD becomes NFC; lines stay lines where they may."""
    assert text.clean("  Va\u0300ng \u202e Thi\u0323\x00  My\u0309\ud800 ") == "Vàng Thị Mỷ"
    assert text.clean_lines("một \r\nhai\x07\rba  ") == "một\nhai\nba"


@pytest.mark.parametrize(
    ("typed", "hundredths"),
    [("8,5", 850), ("8.5", 850), (" 10 ", 1000), ("0", 0), ("-1", -100), ("9,25", 925), ("9,255", None), ("abc", None)],
)
def test_decimals_come_with_comma_or_point(typed: str, hundredths: int | None) -> None:
    """Nothing is rounded on the way in."""
    assert text.parse_decimal(typed) == hundredths


@given(st.integers(-(10**8), 10**8))
def test_decimals_go_out_and_come_back(value: int) -> None:
    """What is printed with a decimal comma reads as the same number."""
    assert text.parse_decimal(text.format_hundredths(value).replace(".", "")) == value


def test_numbers_and_money_look_vietnamese() -> None:
    """Points between thousands, comma before decimals; no score is a dash, never 0."""
    assert text.format_hundredths(123456789) == "1.234.567,89"
    assert text.format_hundredths(9250, decimals=2) == "92,50"
    assert text.format_hundredths(None) == "–"
    assert text.format_money(40_000_000) == "40.000.000 đồng"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("5/9/2012", date(2012, 9, 5)),
        ("05-09-2012", date(2012, 9, 5)),
        ("2012-09-05", date(2012, 9, 5)),
        ("31/02/2012", None),
        ("9/25/2012", None),
        ("hôm nay", None),
    ],
)
def test_dates_are_day_first(typed: str, expected: date | None) -> None:
    """Day, month, year; the American order is refused."""
    assert text.parse_date(typed) == expected


@pytest.mark.parametrize("typed", ["01/01/0100", "31/12/1899", "1/1/3000", "9999-12-31"])
def test_years_at_the_ends_of_the_calendar_are_no_dates(typed: str) -> None:
    """A moment there has no time in another zone, and a later edition's would have no year."""
    assert text.parse_date(typed) is None


def test_moments_speak_vietnamese_time() -> None:
    """UTC is stored, Việt Nam is shown."""
    assert text.format_moment(datetime(2026, 11, 30, 10, 0, tzinfo=UTC)) == "17 giờ 00, thứ Hai ngày 30/11/2026"
    assert text.official_date(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert text.official_date(date(2026, 11, 20)) == "ngày 20 tháng 11 năm 2026"
