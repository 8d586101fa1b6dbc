"""The lists of a rule book: fields, divisions, phases, documents, text sections, file slots."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from contest.models.attachments import Attachment
from contest.models.editions import Division, Document, Edition, Field, Phase, Section, Slot
from contest.models.entries import Entry, EntryText
from contest.rules.access import Viewer
from contest.rules.editions import (
    DocumentFacts,
    FieldFacts,
    PhaseFacts,
    SectionFacts,
    SlotFacts,
    problems_in_documents,
    problems_in_fields,
    problems_in_phases,
    problems_in_sections,
    problems_in_slots,
)
from contest.rules.problems import N_, Problem, RuleError, refuse_if
from contest.services.editions import finish_change, plain, start_change

FIELD_USED = N_("Lĩnh vực “%(name)s” đã có hồ sơ nên không bỏ hoặc đổi mã được.")
DIVISION_USED = N_("Bảng “%(name)s” đã có hồ sơ nên không bỏ hoặc đổi mã được.")
SECTION_USED = N_("Mục “%(name)s” đã có bài viết nên không bỏ hoặc đổi mã được.")
SLOT_USED = N_("Ngăn “%(name)s” đã có tệp nên không bỏ hoặc đổi mã được.")
ELSEWHERE_USED = N_("“%(name)s” đang được dùng ở tiểu ban hoặc cơ cấu giải thưởng. Hãy gỡ ở đó trước.")


def save_fields(
    session: Session, edition: Edition, rows: Sequence[FieldFacts], *, revision: int, by: Viewer | None, now: datetime
) -> None:
    """Replace the fields of an edition; one that has entries stays and keeps its code."""
    start_change(session, edition, revision=revision)
    refuse_if(problems_in_fields(rows))

    def used(row: Field) -> bool:
        return _any(session, or_(Entry.field_id == row.id, Entry.chosen_field_id == row.id))

    details = _replace(session, edition.fields, rows, Field, used, FIELD_USED)
    finish_change(session, edition, {"fields": details}, by=by, now=now)


def save_divisions(
    session: Session, edition: Edition, rows: Sequence[FieldFacts], *, revision: int, by: Viewer | None, now: datetime
) -> None:
    """Replace the divisions of an edition; none at all is fine."""
    start_change(session, edition, revision=revision)
    refuse_if(problems_in_fields(rows, needed=False))

    def used(row: Division) -> bool:
        return _any(session, Entry.division_id == row.id)

    details = _replace(session, edition.divisions, rows, Division, used, DIVISION_USED)
    finish_change(session, edition, {"divisions": details}, by=by, now=now)


def save_phases(
    session: Session, edition: Edition, rows: Sequence[PhaseFacts], *, revision: int, by: Viewer | None, now: datetime
) -> None:
    """Replace the phases of an edition."""
    start_change(session, edition, revision=revision)
    refuse_if(problems_in_phases(rows, closes_at=edition.closes_at))
    details = _replace(session, edition.phases, rows, Phase, _never, "")
    finish_change(session, edition, {"phases": details}, by=by, now=now)


def save_documents(
    session: Session,
    edition: Edition,
    rows: Sequence[DocumentFacts],
    *,
    revision: int,
    by: Viewer | None,
    now: datetime,
) -> None:
    """Replace the decisions behind an edition."""
    start_change(session, edition, revision=revision)
    refuse_if(problems_in_documents(rows))
    details = _replace(session, edition.documents, rows, Document, _never, "")
    finish_change(session, edition, {"documents": details}, by=by, now=now)


def save_sections(
    session: Session,
    edition: Edition,
    rows: Sequence[SectionFacts],
    *,
    revision: int,
    by: Viewer | None,
    now: datetime,
) -> None:
    """Replace the text sections of an edition; one in which somebody has written stays and keeps its code."""
    start_change(session, edition, revision=revision)
    refuse_if(problems_in_sections(rows))

    def used(row: Section) -> bool:
        written = (EntryText.section_code == row.code) & (EntryText.text != "")
        return _any(session, (Entry.edition_id == edition.id) & Entry.texts.any(written))

    details = _replace(session, edition.sections, rows, Section, used, SECTION_USED)
    finish_change(session, edition, {"sections": details}, by=by, now=now)


def save_slots(
    session: Session, edition: Edition, rows: Sequence[SlotFacts], *, revision: int, by: Viewer | None, now: datetime
) -> None:
    """Replace the file slots of an edition; one that holds files stays and keeps its code."""
    start_change(session, edition, revision=revision)
    refuse_if(problems_in_slots(rows))

    def used(row: Slot) -> bool:
        return _any(session, (Entry.edition_id == edition.id) & Entry.attachments.any(Attachment.slot_code == row.code))

    details = _replace(session, edition.slots, rows, Slot, used, SLOT_USED)
    finish_change(session, edition, {"slots": details}, by=by, now=now)


def entries_by_field(session: Session, edition: Edition) -> dict[int, int]:
    """Return how many entries each field of an edition has."""
    counted = select(Entry.field_id, func.count()).where(Entry.edition_id == edition.id).group_by(Entry.field_id)
    return {field_id: number for field_id, number in session.execute(counted) if field_id is not None}


def _never(_row: Any) -> bool:
    return False


def _any(session: Session, condition: ColumnElement[bool]) -> bool:
    return session.scalar(select(Entry.id).where(condition).limit(1)) is not None


def _replace(
    session: Session,
    stored: list[Any],
    rows: Sequence[Any],
    kind: type[Any],
    used: Callable[[Any], bool],
    refusal: str,
) -> dict[str, Any]:
    """Make the stored rows equal to the given ones, matched by id, and return before and after for the trail."""
    known = {row.id: row for row in stored}
    kept = {row.id: row for row in rows if row.id in known}
    before = [_values(row, kind) for row in stored]
    coded = hasattr(kind, "code")
    for row in list(known.values()):
        changed_code = coded and row.id in kept and kept[row.id].code != row.code
        if (row.id not in kept or changed_code) and used(row):
            raise RuleError([Problem(refusal, _place(rows, kept.get(row.id)), {"name": _name(row)})])
    _remove(session, stored, [row for row in known.values() if row.id not in kept])
    changing = [row for row in known.values() if coded and row.id in kept and kept[row.id].code != row.code]
    if len(changing) > 1 and kind is not Phase:  # codes may be exchanged: out of the way first, for the unique key
        for row in changing:
            row.code = f"~{row.id}"
        session.flush()
    elif changing and kind is Phase:  # a phase has no spare code: rows that change are made anew
        _remove(session, stored, changing)
        kept = {row.id: row for row in rows if row.id in known and known[row.id] not in changing}
    for number, facts in enumerate(rows, 1):
        row = known[facts.id] if facts.id in kept else kind()
        for item in fields(facts):
            if item.name != "id":
                value = getattr(facts, item.name)
                setattr(row, item.name, list(value) if isinstance(value, tuple) else value)
        if hasattr(kind, "position"):
            row.position = number
        if facts.id not in kept:
            stored.append(row)
    session.flush()
    return {"before": before, "after": [{name: plain(_flat(v)) for name, v in asdict(row).items()} for row in rows]}


def _remove(session: Session, stored: list[Any], leaving: list[Any]) -> None:
    """Delete rows; one that judging still refers to is refused."""
    for row in leaving:
        try:
            with session.begin_nested():
                stored.remove(row)
                session.flush()
        except IntegrityError:
            raise RuleError([Problem(ELSEWHERE_USED, "rows", {"name": _name(row)})]) from None


def _values(row: Any, kind: type[Any]) -> dict[str, Any]:
    """Return a stored row as the trail keeps it."""
    names = [item.key for item in kind.__table__.columns if item.key not in ("edition_id", "position")]
    return {name: plain(getattr(row, name)) for name in names}


def _flat(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _place(rows: Sequence[Any], facts: Any) -> str:
    """Return where a problem with a stored row hangs: its code on the page, or the whole list."""
    return f"rows-{rows.index(facts)}-code" if facts is not None else "rows"


def _name(row: Any) -> str:
    """Return what people call a row."""
    return str(getattr(row, "name", "") or getattr(row, "label", "") or getattr(row, "title", ""))
