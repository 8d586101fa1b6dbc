"""Lists of the assignment: entries with their judges, plans and conflicts, as the office sees them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from contest.models.accounts import Account
from contest.models.editions import Field
from contest.models.entries import Entry, Submission
from contest.rules.kinds import AssignmentState, EntryState
from contest.rules.text import clean, fold
from contest.services.listing import Listing, list_page
from judging.models.assignment import Assignment, AssignmentPlan
from judging.models.conflicts import Conflict
from judging.models.panels import Judge
from judging.models.scoring import ScoreSheet

PLANS_SHOWN = 5


def list_entries(
    session: Session,
    edition_id: int,
    *,
    words: str = "",
    field_id: int = 0,
    short_of: int = 0,
    page: int = 1,
) -> Listing:
    """Return a page of valid entries with the number of their judges; ``short_of`` keeps those with fewer."""
    count = (
        select(func.count())
        .select_from(Assignment)
        .where(Assignment.entry_id == Entry.id, Assignment.state == AssignmentState.ACTIVE)
        .correlate(Entry)
        .scalar_subquery()
    )
    chosen = (
        select(
            Entry.id,
            Entry.public_id,
            Entry.dossier_code,
            Submission.title,
            Field.name.label("field_name"),
            Field.name_en.label("field_name_en"),
            count.label("judges"),
        )
        .join(Submission, (Submission.entry_id == Entry.id) & Submission.is_current)
        .join(Field, Field.id == Entry.field_id)
        .where(Entry.edition_id == edition_id, Entry.state == EntryState.VALID)
        .order_by(Field.position, Entry.dossier_code, Entry.id)
    )
    for word in fold(clean(words)).split():
        code = func.lower(func.coalesce(Entry.dossier_code, "")).contains(word, autoescape=True)
        chosen = chosen.where(or_(Submission.search_text.contains(word, autoescape=True), code))
    if field_id:
        chosen = chosen.where(Entry.field_id == field_id)
    if short_of:
        chosen = chosen.where(count < short_of)
    return list_page(session, chosen, page=page)


def judges_of(session: Session, entry_ids: Iterable[int], *, all_states: bool = False) -> dict[int, list[Any]]:
    """Return the judges of each entry with the state of assignment and sheet, by code."""
    found: dict[int, list[Any]] = defaultdict(list)
    chosen = (
        select(
            Assignment.id,
            Assignment.entry_id,
            Assignment.state,
            Assignment.recuse_reason,
            Judge.code,
            Judge.id.label("judge_id"),
            Account.full_name,
            ScoreSheet.state.label("sheet"),
            ScoreSheet.id.label("sheet_id"),
        )
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(Judge.account)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Assignment.entry_id.in_(list(entry_ids)))
        .order_by(Judge.code)
    )
    if not all_states:
        chosen = chosen.where(Assignment.state == AssignmentState.ACTIVE)
    for row in session.execute(chosen):
        found[row.entry_id].append(row)
    return found


def find_entry(session: Session, edition_id: int, public_id: str) -> Entry | None:
    """Return a valid entry of this edition by its public id."""
    chosen = select(Entry).filter_by(edition_id=edition_id, public_id=public_id, state=EntryState.VALID)
    return session.scalar(chosen)


def find_by_code(session: Session, edition_id: int, code: str) -> Entry | None:
    """Return an entry of this edition by its dossier number or blind code, as somebody typed it."""
    typed = clean(code).upper()
    numbers = or_(func.upper(Entry.dossier_code) == typed, func.upper(Entry.blind_code) == typed)
    return session.scalar(select(Entry).where(Entry.edition_id == edition_id, numbers).limit(1))


def find_assignment(session: Session, edition_id: int, assignment_id: int) -> Assignment | None:
    """Return an assignment of this edition."""
    return session.scalar(select(Assignment).filter_by(id=assignment_id, edition_id=edition_id))


def find_plan(session: Session, edition_id: int, plan_id: int) -> AssignmentPlan | None:
    """Return a plan of this edition."""
    return session.scalar(select(AssignmentPlan).filter_by(id=plan_id, edition_id=edition_id))


def last_plans(session: Session, edition_id: int) -> Sequence[Any]:
    """Return number, seed and times of the newest plans; their contents stay in the database."""
    chosen = select(
        AssignmentPlan.id, AssignmentPlan.seed, AssignmentPlan.created_at, AssignmentPlan.applied_at, Account.full_name
    ).join(Account, Account.id == AssignmentPlan.created_by_id)
    chosen = chosen.where(AssignmentPlan.edition_id == edition_id).order_by(AssignmentPlan.id.desc())
    return session.execute(chosen.limit(PLANS_SHOWN)).all()


def titles_of(session: Session, entry_ids: Iterable[int]) -> dict[int, Any]:
    """Return dossier number, title and public id of entries."""
    chosen = (
        select(Entry.id, Entry.dossier_code, Entry.public_id, Submission.title)
        .join(Submission, (Submission.entry_id == Entry.id) & Submission.is_current)
        .where(Entry.id.in_(list(entry_ids)))
    )
    return {row.id: row for row in session.execute(chosen)}


def names_of(session: Session, judge_ids: Iterable[int]) -> dict[int, Any]:
    """Return code, name and capacity of judges, in the order of their codes."""
    chosen = select(Judge.id, Judge.code, Account.full_name, Judge.capacity).join(Judge.account)
    rows = session.execute(chosen.where(Judge.id.in_(list(judge_ids))).order_by(Judge.code))
    return {row.id: row for row in rows}


def list_conflicts(session: Session, edition_id: int, *, words: str = "", page: int = 1) -> Listing:
    """Return a page of conflicts with judge, entry and what became of an assignment, by judge and entry."""
    columns: list[Any] = [
        Conflict.id,
        Conflict.source,
        Conflict.reason,
        Conflict.created_at,
        Judge.code,
        Account.full_name,
        Entry.dossier_code,
        Submission.title,
        Assignment.state.label("assignment"),
        ScoreSheet.state.label("sheet"),
    ]
    chosen = (
        select(*columns)
        .join(Judge, Judge.id == Conflict.judge_id)
        .join(Account, Account.id == Judge.account_id)
        .join(Entry, Entry.id == Conflict.entry_id)
        .outerjoin(Submission, (Submission.entry_id == Entry.id) & Submission.is_current)
        .outerjoin(Assignment, (Assignment.judge_id == Judge.id) & (Assignment.entry_id == Entry.id))
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Judge.edition_id == edition_id)
        .order_by(Judge.code, Entry.dossier_code, Conflict.id)
    )
    for word in fold(clean(words)).split():
        chosen = chosen.where(
            or_(
                Account.search_text.contains(word, autoescape=True),
                Submission.search_text.contains(word, autoescape=True),
                func.lower(Judge.code).contains(word, autoescape=True),
                func.lower(func.coalesce(Entry.dossier_code, "")).contains(word, autoescape=True),
            )
        )
    return list_page(session, chosen, page=page)


def find_conflict(session: Session, edition_id: int, conflict_id: int) -> Conflict | None:
    """Return a conflict of a judge of this edition."""
    chosen = select(Conflict).join(Conflict.judge).where(Conflict.id == conflict_id, Judge.edition_id == edition_id)
    return session.scalar(chosen)


def has_begun(session: Session, edition_id: int) -> bool:
    """Say whether any judge has begun a sheet."""
    return session.scalar(select(ScoreSheet.id).where(ScoreSheet.edition_id == edition_id).limit(1)) is not None


def submitted_despite_conflict(session: Session, edition_id: int) -> int:
    """Return how many submitted sheets stand although judge and entry are in conflict."""
    chosen = (
        select(func.count())
        .select_from(Conflict)
        .join(Assignment, (Assignment.judge_id == Conflict.judge_id) & (Assignment.entry_id == Conflict.entry_id))
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Assignment.edition_id == edition_id, Assignment.state == AssignmentState.ACTIVE)
    )
    return session.scalar(chosen.where(ScoreSheet.submitted_at.is_not(None))) or 0
