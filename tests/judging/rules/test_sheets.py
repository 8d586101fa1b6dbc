"""Sheets: time, reopening, the blind view, exact numbers."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from contest.rules.kinds import SheetState
from judging.rules.blind import blind_dossier
from judging.rules.exact import exact_points
from judging.rules.sheets import problems_in_recommendation, problems_in_reopening, problems_in_saving, problems_in_time

START, END = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)
CONTENT = {
    "title": "Máy tách hạt",
    "field_name": "Cơ khí",
    "division_name": "",
    "made": "03/2025",
    "place_of_use": "Xã Lũng Cú",
    "deployment": "Ở nhà ông Vừ",
    "entrant": {"unit_name": "HTX Lũng Cú", "phone": "0912"},
    "sections": [
        {"code": "novelty", "label": "Tính mới", "text": "Mới", "criterion_code": "novelty"},
        {"code": "story", "label": "Thuyết minh", "text": "Kể", "criterion_code": ""},
    ],
    "authors": [{"full_name": "Vừ Mí Na", "phone": "0913"}],
    "supervisors": [{"full_name": "Cô Lan"}],
    "attachments": [{"id": "a1", "slot_label": "Ảnh", "name": "vu-mi-na.jpg", "kind": "image", "sha256": "ff"}],
    "a later fact": "Vừ Mí Na",
}


def test_time_has_an_open_start_and_a_closed_end() -> None:
    """The first moment is inside, the last one outside; without a phase nothing is."""
    assert problems_in_time(START, END, START) == []
    assert problems_in_time(START, END, END) != []
    assert problems_in_time(START, END, datetime(2026, 8, 31, 23, 59, tzinfo=UTC)) != []
    assert problems_in_time(None, None, START) != []


def test_only_drafts_are_saved_and_only_submitted_ones_reopened() -> None:
    """Each state allows one of the two, a locked sheet none."""
    assert [bool(problems_in_saving(state)) for state in (None, *SheetState)] == [False, False, True, True]
    given = [bool(problems_in_reopening(state, "vì", published=False)) for state in SheetState]
    assert given == [True, False, True]
    assert problems_in_reopening(SheetState.SUBMITTED, "  ", published=False)[0].field == "reason"
    assert problems_in_reopening(SheetState.SUBMITTED, "vì", published=True)


def test_recommendations_are_a_list() -> None:
    """Nothing but the listed values."""
    assert problems_in_recommendation("national") == []
    assert problems_in_recommendation("gold")[0].field == "recommendation"


def test_the_blind_view_lets_nothing_else_through() -> None:
    """Title, field, sections and neutral files; no name of a person, place, unit or file, not even in new facts."""
    seen = blind_dossier(CONTENT, blind=True)
    for hidden in ("Vừ", "Lũng Cú", "Cô Lan", "091", "vu-mi-na"):
        assert hidden not in repr(seen)
    assert (seen.title, seen.field_name, seen.files[0].number, seen.files[0].kind) == (
        "Máy tách hạt",
        "Cơ khí",
        1,
        "image",
    )
    assert [s.text for s in seen.sections_of("novelty")] == ["Mới"]
    opened = blind_dossier(CONTENT, blind=False, field_name="Nông nghiệp")
    assert (opened.authors, opened.unit_name, opened.field_name) == (("Vừ Mí Na",), "HTX Lũng Cú", "Nông nghiệp")
    assert "vu-mi-na" not in repr(opened)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (Fraction(8000), "80"),
        (Fraction(8050), "80,5"),
        (Fraction(8500, 3), "28,333333…"),
        (Fraction(16001, 2), "80,005"),
    ],
)
def test_exact_numbers_are_cut_not_rounded(value: Fraction | None, text: str) -> None:
    """Points with a comma; an ellipsis where digits go on."""
    assert exact_points(value) == text
