"""Judges and panels: invite, answer, change, let go; seat judges in panels by field."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.models.accounts import Account, RoleGrant
from contest.models.editions import Edition, Field
from contest.models.entries import Entry
from contest.rules.access import Viewer
from contest.rules.kinds import AssignmentState, JudgeState, PanelRole, Role, SheetState
from contest.rules.problems import N_, Problem, RuleError, refuse_if
from contest.rules.text import clean
from contest.services import accounts, audit, mail
from judging.models.assignment import Assignment
from judging.models.panels import Judge, Panel, PanelField, PanelMember
from judging.rules.panels import Seat, problems_in_judge, problems_in_panel

DEFAULT_CAPACITY = 60


def lock_judging(session: Session, edition_id: int) -> None:
    """Let one writer at a time change judges and assignments of an edition (on SQLite the writer lock does)."""
    session.execute(select(Edition.id).where(Edition.id == edition_id).with_for_update(key_share=True))


def lock_assignment(session: Session, assignment: Assignment) -> None:
    """Lock an assignment against its judge's saving, and read it and its sheet as they are now."""
    session.refresh(assignment, ["state"], with_for_update={"key_share": True})
    session.expire(assignment, ["sheet"])


def find_judge(session: Session, edition_id: int, judge_id: int | None) -> Judge | None:
    """Return a judge of this edition."""
    if judge_id is None or not 0 < judge_id < 2**31:  # a form may say anything
        return None
    return session.scalar(select(Judge).filter_by(id=judge_id, edition_id=edition_id))


def invite_judge(
    session: Session,
    edition: Edition,
    account: Account,
    *,
    capacity: int = DEFAULT_CAPACITY,
    expertise: Mapping[str, int] | None = None,
    by: Viewer,
    now: datetime,
    site: str = "",
) -> Judge:
    """Invite a person to judge, again if they declined before; the invitation goes to their account.

    ``site`` is the public address that the letter's link starts with.
    """
    lock_judging(session, edition.id)
    known = session.scalar(select(Judge).filter_by(edition_id=edition.id, account_id=account.id))
    problems = problems_in_judge(
        capacity=capacity, expertise=expertise or {}, field_codes=[field.code for field in edition.fields]
    )
    if known is not None and known.state is not JudgeState.DECLINED:
        message = N_("%(name)s đã được mời (mã %(code)s).")
        problems.append(Problem(message, "account", {"name": account.full_name, "code": known.code}))
    if account.disabled_at is not None:
        problems.append(Problem(N_("Tài khoản này đã bị khóa."), "account"))
    refuse_if(problems)
    judge = known or Judge(edition_id=edition.id, account_id=account.id, code=_next_code(session, edition.id))
    judge.state, judge.decline_reason, judge.capacity = JudgeState.INVITED, "", capacity
    judge.expertise = dict(expertise or {})
    judge.invited_at, judge.answered_at = now, None
    session.add(judge)
    session.flush()
    mail.send(
        session,
        account,
        subject=f"Mời làm giám khảo {edition.title}",
        body=f"Kính gửi {account.full_name},\n\nBan Tổ chức trân trọng mời ông/bà làm giám khảo {edition.title}, "
        f"nhận chấm nhiều nhất {capacity} hồ sơ.\n\nXin trả lời tại {site}/judge/invitations/{judge.id}",
        now=now,
    )
    _trail(session, judge, account, "judge.invited", by, now, code=judge.code, capacity=capacity)
    return judge


