"""Rule books go in as data, come out as the same data, and are copied to a later year."""

import copy
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.adapters.rulebooks import dump_rulebook, load_rulebook, shipped
from contest.models.audit import AuditEvent
from contest.models.editions import Edition
from contest.rules.problems import RuleError
from contest.rules.text import VIETNAM
from judging.services.prize_structure import list_rows
from judging.services.rubrics import current_rubric
from judging.services.rulebooks import copy_edition, export_rulebook, import_rulebook
from tests.conftest import NOW


def _plain(book: dict[str, Any]) -> dict[str, Any]:
    """Return a preset without what is a remark or an empty description's margin."""
    plain = copy.deepcopy(book)
    plain["eligibility"].pop("region")
    return plain


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_a_preset_goes_in_and_comes_out_the_same(session: Session, path: Path) -> None:
    """Both shipped presets round-trip, as tables and as a TOML file."""
    book = load_rulebook(path)
    edition = import_rulebook(session, book, by=None, now=NOW)
    session.expire_all()
    exported = export_rulebook(session, edition)
    assert exported == _plain(book)
    assert load_rulebook(dump_rulebook(exported).encode()) == exported


def test_a_copy_moves_to_the_next_year_and_has_no_decisions_yet(session: Session) -> None:
    """Dates, ages and year window move; rubric and prizes come along; documents stay; it is not public."""
    edition = import_rulebook(session, load_rulebook(shipped()[1]), by=None, now=NOW)
    made = copy_edition(session, edition, code="youth-2027", changes={"title": "Lần thứ 20"}, by=None, now=NOW)
    assert (made.title, made.edition_no, made.is_public, made.documents) == ("Lần thứ 20", 20, False, [])
    assert (made.birth_from, made.eligible_from_year) == (date(2008, 7, 31), 2026)
    assert made.closes_at == made.phases[0].ends_at == datetime(2027, 7, 31, 17, tzinfo=VIETNAM)
    rubric = current_rubric(session, made.id)
    assert rubric is not None
    assert [one.maximum for one in rubric.criteria] == [3000, 2000, 3000, 2000]
    assert [row.amount for row in list_rows(session, made.id)] == [
        16_000_000,
        12_000_000,
        8_000_000,
        6_400_000,
        4_000_000,
    ]
    events = session.scalars(select(AuditEvent.subject_label).where(AuditEvent.action == "edition.created")).all()
    assert events == [edition.title, "Lần thứ 20"]


@pytest.mark.parametrize(
    ("part", "row", "change", "message"),
    [
        ("edition", None, {"closes_at": "mai"}, "[edition]: “closes_at” không đúng."),
        ("edition", None, {"contest_type": "x"}, "[edition]: “contest_type” phải là một trong: stkt, youth."),
        ("fields", 0, {"name": 5}, "[[fields]] 1: “name” không đúng."),
        ("fields", 1, {"code": "01"}, "Mã “01” bị trùng."),
        ("phases", 2, {"code": "chấm"}, "[[phases]] 3: “code” phải là một trong"),
        ("slots", 0, {"max_files": True}, "[[slots]] 1: “max_files” không đúng. Cần số nguyên, ví dụ 3."),
        ("sections", 0, {"criterion": "beauty"}, "gắn với tiêu chí “beauty”"),
        ("scoring", None, {"tie_chain": ["luck"]}, "Không có bước phân định “luck”."),
        ("scoring", None, {"decimals": 1}, "“decimals” phải là 2"),
        ("criteria", 0, {"max": "60"}, "Tổng điểm tối đa là 120, phải bằng 100."),
        ("criteria", 0, {"step": "abc"}, "[[criteria]] 1: “step” phải là một số"),
        ("criteria", 0, {"bands": ["x"]}, "[[criteria]] 1 bands: cần danh sách"),
        ("prizes", 0, {"quota_percent": 5}, "chỉ được có số lượng hoặc tỷ lệ, không cả hai."),
        ("prizes", 0, {"scope": "x"}, "Chọn phạm vi"),
        ("prizes", 0, {"amount": 9_999_999_999}, "Tiền thưởng một giải không quá 2.000.000.000 đồng."),
        ("edition", None, {"edition_no": 10**12}, "Lần thứ mấy: nhập số từ 1 đến 999"),
    ],
)
def test_each_wrong_key_is_named(
    session: Session, part: str, row: int | None, change: dict[str, Any], message: str
) -> None:
    """One wrong value gives a message that names it, and nothing is written."""
    book = load_rulebook(shipped()[0])
    (book[part] if row is None else book[part][row]).update(change)
    with pytest.raises(RuleError) as refused:
        import_rulebook(session, book, by=None, now=NOW)
    assert any(message in str(problem) for problem in refused.value.problems), refused.value
    assert session.scalars(select(Edition)).all() == []


def test_the_writer_escapes_what_toml_must(tmp_path: Path) -> None:
    """Quotes, backslashes, line breaks and control characters come back as they were."""
    book = {
        "x": {"a b": 'say "hi" \\ \x7f\t', "lines": 'one "two"\n"""three', "n": 0, "on": True},
        "rows": [{"k": ["ê"]}],
    }
    file = tmp_path / "book.toml"
    file.write_text(dump_rulebook(book), encoding="utf-8")
    assert load_rulebook(file) == book
    with pytest.raises(RuleError, match="Không có tệp"):
        load_rulebook(tmp_path / "none.toml")
