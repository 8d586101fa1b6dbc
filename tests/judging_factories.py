"""Rows for tests of judging: submitted and valid entries, rubric, judges, panels, assignments, sheets."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from contest.models.accounts import Account
from contest.models.editions import Edition
from contest.models.entries import Entry, Submission
from contest.rules import dossiers
from contest.rules.kinds import AssignmentState, EntryState, JudgeState, PanelRole, SheetState, Tier
from contest.rules.text import vi_key
from contest.services.dossiers import facts_of
from judging.models.assignment import Assignment
from judging.models.panels import Judge, Panel, PanelField, PanelMember
from judging.models.prizes import PrizeRow
from judging.models.rubrics import Criterion, Rubric
from judging.models.scoring import Mark, ScoreSheet, SheetRevision

WHEN = datetime(2026, 8, 1, 2, 0, tzinfo=UTC)


def submitted(session: Session, entry: Entry) -> Submission:
    """Return a submitted version of an entry, frozen as the service freezes it."""
    session.flush()
    session.expire(entry, ["chosen_field", "attachments"])
    content = dossiers.freeze(facts_of(entry))
    receipt = secrets.token_hex(5).upper()
    made = Submission(
        entry_id=entry.id,
        number=1,
        receipt_code=receipt,
        submitted_at=WHEN,
        submitted_by_id=entry.owner_id,
        title=entry.title,
        title_sort=vi_key(entry.title),
        author_names=dossiers.author_names(content),
        unit_name=entry.unit_name,
        commune_name=entry.commune_name,
        search_text=dossiers.search_text(content, receipt),
        content=content,
        content_hash=dossiers.content_hash(content),
    )
    session.add(made)
    entry.state = EntryState.SUBMITTED
    session.flush()
    session.expire(entry, ["attachments", "current_submission"])
    return made


def valid(session: Session, entry: Entry, number: int) -> Entry:
    """Return an entry accepted by the secretariat, with dossier number and blind code."""
    if entry.current_submission is None:
        submitted(session, entry)
        session.expire(entry, ["current_submission"])
    entry.state = EntryState.VALID
    entry.dossier_code = f"STKT06-01-{number:03d}"
    entry.blind_code = f"M{number:04d}"
    session.flush()
    return entry


def rubric(session: Session, edition: Edition) -> Rubric:
    """Return the rubric 40/30/30 of an edition, marks in steps of 0,5."""
    made = Rubric(edition_id=edition.id, version=1, created_at=WHEN)
    made.criteria = [
        Criterion(position=number, code=code, name=name, name_en=code, maximum=maximum, step=50)
        for number, (code, name, maximum) in enumerate(
            [("novelty", "Tính mới", 4000), ("applicability", "Khả năng áp dụng", 3000), ("effect", "Hiệu quả", 3000)],
            1,
        )
    ]
    session.add(made)
    session.flush()
    return made


def judge(session: Session, edition: Edition, account: Account, code: str = "J01") -> Judge:
    """Return a judge who has accepted."""
    made = Judge(
        edition_id=edition.id,
        account_id=account.id,
        code=code,
        state=JudgeState.ACCEPTED,
        invited_at=WHEN,
        answered_at=WHEN,
    )
    session.add(made)
    session.flush()
    return made


def panel(session: Session, edition: Edition, judges: Sequence[Judge], name: str = "Tiểu ban 1") -> Panel:
    """Return a panel of these judges for all fields of an edition, the first one in the chair."""
    made = Panel(edition_id=edition.id, position=1, name=name)
    made.fields = [PanelField(field_id=field.id) for field in edition.fields]
    made.members = [
        PanelMember(judge_id=judge.id, role=PanelRole.MEMBER if number else PanelRole.CHAIR)
        for number, judge in enumerate(judges)
    ]
    session.add(made)
    session.flush()
    return made


def assign(session: Session, judge: Judge, entry: Entry) -> Assignment:
    """Return an active assignment."""
    made = Assignment(
        edition_id=entry.edition_id,
        judge_id=judge.id,
        entry_id=entry.id,
        state=AssignmentState.ACTIVE,
        created_at=WHEN,
    )
    session.add(made)
    session.flush()
    return made


def sheet(session: Session, assignment: Assignment, rubric: Rubric, marks: Sequence[int]) -> ScoreSheet:
    """Return a submitted sheet with marks in hundredths, in the order of the criteria."""
    made = ScoreSheet(
        assignment_id=assignment.id,
        edition_id=assignment.edition_id,
        rubric_id=rubric.id,
        state=SheetState.SUBMITTED,
        total=sum(marks),
        updated_at=WHEN,
        submitted_at=WHEN,
    )
    made.marks = [
        Mark(criterion_id=criterion.id, value=value) for criterion, value in zip(rubric.criteria, marks, strict=True)
    ]
    made.revisions = [
        SheetRevision(
            revision=1,
            state=SheetState.SUBMITTED,
            content={"marks": {c.code: v for c, v in zip(rubric.criteria, marks, strict=True)}},
            saved_at=WHEN,
            saved_by_id=assignment.judge.account_id,
        )
    ]
    session.add(made)
    session.flush()
    return made


def prize_rows(session: Session, edition: Edition) -> list[PrizeRow]:
    """Return first, second and third prizes in each field: one, one, two."""
    rows = [
        PrizeRow(
            edition_id=edition.id,
            position=number,
            per_field=True,
            tier=tier,
            name=name,
            name_en=tier.value,
            quota=quota,
            amount=amount,
        )
        for number, (tier, name, quota, amount) in enumerate(
            [
                (Tier.FIRST, "Giải Nhất", 1, 40_000_000),
                (Tier.SECOND, "Giải Nhì", 1, 32_000_000),
                (Tier.THIRD, "Giải Ba", 2, 24_000_000),
            ],
            1,
        )
    ]
    session.add_all(rows)
    session.flush()
    return rows