def answer_invitation(
    session: Session, judge: Judge, *, accept: bool, reason: str = "", now: datetime, by: Viewer | None = None
) -> None:
    """Accept an invitation, which lets the person judge, or decline it with a reason.

    ``by`` is the office when it notes an answer given by telephone; otherwise the judge answers.
    """
    problems = []
    if judge.state is not JudgeState.INVITED:
        problems.append(Problem(N_("Lời mời này đã được trả lời. Muốn thay đổi, hãy gọi Ban Tổ chức.")))
    if not accept and not clean(reason):
        problems.append(Problem(N_("Nêu lý do từ chối, ví dụ: bận công tác dài ngày."), "reason"))
    refuse_if(problems)
    actor = by or Viewer(id=judge.account_id, name=judge.account.full_name)
    judge.state = JudgeState.ACCEPTED if accept else JudgeState.DECLINED
    judge.decline_reason = "" if accept else clean(reason)
    judge.answered_at = now
    _trail(session, judge, judge.account, "judge.answered", actor, now, state=judge.state.value, reason=clean(reason))
    if accept:
        accounts.grant_role(session, judge.account, judge.edition, Role.JUDGE, by=actor, now=now)
    session.flush()


def update_judge(
    session: Session, judge: Judge, *, capacity: int | None, expertise: Mapping[str, int], by: Viewer, now: datetime
) -> None:
    """Change how many entries a judge takes and the expertise in each field."""
    codes = [field.code for field in judge.edition.fields]
    refuse_if(problems_in_judge(capacity=capacity, expertise=expertise, field_codes=codes))
    before = {"capacity": judge.capacity, "expertise": judge.expertise}
    judge.capacity, judge.expertise = capacity or judge.capacity, dict(expertise)
    after = {"capacity": judge.capacity, "expertise": judge.expertise}
    _trail(session, judge, judge.account, "judge.changed", by, now, before=before, after=after)


def release_judge(session: Session, judge: Judge, *, reason: str, by: Viewer, now: datetime) -> int:
    """Let a judge go who dropped out; return how many entries became free. Submitted sheets stay and count."""
    problems = []
    if judge.state is JudgeState.DECLINED:
        problems.append(Problem(N_("Người này không còn là giám khảo.")))
    if not clean(reason):
        problems.append(Problem(N_("Nêu lý do thôi chấm, ví dụ: nghỉ ốm dài ngày."), "reason"))
    refuse_if(problems)
    lock_judging(session, judge.edition_id)
    judge.state, judge.decline_reason, judge.answered_at = JudgeState.DECLINED, clean(reason), now
    freed = 0
    for assignment in session.scalars(
        select(Assignment)
        .filter_by(judge_id=judge.id, state=AssignmentState.ACTIVE)
        .order_by(Assignment.id)
        .with_for_update(key_share=True)  # a sheet that is being saved is seen below
    ):
        session.expire(assignment, ["sheet"])
        if assignment.sheet is None or assignment.sheet.state is SheetState.DRAFT:
            assignment.state = AssignmentState.REMOVED
            freed += 1
    grant = session.scalar(
        select(RoleGrant).filter_by(account_id=judge.account_id, edition_id=judge.edition_id, role=Role.JUDGE)
    )
    if grant is not None:
        accounts.withdraw_role(session, grant, by=by, now=now)
    _trail(session, judge, judge.account, "judge.changed", by, now, state="declined", reason=clean(reason), freed=freed)
    return freed


def find_panel(session: Session, edition_id: int, panel_id: int) -> Panel | None:
    """Return a panel of this edition."""
    return session.scalar(select(Panel).filter_by(id=panel_id, edition_id=edition_id))


