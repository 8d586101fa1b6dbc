"""What the intake desk reads: the list of dossiers, the figures of an edition, the next one that waits."""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from contest.models.accounts import Account
from contest.models.attachments import Attachment
from contest.models.editions import Edition, Field
from contest.models.entries import Entry, Submission
from contest.rules.intake import DeskFacts
from contest.rules.kinds import Channel, EntryState
from contest.rules.text import fold
from contest.services.listing import Listing, list_page

SORTS = ("oldest", "newest", "title", "code")


@dataclass(frozen=True)
class DossierFilter:
    """Which dossiers, in which order; ``field`` is a field's code, or ``none`` for those without one."""

    state: EntryState | None = None
    field: str = ""
    channel: Channel | None = None
    words: str = ""
    sort: str = "oldest"


def is_visible() -> ColumnElement[bool]:
    """Return the condition for what the desk may read: whatever was submitted, and paper that it enters itself."""
    submitted = and_(Submission.id.is_not(None), Entry.state != EntryState.DRAFT)
    return or_(submitted, Entry.channel == Channel.PAPER)


def choose_dossiers(edition: Edition, wanted: DossierFilter, *columns: ColumnElement[Any]) -> Select[Any]:
    """Return the statement of a list of dossiers; what stands in it was submitted, never a draft."""
    chosen = (
        select(
            Entry.id,
            Entry.public_id,
            Entry.state,
            Entry.channel,
            Entry.dossier_code,
            Entry.correction_due,
            case((Submission.id.is_not(None), Submission.title), else_=Entry.title).label("title"),
            func.coalesce(Submission.author_names, Account.full_name).label("author_names"),
            Submission.unit_name,
            Submission.commune_name,
            Submission.submitted_at,
            Field.code.label("field_code"),
            Field.name.label("field_name"),
            Field.name_en.label("field_name_en"),
            *columns,
        )
        .join(Account, Account.id == Entry.owner_id)
        .outerjoin(Submission, and_(Submission.entry_id == Entry.id, Submission.is_current))
        .outerjoin(Field, Field.id == Entry.field_id)
        .where(Entry.edition_id == edition.id, is_visible())
    )
    if wanted.state:
        chosen = chosen.where(Entry.state == wanted.state)
    if wanted.field:
        chosen = chosen.where(Entry.field_id.is_(None) if wanted.field == "none" else Field.code == wanted.field)
    if wanted.channel:
        chosen = chosen.where(Entry.channel == wanted.channel)
    for word in fold(wanted.words).split():
        chosen = chosen.where(
            or_(
                func.coalesce(Submission.search_text, Account.search_text).contains(word, autoescape=True),
                func.lower(Entry.dossier_code).contains(word, autoescape=True),
                func.lower(Entry.blind_code).contains(word, autoescape=True),
            )
        )
    return chosen.order_by(*_order(wanted.sort))


def _order(sort: str) -> tuple[ColumnElement[Any], ...]:
    """Return the order of a list; dossiers without the sorted value come last."""
    if sort == "title":
        return (Submission.title_sort.is_(None), Submission.title_sort.asc(), Entry.id.asc())
    if sort == "code":
        return (Entry.dossier_code.is_(None), Entry.dossier_code.asc(), Entry.id.asc())
    if sort == "newest":
        return (Submission.submitted_at.is_(None), Submission.submitted_at.desc(), Entry.id.desc())
    return (Submission.submitted_at.is_(None), Submission.submitted_at.asc(), Entry.id.asc())


def list_dossiers(session: Session, edition: Edition, wanted: DossierFilter, *, page: int) -> Listing:
    """Return a page of the dossiers of an edition."""
    return list_page(session, choose_dossiers(edition, wanted), page=page)


def export_dossiers(session: Session, edition: Edition, wanted: DossierFilter) -> Sequence[Row[Any]]:
    """Return all dossiers of a list, with the telephone number that was submitted."""
    phone = Submission.content[("entrant", "phone")].as_string().label("phone")
    return session.execute(choose_dossiers(edition, wanted, phone)).all()


