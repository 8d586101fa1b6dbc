"""A judge's queue: what is in it, how far it is done, which entry comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, exists, func, select
from sqlalchemy.orm import Session, contains_eager

from contest.models.editions import Edition, Field
from contest.models.entries import Entry, Submission
from contest.rules.access import Viewer
from contest.rules.kinds import AssignmentState, EntryState, JudgeState, SheetState
from contest.services import audit
from judging.models.assignment import Assignment
from judging.models.conflicts import Conflict
from judging.models.panels import Judge
from judging.models.scoring import ScoreSheet
from judging.rules.queues import QueueFacts, QueueState, queue_order
from judging.rules.scoring import half_up
from judging.rules.sheets import COUNTED


class QueueItem(NamedTuple):
    """One entry in a judge's queue and how far its sheet is; ``titles_of`` gives the words for those that are shown."""

    entry_id: int
    blind_code: str
    state: QueueState
    total: int | None
    skipped_at: datetime | None


@dataclass(frozen=True)
class Queue:
    """A judge's entries: those to be done in the judge's order, then those that are done."""

    items: tuple[QueueItem, ...]
    done: int
    mean: int | None
    """The judge's own mean over the finished sheets, in hundredths."""

    @property
    def waiting(self) -> tuple[QueueItem, ...]:
        """Return the entries that are still to be done, the next one first."""
        return self.items[: len(self.items) - self.done]

    def next_after(self, entry_id: int) -> QueueItem | None:
        """Return the entry to go on with when this one is done or put aside."""
        return next((item for item in self.waiting if item.entry_id != entry_id), None)


def in_force() -> ColumnElement[bool]:
    """Return the condition under which an assignment stands: active, and no conflict was recorded."""
    conflict = exists().where(Conflict.judge_id == Assignment.judge_id, Conflict.entry_id == Assignment.entry_id)
    return (Assignment.state == AssignmentState.ACTIVE) & ~conflict


def find_seat(session: Session, edition_id: int, account_id: int) -> Judge | None:
    """Return the judge that an account is in an edition, whatever the invitation came to."""
    return session.scalar(select(Judge).where(Judge.edition_id == edition_id, Judge.account_id == account_id))


_ASSIGNMENT = (
    select(Assignment)
    .join(Assignment.entry)
    .join(Assignment.judge)
    .join(Judge.edition)
    .where(
        Edition.code == bindparam("edition_code"),
        Entry.blind_code == bindparam("blind_code"),
        Entry.edition_id == Edition.id,
        Entry.state == EntryState.VALID,
        Judge.account_id == bindparam("account_id"),
        Judge.state == JudgeState.ACCEPTED,
        in_force(),
    )
    .options(contains_eager(Assignment.entry), contains_eager(Assignment.judge).contains_eager(Judge.edition))
)


def find_assignment(session: Session, edition_code: str, blind_code: str, *, account_id: int) -> Assignment | None:
    """Return the assignment of an accepted judge for an entry that is in the queue right now, by one statement."""
    wanted = {"edition_code": edition_code, "blind_code": blind_code, "account_id": account_id}
    return session.scalar(_ASSIGNMENT, wanted)


def queue_of(session: Session, seat: Judge) -> Queue:
    """Return the whole queue of a judge, by two statements whatever its length."""
    rows = session.execute(
        select(Entry.id, Entry.blind_code, ScoreSheet.state, ScoreSheet.total, Assignment.skipped_at)
        .select_from(Assignment)
        .join(Entry, Entry.id == Assignment.entry_id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Assignment.judge_id == seat.id, Entry.state == EntryState.VALID, in_force())
        .order_by(Entry.blind_code)
    )
    mine = select(Assignment.entry_id).where(Assignment.judge_id == seat.id)
    counts = session.execute(
        select(Assignment.entry_id, func.count())
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Assignment.entry_id.in_(mine), ScoreSheet.state.in_(COUNTED), in_force())
        .group_by(Assignment.entry_id)
    )
    finished = {row[0]: row[1] for row in counts}
    items = {row[0]: QueueItem(row[0], row[1] or "", _state(row[2]), row[3], row[4]) for row in rows}
    order = queue_order(
        [
            QueueFacts(item.entry_id, finished.get(item.entry_id, 0), item.state, item.skipped_at)
            for item in items.values()
        ],
        judge_id=seat.id,
        edition_seed=seat.edition_id,
    )
    open_ids = set(order)
    done = [item for item in items.values() if item.entry_id not in open_ids]
    totals = [item.total for item in done if item.total is not None]
    mean = half_up(sum(totals), len(totals)) if totals else None
    return Queue((*(items[entry_id] for entry_id in order), *done), len(done), mean)


def titles_of(session: Session, items: Sequence[QueueItem]) -> dict[int, tuple[str, str, str]]:
    """Return entry id -> (title, name of the field, its English name) of some entries, by one statement."""
    rows = session.execute(
        select(Entry.id, Submission.title, Field.name, Field.name_en)
        .join(Submission, (Submission.entry_id == Entry.id) & Submission.is_current)
        .outerjoin(Field, Field.id == Entry.field_id)
        .where(Entry.id.in_([item.entry_id for item in items]))
    )
    return {row[0]: (row[1], row[2] or "", row[3] or "") for row in rows}


def _state(state: SheetState | None) -> QueueState:
    """Return where an entry stands in the queue by the state of its sheet."""
    if state is SheetState.SUBMITTED:
        return "submitted"
    if state is SheetState.LOCKED:
        return "locked"
    return "waiting" if state is None else "draft"


def skip(session: Session, assignment: Assignment, *, by: Viewer, now: datetime) -> None:
    """Put an entry to the end of the judge's queue."""
    assignment.skipped_at = now
    session.flush()
    audit.record(
        session,
        by,
        "assignment.changed",
        now=now,
        subject=("assignment", assignment.id, f"{assignment.entry.dossier_code}, {assignment.judge.code}"),
        edition_id=assignment.edition_id,
        details={"skipped": True},
    )


@dataclass(frozen=True)
class Seat:
    """An edition in which an account judges or is invited to, with how far the judge is."""

    judge_id: int
    state: JudgeState
    edition: Edition
    assigned: int
    done: int


def seats_of(session: Session, account_id: int) -> Sequence[Seat]:
    """Return the editions in which an account is a judge or invited to be one, the latest first."""
    own = select(Judge.id).where(Judge.account_id == account_id)
    counts = (
        select(
            Assignment.judge_id,
            func.count().label("assigned"),
            func.count(ScoreSheet.id).filter(ScoreSheet.state.in_(COUNTED)).label("done"),
        )
        .join(Assignment.entry)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Entry.state == EntryState.VALID, in_force(), Assignment.judge_id.in_(own))
        .group_by(Assignment.judge_id)
        .subquery()
    )
    rows = session.execute(
        select(Judge.id, Judge.state, Edition, counts.c.assigned, counts.c.done)
        .join(Edition, Edition.id == Judge.edition_id)
        .outerjoin(counts, counts.c.judge_id == Judge.id)
        .where(Judge.account_id == account_id, Judge.state != JudgeState.DECLINED)
        .order_by(Edition.closes_at.desc(), Edition.id)
    ).all()
    return [Seat(row[0], row[1], row[2], row[3] or 0, row[4] or 0) for row in rows]
