"""Judges and panels: invitations, answers, seats, drop-outs."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.models.accounts import RoleGrant
from contest.models.audit import AuditEvent
from contest.models.mail import Message
from contest.rules.kinds import AssignmentState, JudgeState, PanelRole, Role, SheetState
from contest.rules.problems import RuleError
from contest.services.accounts import register_staff
from judging.models.panels import Panel
from judging.services import judges, panels
from tests import factories, judging_factories
from tests.panel_factories import decline, scene


def _refused(error: pytest.ExceptionInfo[RuleError]) -> list[str]:
    return [str(problem) for problem in error.value.problems]


def test_an_invitation_is_sent_and_answered(session: Session, now: datetime) -> None:
    """Codes follow each other, the letter tells where to answer, acceptance lets the person judge."""
    s = scene(session, judges=2)
    account = factories.account(session, "Sùng Thị Máy")
    judge = panels.invite_judge(
        session, s.edition, account, capacity=40, expertise={"01": 3}, by=s.office, now=now, site="https://x.vn"
    )
    assert (judge.code, judge.state, judge.capacity, judge.expertise) == ("J03", JudgeState.INVITED, 40, {"01": 3})
    letter = session.scalars(select(Message).filter_by(account_id=account.id)).one()
    assert f"https://x.vn/judge/invitations/{judge.id}" in letter.body
    panels.answer_invitation(session, judge, accept=True, now=now)
    assert judge.state is JudgeState.ACCEPTED
    grants = session.scalars(select(RoleGrant).filter_by(account_id=account.id)).all()
    assert [(grant.edition_id, grant.role) for grant in grants] == [(s.edition.id, Role.JUDGE)]
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions[-3:] == ["judge.invited", "judge.answered", "role.granted"]
    with pytest.raises(RuleError, match="đã được trả lời"):
        panels.answer_invitation(session, judge, accept=False, reason="bận", now=now)


def test_an_invitation_is_refused_with_its_reason(session: Session, now: datetime) -> None:
    """Nobody is invited twice, capacity and expertise are checked, and a decline needs a reason."""
    s = scene(session, judges=1)
    with pytest.raises(RuleError) as error:
        panels.invite_judge(
            session, s.edition, s.judges[0].account, capacity=0, expertise={"99": 7}, by=s.office, now=now
        )
    assert [problem.field for problem in error.value.problems] == ["capacity", "expertise", "account"]
    judge = panels.invite_judge(session, s.edition, s.owner, by=s.office, now=now)
    with pytest.raises(RuleError, match="Nêu lý do từ chối"):
        panels.answer_invitation(session, judge, accept=False, now=now)
    panels.answer_invitation(session, judge, accept=False, reason=" bận  họp ", now=now)
    assert (judge.state, judge.decline_reason) == (JudgeState.DECLINED, "bận họp")
    again = panels.invite_judge(session, s.edition, s.owner, by=s.office, now=now)
    assert (again.id, again.code, again.state, again.decline_reason) == (judge.id, "J02", JudgeState.INVITED, "")


def test_a_judge_is_changed(session: Session, now: datetime) -> None:
    """Capacity and expertise change, and the trail keeps before and after."""
    s = scene(session, judges=1)
    panels.update_judge(session, s.judges[0], capacity=25, expertise={"02": 0}, by=s.office, now=now)
    assert (s.judges[0].capacity, s.judges[0].expertise) == (25, {"02": 0})
    event = session.scalars(select(AuditEvent).filter_by(action="judge.changed")).one()
    assert event.details["before"] == {"capacity": 60, "expertise": {}}


def test_a_drop_out_frees_what_is_not_submitted(session: Session, now: datetime) -> None:
    """The role ends, waiting and begun entries become free, a submitted sheet stays in force."""
    s = scene(session, judges=1, entries=3)
    rubric, judge = judging_factories.rubric(session, s.edition), s.judges[0]
    given = [judging_factories.assign(session, judge, entry) for entry in s.entries]
    judging_factories.sheet(session, given[0], rubric, [3000, 2000, 2000])
    judging_factories.sheet(session, given[1], rubric, [3000, 2000, 2000]).state = SheetState.DRAFT
    session.flush()
    assert panels.release_judge(session, judge, reason="nghỉ ốm", by=s.office, now=now) == 2
    assert [one.state for one in given] == [AssignmentState.ACTIVE, AssignmentState.REMOVED, AssignmentState.REMOVED]
    assert judge.state is JudgeState.DECLINED
    assert session.scalar(select(RoleGrant).filter_by(account_id=judge.account_id)) is None
    with pytest.raises(RuleError, match="không còn là giám khảo"):
        panels.release_judge(session, judge, reason="nghỉ ốm", by=s.office, now=now)


def test_a_panel_is_saved_changed_and_removed(session: Session, now: datetime) -> None:
    """Members and fields are exchanged in place, and a used panel stays."""
    s = scene(session, judges=3, entries=1, seated=False)
    first, second, third = (judge.id for judge in s.judges)
    one, two = (field.id for field in s.edition.fields)
    panel = panels.save_panel(
        session, s.edition, None, name=" Tiểu ban  A ", fields=[one], by=s.office, now=now,
        members={first: PanelRole.CHAIR, second: PanelRole.MEMBER},
    )  # fmt: skip
    assert (panel.name, panel.position, [f.field_id for f in panel.fields]) == ("Tiểu ban A", 1, [one])
    panels.save_panel(
        session, s.edition, panel, name="Tiểu ban A", fields=[one, two], by=s.office, now=now,
        members={third: PanelRole.CHAIR, first: PanelRole.SECRETARY},
    )  # fmt: skip
    session.expire(panel)
    assert {m.judge_id: m.role for m in panel.members} == {third: PanelRole.CHAIR, first: PanelRole.SECRETARY}
    assert {f.field_id for f in panel.fields} == {one, two}
    assignment = judging_factories.assign(session, s.judges[0], s.entries[0])
    with pytest.raises(RuleError, match="1 lượt phân công"):
        panels.remove_panel(session, panel, by=s.office, now=now)
    assignment.state = AssignmentState.REMOVED
    session.flush()
    panels.remove_panel(session, panel, by=s.office, now=now)
    assert session.scalar(select(Panel)) is None


def test_a_panel_is_refused_with_every_reason(session: Session, now: datetime) -> None:
    """A name of its own, free fields, exactly one chair, nobody who declined, nobody from elsewhere."""
    s = scene(session, judges=3)
    decline(session, s.judges[2])
    with pytest.raises(RuleError) as error:
        panels.save_panel(
            session, s.edition, None, name="Tiểu ban 1", fields=[s.edition.fields[0].id], by=s.office, now=now,
            members=dict.fromkeys([judge.id for judge in s.judges], PanelRole.CHAIR) | {999: PanelRole.MEMBER},
        )  # fmt: skip
    text = " ".join(_refused(error))
    for words in (
        "Đã có tiểu ban mang tên này",
        "“Công nghệ thông tin” đã thuộc “Tiểu ban 1”",
        "chỉ có một trưởng",
        "đã từ chối lời mời",
        "không thuộc kỳ thi này",
    ):
        assert words in text
    with pytest.raises(RuleError) as error:
        panels.save_panel(session, s.edition, None, name="", fields=[], members={}, by=s.office, now=now)
    assert len(error.value.problems) == 3


def test_the_overview_counts_accepted_seats(session: Session) -> None:
    """A field knows its entries, its panel and the judges who accepted."""
    s = scene(session, judges=3, entries=4)
    decline(session, s.judges[1])
    found = judges.overview(session, s.edition)
    assert [(n.name, n.entries, n.panel, n.judges) for n in found.needs] == [
        ("Công nghệ thông tin", 4, "Tiểu ban 1", 2),
        ("Cơ khí tự động hóa", 0, "Tiểu ban 1", 2),
    ]
    assert (found.entries, found.judges, found.capacity, found.active) == (4, 2, 120, 0)


def test_a_code_is_only_for_whom_has_no_password(session: Session, now: datetime) -> None:
    """A new account gets a code; an organiser cannot get a code for somebody who has a password or an office."""
    s = scene(session, judges=1)
    account, code = register_staff(
        session, full_name="Hầu Thị Say", contact="0912 000 111", unit_name="Sở KH&CN", by=s.office, now=now
    )
    judge = panels.invite_judge(session, s.edition, account, by=s.office, now=now)
    assert len(code) == 11
    assert judges.renew_code(session, judge, by=s.office, now=now) != code
    account.is_admin = True
    for forbidden in (judge, s.judges[0]):
        with pytest.raises(RuleError, match="đã có mật khẩu"):
            judges.renew_code(session, forbidden, by=s.office, now=now)