def find_dossier(session: Session, edition: Edition, public_id: str) -> Entry | None:
    """Return a dossier of an edition that the desk may open, with all that its page shows of it; never a draft."""
    return session.scalar(
        select(Entry)
        .outerjoin(Submission, and_(Submission.entry_id == Entry.id, Submission.is_current))
        .where(Entry.edition_id == edition.id, Entry.public_id == public_id, is_visible())
        .options(
            joinedload(Entry.current_submission),
            joinedload(Entry.field),
            joinedload(Entry.owner).selectinload(Account.roles),
            joinedload(Entry.screened_by),
        )
        .execution_options(populate_existing=True)
    )


def file_states(session: Session, entry: Entry) -> dict[str, Attachment]:
    """Return the files of a dossier by their public id."""
    return {row.public_id: row for row in session.scalars(select(Attachment).where(Attachment.entry_id == entry.id))}


@dataclass(frozen=True)
class Figures:
    """How many dossiers stand where: by state, and by field and state; drafts are counted and nothing more."""

    by_state: Mapping[EntryState, int]
    by_field: Mapping[int | None, Mapping[EntryState, int]]
    facts: DeskFacts

    @property
    def submitted(self) -> int:
        """Return how many dossiers were submitted and not withdrawn."""
        return sum(self.by_state.get(state, 0) for state in EntryState if state not in _NOT_IN)


_NOT_IN = (EntryState.DRAFT, EntryState.WITHDRAWN)


def figures(session: Session, edition: Edition, *, now: datetime) -> Figures:
    """Return the figures of an edition by one statement."""
    draft = Entry.state == EntryState.DRAFT
    field_id = case((draft, func.coalesce(Entry.field_id, Entry.chosen_field_id)), else_=Entry.field_id)
    overdue = func.count().filter(Entry.state == EntryState.CORRECTION, Entry.correction_due < now)
    rows = session.execute(
        select(Entry.state, field_id, Entry.channel, func.count(), overdue, func.min(Submission.submitted_at))
        .outerjoin(Submission, and_(Submission.entry_id == Entry.id, Submission.is_current))
        .where(Entry.edition_id == edition.id)
        .group_by(Entry.state, field_id, Entry.channel)
    ).all()
    by_state: Tally[EntryState] = Tally()
    by_field: dict[int | None, Tally[EntryState]] = {}
    facts = DeskFacts(0, None, 0, 0, 0, 0, edition.opens_at, edition.closes_at)
    for state, field, channel, count, late, oldest in rows:
        by_state[state] += count
        by_field.setdefault(field, Tally())[state] += count
        if state is EntryState.SUBMITTED:
            first = min(filter(None, (facts.oldest_waiting, oldest)), default=None)
            facts = replace(facts, waiting=facts.waiting + count, oldest_waiting=first)
        if field is None and state not in _NOT_IN:
            facts = replace(facts, without_field=facts.without_field + count)
        if state is EntryState.DRAFT and channel is Channel.PAPER:
            facts = replace(facts, paper_drafts=facts.paper_drafts + count)
        if state is EntryState.CORRECTION:
            facts = replace(facts, correction=facts.correction + count, overdue=facts.overdue + late)
    return Figures(by_state, by_field, facts)


def next_waiting(session: Session, edition: Edition, after: Entry | None = None) -> tuple[str | None, int]:
    """Return the public id of the next dossier that waits for a verdict, oldest first, and how many others wait.

    After the newest comes the oldest again; the dossier itself is left out.
    """
    order: list[ColumnElement[Any]] = [Submission.submitted_at.asc(), Entry.id.asc()]
    chosen = (
        select(Entry.public_id, func.count().over())
        .join(Submission, and_(Submission.entry_id == Entry.id, Submission.is_current))
        .where(Entry.edition_id == edition.id, Entry.state == EntryState.SUBMITTED)
        .limit(1)
    )
    if after is not None:
        at = after.current_submission.submitted_at if after.current_submission else after.created_at
        later = or_(Submission.submitted_at > at, and_(Submission.submitted_at == at, Entry.id > after.id))
        order.insert(0, case((later, 0), else_=1))
        chosen = chosen.where(Entry.id != after.id)
    found = session.execute(chosen.order_by(*order)).first()
    return (found[0], found[1]) if found else (None, 0)
