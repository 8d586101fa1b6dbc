"""The rules of a rule book: facts, rows, dossier numbers, copies for a later year."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from contest.rules.dossier_codes import DEFAULT_PATTERN, dossier_code, problems_in_pattern
from contest.rules.edition_copies import later, renumbered
from contest.rules.editions import (
    EditionFacts,
    FieldFacts,
    PhaseFacts,
    SlotFacts,
    problems_in_edition,
    problems_in_fields,
    problems_in_phases,
    problems_in_slots,
)
from contest.rules.kinds import ContestType, PhaseCode

FACTS = EditionFacts(
    code="stkt-2026",
    contest_type=ContestType.STKT,
    edition_no=6,
    year_label="2025-2026",
    title="Hội thi",
    title_en="",
    issuer="BAN TỔ CHỨC",
    place="Tuyên Quang",
    opens_at=datetime(2025, 11, 16, 17, tzinfo=UTC),
    closes_at=datetime(2028, 2, 29, 10, tzinfo=UTC),
    contest_symbol="STKT",
)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "STKT 2026"}, "code"),
        ({"code": "new"}, "code"),
        ({"title": " "}, "title"),
        ({"edition_no": 0}, "edition_no"),
        ({"closes_at": FACTS.opens_at}, "closes_at"),
        ({"birth_from": date(2007, 7, 31)}, "birth_to"),
        ({"birth_from": date(2010, 1, 1), "birth_to": date(2009, 12, 31)}, "birth_to"),
        ({"max_authors": -1}, "max_authors"),
        ({"quorum": 4}, "quorum"),
        ({"score_method": "median"}, "score_method"),
        ({"contest_symbol": "st"}, "contest_symbol"),
        ({"dossier_pattern": "{contest}-{seq}"}, "dossier_pattern"),
    ],
)
def test_each_wrong_fact_is_named(changes: dict[str, Any], field: str) -> None:
    """One wrong fact gives one problem at its field; the facts themselves give none."""
    assert problems_in_edition(FACTS) == []
    assert [problem.field for problem in problems_in_edition(replace(FACTS, **changes))] == [field]


def test_dossier_numbers_are_filled_in_and_nothing_else_is_evaluated() -> None:
    """Zeros fill numbers, letters stay; attribute access and unknown places are no pattern."""
    given: dict[str, Any] = {"contest": "STKT", "edition_no": 6, "field_code": "3", "seq": 12}
    assert dossier_code(DEFAULT_PATTERN, **given) == "STKT06-03-012"
    assert dossier_code("{field:02d}/{seq}", **{**given, "field_code": "B"}) == "B/12"
    assert problems_in_pattern(DEFAULT_PATTERN) == []
    for bad in ("{field.__class__}-{seq}", "{field}-{seq}{", "{field}-{seq:9d}", "{seq}", ""):
        assert [problem.field for problem in problems_in_pattern(bad)] == ["dossier_pattern"], bad


def test_rows_are_checked_one_by_one() -> None:
    """Codes unique and simple, names given, kinds among the four."""
    rows = [FieldFacts("01", "Một", ""), FieldFacts("01", "", ""), FieldFacts("a b", "Ba", "")]
    assert [problem.field for problem in problems_in_fields(rows)] == ["rows-1-code", "rows-2-code", "rows-1-name"]
    assert [problem.field for problem in problems_in_fields([])] == ["rows"]
    assert problems_in_fields([], needed=False) == []
    slot = SlotFacts("photos", "Ảnh", "", "", "", ("image", "exe"), 0, 500, False)
    fields = [problem.field for problem in problems_in_slots([slot])]
    assert fields == ["rows-0-kinds", "rows-0-max_files", "rows-0-max_megabytes"]


def test_phases_stand_in_order_and_end_with_the_deadline() -> None:
    """Wrong order, dates turned round and another deadline are each named."""

    def phase(code: PhaseCode, first: int, last: int) -> PhaseFacts:
        return PhaseFacts(code, "x", "", datetime(2026, first, 1, tzinfo=UTC), datetime(2026, last, 1, tzinfo=UTC))

    entry, judging = phase(PhaseCode.ENTRY, 1, 3), phase(PhaseCode.JUDGING, 4, 6)
    assert problems_in_phases([entry, judging], closes_at=entry.ends_at) == []
    assert [p.field for p in problems_in_phases([judging, entry])] == ["rows-1-code", "rows-1-starts_at"]
    assert [p.field for p in problems_in_phases([phase(PhaseCode.ENTRY, 3, 1)])] == ["rows-0-ends_at"]
    assert [p.field for p in problems_in_phases([entry], closes_at=judging.ends_at)] == ["rows-0-ends_at"]


def test_a_later_year_keeps_day_and_hour() -> None:
    """Dates move by whole years in Vietnamese time; the 29th of February becomes the 28th."""
    moved, _ = later(replace(FACTS, birth_from=date(2008, 2, 29), birth_to=date(2020, 7, 31)), [], 1)
    assert moved.opens_at == datetime(2026, 11, 16, 17, tzinfo=UTC)
    assert moved.closes_at == datetime(2029, 2, 28, 10, tzinfo=UTC)
    assert (moved.birth_from, moved.birth_to) == (date(2009, 2, 28), date(2021, 7, 31))
    assert renumbered("lần thứ VI (2025-2026)", 2) == "lần thứ VI (2027-2028)"
