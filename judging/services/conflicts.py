"""Conflicts of interest: detect them from the dossiers, record, remove, list."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.models.entries import Entry
from contest.rules.access import Viewer
from contest.rules.kinds import AssignmentState, ConflictSource, SheetState
from contest.rules.problems import N_, Problem, RuleError
from contest.rules.text import clean
from contest.services import audit
from judging.models.assignment import Assignment
from judging.models.conflicts import Conflict, Namesake
from judging.models.panels import Judge
from judging.models.scoring import ScoreSheet
from judging.rules import conflicts as rules
from judging.services import conflict_facts

NEEDS_REASON = N_("Nêu lý do, ví dụ: cùng công tác tại Trường THPT Chuyên.")


@dataclass(frozen=True)
class Found:
    """A conflict that the facts show and nobody has recorded yet."""

    judge_id: int
    entry_id: int
    reasons: tuple[Problem, ...]

    @property
    def key(self) -> str:
        """Return the value that names this pair in a form."""
        return f"{self.judge_id}-{self.entry_id}"


def detect(session: Session, edition_id: int) -> tuple[Found, ...]:
    """Return the conflicts that accounts and dossiers show and that are not recorded, by judge and entry."""
    known = {
        (judge_id, entry_id)
        for judge_id, entry_id in session.execute(
            select(Conflict.judge_id, Conflict.entry_id).join(Conflict.judge).where(Judge.edition_id == edition_id)
        )
    }
    found = conflict_facts.detected(session, edition_id)
    return tuple(
        Found(judge_id, entry_id, tuple(one.reason for one in conflicts))
        for (entry_id, judge_id), conflicts in sorted(found.items(), key=lambda item: (item[0][1], item[0][0]))
        if (judge_id, entry_id) not in known
    )


def record_detected(session: Session, edition_id: int, *, by: Viewer, now: datetime) -> int:
    """Record every conflict that is detected at this moment and return their number."""
    found = detect(session, edition_id)
    judges = {judge.id: judge for judge in session.scalars(select(Judge).where(Judge.edition_id == edition_id))}
    wanted = sorted({one.entry_id for one in found})
    entries = {entry.id: entry for entry in session.scalars(select(Entry).where(Entry.id.in_(wanted)))}
    for one in found:
        reason = " ".join(str(problem) for problem in one.reasons)
        _record(session, judges[one.judge_id], entries[one.entry_id], ConflictSource.DETECTED, reason, by, now)
    return len(found)


def record_conflict(
    session: Session,
    judge: Judge,
    entry: Entry,
    *,
    reason: str,
    by: Viewer,
    now: datetime,
    source: ConflictSource = ConflictSource.ORGANISER,
) -> Conflict:
    """Record that a judge never scores an entry; an assignment that is not submitted is removed at once."""
    problems = []
    if judge.edition_id != entry.edition_id:
        problems.append(Problem(N_("Hồ sơ này thuộc kỳ thi khác với giám khảo."), "entry"))
    if not clean(reason):
        problems.append(Problem(NEEDS_REASON, "reason"))
    known = session.scalar(select(Conflict).filter_by(judge_id=judge.id, entry_id=entry.id))
    if known is not None and source is not ConflictSource.DECLARED:
        problems.append(Problem(N_("Đã ghi xung đột giữa giám khảo và hồ sơ này."), "entry"))
    if problems:
        raise RuleError(problems)
    if known is not None:  # what the judge declares outweighs what others recorded
        known.source, known.reason = source, clean(reason)
        _trail(session, "conflict.recorded", known, judge, entry, by, now)
        return known
    return _record(session, judge, entry, source, clean(reason), by, now)


def remove_conflict(session: Session, conflict: Conflict, *, reason: str, by: Viewer, now: datetime) -> None:
    """Take back a conflict that the office recorded; what a judge declared or the facts show stays."""
    if conflict.source is not ConflictSource.ORGANISER:
        raise RuleError([Problem(N_("Chỉ bỏ được xung đột do Ban Tổ chức ghi."))])
    if not clean(reason):
        raise RuleError([Problem(N_("Nêu lý do bỏ, ví dụ: ghi nhầm hồ sơ."), "reason")])
    _trail(session, "conflict.removed", conflict, conflict.judge, conflict.entry, by, now, why=clean(reason))
    session.delete(conflict)
    session.flush()


def rests_on_a_name(session: Session, conflict: Conflict) -> bool:
    """Say whether a detected conflict comes at least partly from an equal name alone."""
    if conflict.source is not ConflictSource.DETECTED:
        return False
    now = conflict_facts.between(session, conflict.judge, conflict.entry_id)
    return len(now) > len(conflict_facts.between(session, conflict.judge, conflict.entry_id, namesake=True))


def confirm_namesake(session: Session, conflict: Conflict, *, reason: str, by: Viewer, now: datetime) -> None:
    """Record that the equal name is another person; the conflict goes unless something else supports it."""
    if not rests_on_a_name(session, conflict):
        raise RuleError([Problem(N_("Xung đột này không chỉ dựa vào họ tên nên không bỏ như vậy được."))])
    if not clean(reason):
        raise RuleError([Problem(N_("Nêu vì sao biết là người khác, ví dụ: khác ngày sinh."), "reason")])
    judge, entry = conflict.judge, conflict.entry
    session.add(
        Namesake(judge_id=judge.id, entry_id=entry.id, reason=clean(reason), created_at=now, created_by_id=by.id)
    )
    _trail(session, "conflict.removed", conflict, judge, entry, by, now, why=clean(reason))
    left = conflict_facts.between(session, judge, entry.id, namesake=True)
    if left:
        conflict.reason = " ".join(str(one.reason) for one in left)
    else:
        session.delete(conflict)
    session.flush()


def conflicts_of_judge(session: Session, judge_id: int) -> Sequence[Conflict]:
    """Return the recorded conflicts of a judge."""
    return session.scalars(select(Conflict).where(Conflict.judge_id == judge_id).order_by(Conflict.id)).all()


def has_conflict(session: Session, judge: Judge, entry_id: int) -> bool:
    """Say whether a judge may not score an entry: recorded, or shown by the facts."""
    recorded = session.scalar(select(Conflict.id).filter_by(judge_id=judge.id, entry_id=entry_id))
    return recorded is not None or bool(conflict_facts.between(session, judge, entry_id))


def barred(session: Session, edition_id: int) -> dict[tuple[int, int], tuple[rules.ConflictKind, ...]]:
    """Return every (entry id, judge id) pair that may not be, recorded or detected, with the kinds of its reasons."""
    kinds: dict[tuple[int, int], set[rules.ConflictKind]] = defaultdict(set)
    for pair, conflicts in conflict_facts.detected(session, edition_id).items():
        kinds[pair] |= {one.kind for one in conflicts}
    recorded = (
        select(Conflict.entry_id, Conflict.judge_id, Conflict.source)
        .join(Conflict.judge)
        .where(Judge.edition_id == edition_id)
    )
    for entry_id, judge_id, source in session.execute(recorded):
        if source is not ConflictSource.DETECTED or not kinds[entry_id, judge_id]:
            kinds[entry_id, judge_id].add("declared")
    return {pair: tuple(sorted(kinds[pair])) for pair in sorted(kinds)}


def _record(
    session: Session, judge: Judge, entry: Entry, source: ConflictSource, reason: str, by: Viewer, now: datetime
) -> Conflict:
    """Add a conflict and take the entry from the judge unless the sheet is submitted."""
    conflict = Conflict(
        judge_id=judge.id, entry_id=entry.id, source=source, reason=reason, created_at=now, created_by_id=by.id
    )
    conflict.judge, conflict.entry = judge, entry
    session.add(conflict)
    session.flush()
    assignment = session.scalar(
        select(Assignment)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(
            Assignment.judge_id == judge.id,
            Assignment.entry_id == entry.id,
            Assignment.state == AssignmentState.ACTIVE,
            ScoreSheet.id.is_(None) | (ScoreSheet.state == SheetState.DRAFT),
        )
    )
    if assignment is not None and source is not ConflictSource.DECLARED:
        assignment.state = AssignmentState.REMOVED
    _trail(session, "conflict.recorded", conflict, judge, entry, by, now, freed=assignment is not None)
    return conflict


def _trail(
    session: Session,
    action: str,
    conflict: Conflict,
    judge: Judge,
    entry: Entry,
    by: Viewer,
    now: datetime,
    **details: object,
) -> None:
    """Add the event to the audit trail of the entry."""
    audit.record(
        session,
        by,
        action,
        now=now,
        subject=("entry", entry.id, entry.dossier_code or entry.public_id),
        edition_id=entry.edition_id,
        details={"judge": judge.code, "source": conflict.source.value, "reason": conflict.reason, **details},
    )
