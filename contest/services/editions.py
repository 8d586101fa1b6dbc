"""Editions: find and list them, make one from a rule book, change its facts."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.models.editions import Division, Document, Edition, Field, Phase, Section, Slot
from contest.models.entries import Entry
from contest.rules.access import Viewer
from contest.rules.edition_copies import later
from contest.rules.editions import (
    DocumentFacts,
    EditionFacts,
    FieldFacts,
    PhaseFacts,
    SectionFacts,
    SlotFacts,
    problems_in_code,
    problems_in_documents,
    problems_in_edition,
    problems_in_fields,
    problems_in_phases,
    problems_in_sections,
    problems_in_slots,
)
from contest.rules.kinds import EntryState, PhaseCode
from contest.rules.problems import N_, Problem, StaleError, refuse_if
from contest.rules.rulebooks import RuleBook, Table, read_book
from contest.rules.text import format_date
from contest.services import audit


def find_edition(session: Session, code: str) -> Edition | None:
    """Return the edition with this short code."""
    return session.scalar(select(Edition).where(Edition.code == code))


def list_editions(session: Session) -> Sequence[Edition]:
    """Return all editions, the one that closes last first."""
    return session.scalars(select(Edition).order_by(Edition.closes_at.desc(), Edition.id)).all()


def list_public(session: Session) -> Sequence[Edition]:
    """Return the editions that everybody may see, the one that closes last first."""
    return session.scalars(
        select(Edition).where(Edition.is_public).order_by(Edition.closes_at.desc(), Edition.id).limit(20)
    ).all()


@dataclass(frozen=True)
class Counts:
    """How many dossiers of an edition are being written, and how many have come in."""

    drafts: int = 0
    received: int = 0
    waiting: int = 0


def count_entries(session: Session, edition_ids: Sequence[int]) -> dict[int, Counts]:
    """Return the counts of several editions by one statement."""
    rows = session.execute(
        select(Entry.edition_id, Entry.state, func.count())
        .where(Entry.edition_id.in_(edition_ids))
        .group_by(Entry.edition_id, Entry.state)
    ).all()
    counts = {edition_id: Counts() for edition_id in edition_ids}
    for edition_id, state, number in rows:
        so_far = counts[edition_id]
        if state is EntryState.DRAFT:
            counts[edition_id] = replace(so_far, drafts=number)
        elif state is not EntryState.WITHDRAWN:
            waiting = so_far.waiting + (number if state is EntryState.SUBMITTED else 0)
            counts[edition_id] = replace(so_far, received=so_far.received + number, waiting=waiting)
    return counts


def phases_now(session: Session, edition_ids: Sequence[int], *, now: datetime) -> dict[int, Phase]:
    """Return the phase that each edition is in, or the last one that has begun; none before the first."""
    rows = session.scalars(
        select(Phase)
        .where(Phase.edition_id.in_(edition_ids), Phase.starts_at <= now)
        .order_by(Phase.edition_id, Phase.position)
    )
    return {phase.edition_id: phase for phase in rows}


def create_edition(session: Session, book: Table, *, by: Viewer | None, now: datetime) -> Edition:
    """Make an edition from the tables of a rule book; rubric and prizes are judging's part of it."""
    return add_edition(session, read_book(book), by=by, now=now)


def add_edition(session: Session, book: RuleBook, *, by: Viewer | None, now: datetime) -> Edition:
    """Make an edition from a rule book's facts; a code that exists is refused."""
    refuse_if(_code_problems(session, book.edition.code) or problems_in_book(book))
    edition = Edition(created_at=now, **_columns(book.edition))
    edition.fields = [Field(position=number, **_row(row)) for number, row in enumerate(book.fields, 1)]
    edition.divisions = [Division(position=number, **_row(row)) for number, row in enumerate(book.divisions, 1)]
    edition.phases = [Phase(position=number, **_row(row)) for number, row in enumerate(book.phases, 1)]
    edition.documents = [Document(**_row(row)) for row in book.documents]
    edition.sections = [Section(position=number, **_row(row)) for number, row in enumerate(book.sections, 1)]
    edition.slots = [Slot(position=number, **_row(row)) for number, row in enumerate(book.slots, 1)]
    session.add(edition)
    session.flush()
    subject = ("edition", edition.id, edition.title)
    audit.record(session, by, "edition.created", now=now, subject=subject, edition_id=edition.id)
    return edition