def save_panel(
    session: Session,
    edition: Edition,
    panel: Panel | None,
    *,
    name: str,
    fields: Sequence[int],
    members: Mapping[int, PanelRole],
    by: Viewer,
    now: datetime,
) -> Panel:
    """Make or change a panel: its name, its fields (ids), its judges (ids) with exactly one chair."""
    name = clean(name)
    lock_judging(session, edition.id)
    judges = {judge.id: judge for judge in session.scalars(select(Judge).filter_by(edition_id=edition.id))}
    refuse_if(_problems_in_panel(session, edition, panel, name, fields, members, judges))
    last = session.scalar(select(func.max(Panel.position)).filter_by(edition_id=edition.id)) or 0
    panel = panel or Panel(edition_id=edition.id, position=last + 1)
    panel.name = name
    seated = {member.judge_id: member for member in panel.members}
    panel.members = [
        seated.get(judge_id) or PanelMember(judge_id=judge_id, role=role) for judge_id, role in members.items()
    ]
    for member in panel.members:
        member.role = members[member.judge_id]
    held = {one.field_id: one for one in panel.fields}
    panel.fields = [held.get(field_id) or PanelField(field_id=field_id) for field_id in fields]
    session.add(panel)
    session.flush()
    details: dict[str, Any] = {
        "fields": [field.code for field in edition.fields if field.id in fields],
        "chair": next(judges[judge_id].code for judge_id, role in members.items() if role is PanelRole.CHAIR),
        "judges": [judges[judge_id].code for judge_id in members],
    }
    subject = ("panel", panel.id, name)
    audit.record(session, by, "panel.changed", now=now, subject=subject, edition_id=edition.id, details=details)
    return panel


def remove_panel(session: Session, panel: Panel, *, by: Viewer, now: datetime) -> None:
    """Remove a panel whose judges have no entry of its fields."""
    in_use = session.scalar(
        select(func.count())
        .select_from(Assignment)
        .join(Assignment.entry)
        .where(
            Assignment.state == AssignmentState.ACTIVE,
            Assignment.judge_id.in_(select(PanelMember.judge_id).filter_by(panel_id=panel.id)),
            Entry.field_id.in_(select(PanelField.field_id).filter_by(panel_id=panel.id)),
        )
    )
    if in_use:
        message = N_("Tiểu ban đang có %(count)s lượt phân công nên không xóa được. Hãy gỡ phân công trước.")
        raise RuleError([Problem(message, values={"count": in_use})])
    subject = ("panel", panel.id, panel.name)
    details = {"removed": True}
    audit.record(session, by, "panel.changed", now=now, subject=subject, edition_id=panel.edition_id, details=details)
    session.delete(panel)
    session.flush()


def _problems_in_panel(
    session: Session,
    edition: Edition,
    panel: Panel | None,
    name: str,
    fields: Sequence[int],
    members: Mapping[int, PanelRole],
    judges: Mapping[int, Judge],
) -> list[Problem]:
    """Ask the rule about a panel with the facts of its edition."""
    own = panel.id if panel is not None else 0
    known = {field.id for field in edition.fields}
    others = Panel.edition_id == edition.id, Panel.id != own
    taken = (
        select(Field.name, Panel.name)
        .join(PanelField, PanelField.field_id == Field.id)
        .join(Panel, Panel.id == PanelField.panel_id)
        .where(Field.id.in_(known & set(fields)), *others)
    )
    found = problems_in_panel(
        name=name,
        name_taken=session.scalar(select(Panel.id).where(Panel.name == name, *others)) is not None,
        fields=len(fields),
        taken={row[0]: row[1] for row in session.execute(taken)},
        seats=[
            Seat(judges[judge_id].account.full_name, judges[judge_id].state, role)
            for judge_id, role in members.items()
            if judge_id in judges
        ],
    )
    if not set(fields) <= known or not members.keys() <= judges.keys():
        found.append(Problem(N_("Có lĩnh vực hoặc giám khảo không thuộc kỳ thi này.")))
    return found


def _next_code(session: Session, edition_id: int) -> str:
    """Return the next free code of a judge: J01, J02 …"""
    numbers = [
        int(found[0])
        for code in session.scalars(select(Judge.code).filter_by(edition_id=edition_id))
        if (found := re.findall(r"\d+$", code))
    ]
    return f"J{max(numbers, default=0) + 1:02d}"


def _trail(
    session: Session, judge: Judge, account: Account, action: str, by: Viewer, now: datetime, **details: Any
) -> None:
    """Add the event to the audit trail of the judge."""
    subject = ("judge", judge.id, account.full_name)
    audit.record(session, by, action, now=now, subject=subject, edition_id=judge.edition_id, details=details)
