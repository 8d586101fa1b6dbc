"""How far judging is: by judge, by field, entry by entry, and the sheets themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from contest.models.accounts import Account
from contest.models.editions import Edition, Field
from contest.models.entries import Entry, Submission
from contest.rules.kinds import EntryState, JudgeState, SheetState
from contest.services.listing import Listing, list_page
from judging.models.assignment import Assignment
from judging.models.panels import Judge
from judging.models.rubrics import Rubric
from judging.models.scoring import ScoreSheet, SheetRevision
from judging.rules.scoring import half_up
from judging.rules.sheets import COUNTED
from judging.services.queues import in_force

SHORT_SHOWN = 60


@dataclass(frozen=True)
class JudgeProgress:
    """How far one judge is; ``mean`` in hundredths over the finished sheets."""

    code: str
    name: str
    assigned: int
    done: int
    drafts: int
    last_saved: datetime | None
    mean: int | None


@dataclass(frozen=True)
class FieldProgress:
    """How far one field is: valid entries, and those with enough sheets."""

    field: Field
    entries: int
    full: int

    @property
    def short(self) -> int:
        """Return the number of entries that still lack sheets."""
        return self.entries - self.full


def judges_progress(session: Session, edition: Edition) -> list[JudgeProgress]:
    """Return every judge who accepted, those furthest behind first, by one statement."""
    finished = ScoreSheet.state.in_(COUNTED)
    rows = session.execute(
        select(
            Judge.code,
            Account.full_name,
            func.count(Assignment.id),
            func.count(ScoreSheet.id).filter(finished),
            func.count(ScoreSheet.id).filter(ScoreSheet.state == SheetState.DRAFT),
            func.max(ScoreSheet.updated_at),
            func.sum(ScoreSheet.total).filter(finished),
        )
        .select_from(Judge)
        .join(Account, Account.id == Judge.account_id)
        .outerjoin(
            Assignment,
            (Assignment.judge_id == Judge.id)
            & in_force()
            & Assignment.entry_id.in_(select(Entry.id).where(Entry.state == EntryState.VALID)),
        )
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Judge.edition_id == edition.id, Judge.state == JudgeState.ACCEPTED)
        .group_by(Judge.id, Judge.code, Account.full_name)
    ).all()
    found = [JudgeProgress(*row[:6], half_up(int(row[6] or 0), row[3]) if row[3] else None) for row in rows]
    return sorted(found, key=lambda one: (one.done - one.assigned, one.code))


def _sheets_by_entry(edition: Edition) -> Any:
    """Return a subquery: valid entry, its field, the number of its finished and of its assigned sheets."""
    return (
        select(
            Entry.id.label("entry_id"),
            Entry.field_id,
            func.count(ScoreSheet.id).filter(ScoreSheet.state.in_(COUNTED)).label("done"),
            func.count(Assignment.id).label("assigned"),
        )
        .select_from(Entry)
        .outerjoin(Assignment, (Assignment.entry_id == Entry.id) & in_force())
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Entry.edition_id == edition.id, Entry.state == EntryState.VALID)
        .group_by(Entry.id, Entry.field_id)
        .subquery()
    )


def fields_progress(session: Session, edition: Edition) -> list[FieldProgress]:
    """Return every field of an edition in its order, by one statement beside the fields themselves."""
    sheets = _sheets_by_entry(edition)
    full = func.count().filter(sheets.c.done >= edition.judges_per_entry)
    rows = session.execute(select(sheets.c.field_id, func.count(), full).group_by(sheets.c.field_id)).all()
    counts = {row[0]: (row[1], row[2]) for row in rows}
    return [FieldProgress(field, *counts.get(field.id, (0, 0))) for field in edition.fields]


def short_entries(session: Session, edition: Edition, *, limit: int = SHORT_SHOWN) -> Sequence[Row[Any]]:
    """Return entries with fewer sheets than wanted, the fewest first: code, title, field id, done, assigned."""
    sheets = _sheets_by_entry(edition)
    return session.execute(
        select(
            Entry.dossier_code, Entry.public_id, Submission.title, sheets.c.field_id, sheets.c.done, sheets.c.assigned
        )
        .select_from(Entry)
        .join(sheets, sheets.c.entry_id == Entry.id)
        .join(Submission, (Submission.entry_id == Entry.id) & Submission.is_current)
        .where(sheets.c.done < edition.judges_per_entry)
        .order_by(sheets.c.done, sheets.c.assigned, Entry.dossier_code)
        .limit(limit)
    ).all()


def list_sheets(
    session: Session, edition: Edition, *, page: int, judge_code: str = "", state: SheetState | None = None
) -> Listing:
    """Return one page of the sheets of an edition, the last saved first."""
    chosen: Any = (
        select(
            ScoreSheet.id,
            ScoreSheet.state,
            ScoreSheet.total,
            ScoreSheet.revision,
            ScoreSheet.updated_at,
            Judge.code.label("judge_code"),
            Account.full_name.label("judge_name"),
            Entry.dossier_code,
            Submission.title,
        )
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(Account, Account.id == Judge.account_id)
        .join(Entry, Entry.id == Assignment.entry_id)
        .join(Submission, (Submission.entry_id == Entry.id) & Submission.is_current)
        .where(ScoreSheet.edition_id == edition.id)
        .order_by(ScoreSheet.updated_at.desc(), ScoreSheet.id.desc())
    )
    if judge_code:
        chosen = chosen.where(Judge.code == judge_code)
    if state is not None:
        chosen = chosen.where(ScoreSheet.state == state)
    return list_page(session, chosen, page=page)


def find_sheet(session: Session, edition: Edition, sheet_id: int) -> ScoreSheet | None:
    """Return a sheet of an edition with its marks, rubric, judge, entry and history."""
    return session.scalar(
        select(ScoreSheet)
        .join(ScoreSheet.assignment)
        .where(ScoreSheet.id == sheet_id, ScoreSheet.edition_id == edition.id)
        .options(
            contains_eager(ScoreSheet.assignment).options(
                joinedload(Assignment.judge).joinedload(Judge.account),
                joinedload(Assignment.entry).joinedload(Entry.current_submission),
            ),
            joinedload(ScoreSheet.rubric).selectinload(Rubric.criteria),
            selectinload(ScoreSheet.marks),
            selectinload(ScoreSheet.revisions),
        )
    )


def names_of(session: Session, revisions: Sequence[SheetRevision]) -> dict[int, str]:
    """Return account id -> full name of those who saved these versions."""
    ids = {revision.saved_by_id for revision in revisions}
    rows = session.execute(select(Account.id, Account.full_name).where(Account.id.in_(ids)))
    return {row[0]: row[1] for row in rows}
