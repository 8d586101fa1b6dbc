"""Judges as people see them: lists with load and panel, new staff accounts, sign-in codes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from contest.models.accounts import Account, RoleGrant
from contest.models.editions import Edition
from contest.models.entries import Entry
from contest.rules.access import Viewer
from contest.rules.kinds import AssignmentState, CodePurpose, EntryState, JudgeState, Role, SheetState
from contest.rules.problems import N_, Problem, RuleError
from contest.rules.text import clean, fold
from contest.services import accounts
from contest.services.listing import Listing, list_page
from judging.models.assignment import Assignment
from judging.models.panels import Judge, Panel, PanelField, PanelMember
from judging.models.scoring import ScoreSheet
from judging.rules.panels import FieldNeed


@dataclass(frozen=True)
class Overview:
    """What the assignment starts from: fields with entries, panel and seats; places wanted and offered."""

    needs: Sequence[FieldNeed]
    entries: int
    judges: int
    capacity: int
    active: int


def list_judges(session: Session, edition_id: int, *, words: str = "", state: str = "", page: int = 1) -> Listing:
    """Return a page of the judges of an edition with load and finished sheets, by code."""
    return list_page(session, _judges(edition_id, words, state), page=page)


def every_judge(session: Session, edition_id: int, *, words: str = "", state: str = "") -> Sequence[Any]:
    """Return all judges that the list shows, for the workbook."""
    return session.execute(_judges(edition_id, words, state)).all()


def seats_of(session: Session, judge_ids: Iterable[int]) -> dict[int, list[Any]]:
    """Return the panels in which judges sit, with their roles."""
    found: dict[int, list[Any]] = defaultdict(list)
    chosen = select(PanelMember.judge_id, Panel.name, PanelMember.role).join(PanelMember.panel)
    for row in session.execute(chosen.where(PanelMember.judge_id.in_(list(judge_ids))).order_by(Panel.position)):
        found[row.judge_id].append(row)
    return found


def choices(session: Session, edition_id: int, *, for_entry: int = 0) -> Sequence[Any]:
    """Return (id, code, name, state) of the judges who have not declined, by code.

    ``for_entry`` keeps those who accepted and do not have that entry yet.
    """
    chosen = select(Judge.id, Judge.code, Account.full_name, Judge.state).join(Judge.account)
    chosen = chosen.where(Judge.edition_id == edition_id, Judge.state != JudgeState.DECLINED)
    if for_entry:
        on_it = select(Assignment.judge_id).filter_by(entry_id=for_entry, state=AssignmentState.ACTIVE)
        chosen = chosen.where(Judge.state == JudgeState.ACCEPTED, Judge.id.not_in(on_it))
    return session.execute(chosen.order_by(Judge.code)).all()


def list_panels(session: Session, edition_id: int) -> Sequence[Panel]:
    """Return the panels of an edition with fields and judges."""
    return session.scalars(
        select(Panel)
        .where(Panel.edition_id == edition_id)
        .order_by(Panel.position, Panel.id)
        .options(
            selectinload(Panel.fields).joinedload(PanelField.field),
            selectinload(Panel.members).joinedload(PanelMember.judge).joinedload(Judge.account),
        )
    ).all()


def overview(session: Session, edition: Edition) -> Overview:
    """Return what the assignment of an edition starts from."""
    valid = select(Entry.field_id, func.count()).where(Entry.edition_id == edition.id, Entry.state == EntryState.VALID)
    entries = {row[0]: row[1] for row in session.execute(valid.group_by(Entry.field_id))}
    accepted = (
        select(PanelField.field_id, Panel.name, func.count(Judge.id))
        .join(Panel, Panel.id == PanelField.panel_id)
        .outerjoin(PanelMember, PanelMember.panel_id == Panel.id)
        .outerjoin(Judge, (Judge.id == PanelMember.judge_id) & (Judge.state == JudgeState.ACCEPTED))
        .where(Panel.edition_id == edition.id)
        .group_by(PanelField.field_id, Panel.name)
    )
    panels = {field_id: (name, count) for field_id, name, count in session.execute(accepted)}
    needs = [
        FieldNeed(in_field.name, entries.get(in_field.id, 0), *panels.get(in_field.id, ("", 0)))
        for in_field in edition.fields
    ]
    seated = select(PanelMember.judge_id).join(PanelMember.panel).where(Panel.edition_id == edition.id)
    judges, capacity = session.execute(
        select(func.count(), func.coalesce(func.sum(Judge.capacity), 0)).where(
            Judge.id.in_(seated), Judge.state == JudgeState.ACCEPTED
        )
    ).one()
    active = select(func.count()).select_from(Assignment).filter_by(edition_id=edition.id, state=AssignmentState.ACTIVE)
    return Overview(needs, sum(entries.values()), judges, int(capacity), session.scalar(active) or 0)


def may_have_code(session: Session, judge: Judge) -> bool:
    """Say whether the office may give this judge a new code: no password yet, no office and no other edition."""
    if judge.account.password_hash is not None or judge.account.is_admin:
        return False
    own = (RoleGrant.role == Role.JUDGE) & (RoleGrant.edition_id == judge.edition_id)
    others = select(RoleGrant.id).where(RoleGrant.account_id == judge.account_id, ~own)
    return session.scalar(others.limit(1)) is None


def renew_code(session: Session, judge: Judge, *, by: Viewer, now: datetime) -> str:
    """Return a new one-time sign-in code for a judge who has no password yet."""
    if not may_have_code(session, judge):
        message = N_("Người này đã có mật khẩu. Nếu quên, họ dùng mục “Quên mật khẩu” ở trang đăng nhập.")
        raise RuleError([Problem(message)])
    return accounts.issue_code(session, judge.account, CodePurpose.SIGN_IN, now=now, by=by)


def _judges(edition_id: int, words: str, state: str) -> Select[Any]:
    """Return the statement of the list: judges with account, load and finished sheets."""
    mine = (Assignment.judge_id == Judge.id, Assignment.state == AssignmentState.ACTIVE)
    load = select(func.count()).select_from(Assignment).where(*mine).correlate(Judge).scalar_subquery()
    done = (
        select(func.count())
        .select_from(Assignment)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(*mine, ScoreSheet.state != SheetState.DRAFT)
        .correlate(Judge)
        .scalar_subquery()
    )
    chosen = (
        select(
            Judge.id,
            Judge.code,
            Account.full_name,
            Account.unit_name,
            Account.sign_in_name,
            Judge.state,
            Judge.capacity,
            Judge.decline_reason,
            load.label("load"),
            done.label("done"),
        )
        .join(Judge.account)
        .where(Judge.edition_id == edition_id)
        .order_by(Judge.code)
    )
    for word in fold(clean(words)).split():
        chosen = chosen.where(
            Account.search_text.contains(word, autoescape=True) | func.lower(Judge.code).contains(word, autoescape=True)
        )
    if state in [one.value for one in JudgeState]:
        chosen = chosen.where(Judge.state == JudgeState(state))
    return chosen