def problems_in_book(book: RuleBook) -> list[Problem]:
    """Check every part of a rule book; the problems of its rows hang on ``book``."""
    rows = [
        *problems_in_fields(book.fields),
        *problems_in_fields(book.divisions, needed=False),
        *problems_in_phases(book.phases, closes_at=book.edition.closes_at),
        *problems_in_documents(book.documents),
        *problems_in_sections(book.sections),
        *problems_in_slots(book.slots),
    ]
    return problems_in_edition(book.edition) + [replace(problem, field="book") for problem in rows]


def book_of(edition: Edition) -> RuleBook:
    """Return the rule book of an edition as facts."""
    return RuleBook(
        edition=facts_of(edition),
        fields=tuple(_facts(row, FieldFacts) for row in edition.fields),
        divisions=tuple(_facts(row, FieldFacts) for row in edition.divisions),
        phases=tuple(_facts(row, PhaseFacts) for row in edition.phases),
        documents=tuple(_facts(row, DocumentFacts) for row in edition.documents),
        sections=tuple(_facts(row, SectionFacts) for row in edition.sections),
        slots=tuple(_facts(row, SlotFacts) for row in edition.slots),
    )


def facts_of(edition: Edition) -> EditionFacts:
    """Return the facts of an edition itself."""
    facts: EditionFacts = _facts(edition, EditionFacts)
    return facts


def copy_edition(
    session: Session,
    edition: Edition,
    *,
    code: str,
    changes: Mapping[str, Any] | None = None,
    years: int = 1,
    by: Viewer | None,
    now: datetime,
) -> Edition:
    """Make the edition of a later year: same rule book, dates moved, its decisions still to come, not yet public.

    ``changes`` are facts that differ, such as title and number.
    """
    book = book_of(edition)
    facts, phases = later(book.edition, book.phases, years)
    facts = replace(facts, code=code, is_public=False, edition_no=facts.edition_no + 1)
    facts = replace(facts, **(changes or {}))
    return add_edition(session, replace(book, edition=facts, phases=tuple(phases), documents=()), by=by, now=now)


def update_edition(
    session: Session, edition: Edition, facts: EditionFacts, *, revision: int, by: Viewer | None, now: datetime
) -> None:
    """Change the facts of an edition; the phase of entries ends with the deadline, so it moves along."""
    start_change(session, edition, revision=revision)
    taken = _code_problems(session, facts.code) if facts.code != edition.code else []
    refuse_if(taken + problems_in_edition(facts))
    changed = {}
    for name, value in _columns(facts).items():
        before = getattr(edition, name)
        if before != value:
            changed[name] = {"before": plain(before), "after": plain(value)}
            setattr(edition, name, value)
    for phase in edition.phases:
        if phase.code is PhaseCode.ENTRY:
            phase.ends_at = facts.closes_at
    if changed:
        finish_change(session, edition, {"facts": changed}, by=by, now=now)


def start_change(session: Session, edition: Edition, *, revision: int) -> None:
    """Lock an edition for a change that was made on this revision; StaleError when it is no longer the last."""
    session.refresh(edition, with_for_update={"key_share": True})
    if edition.revision != revision:
        raise StaleError({"revision": edition.revision})


def finish_change(
    session: Session, edition: Edition, details: Mapping[str, Any], *, by: Viewer | None, now: datetime
) -> None:
    """Count the revision of an edition up and write the change into the audit trail."""
    edition.revision += 1
    session.flush()
    subject = ("edition", edition.id, edition.title)
    audit.record(session, by, "edition.changed", now=now, subject=subject, edition_id=edition.id, details=details)


def plain(value: Any) -> Any:
    """Return a value as the audit trail keeps it."""
    if value is None or isinstance(value, str | int | list):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else format_date(value)


def _code_problems(session: Session, code: str) -> list[Problem]:
    """Return what is wrong with a code for a new edition."""
    if find_edition(session, code) is None:
        return problems_in_code(code)
    message = N_("Mã kỳ thi “%(code)s” đã có. Hãy chọn mã khác, ví dụ %(other)s.")
    return [Problem(message, "code", {"code": code, "other": f"{code}-2"[:40]})]


def _columns(facts: EditionFacts) -> dict[str, Any]:
    return {**asdict(facts), "tie_chain": list(facts.tie_chain)}


def _row(facts: Any) -> dict[str, Any]:
    """Return the columns of a row of facts, without its id."""
    values = {item.name: getattr(facts, item.name) for item in fields(facts) if item.name != "id"}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _facts(row: Any, kind: type[Any]) -> Any:
    """Return a stored row as facts."""
    values = {item.name: getattr(row, item.name) for item in fields(kind)}
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})
