"""Conflicts: detected from facts, recorded, declared, taken back."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.models.audit import AuditEvent
from contest.rules.kinds import AssignmentState, Channel, ConflictSource, SheetState
from contest.rules.problems import RuleError
from judging.models.conflicts import Conflict, Namesake
from judging.services import assignment_lists, conflicts
from judging.services.assignment import recuse
from tests import judging_factories
from tests.panel_factories import scene


def _with_content(session: Session, entry: object, **content: object) -> None:
    submission = entry.submissions[0]  # type: ignore[attr-defined]
    submission.content = {**submission.content, **content}
    session.flush()


def test_facts_show_conflicts(session: Session) -> None:
    """Owner, author, guardian, supervisor and unit are found, folded; a typist's paper dossier is not."""
    s = scene(session, judges=5, entries=6)
    session.expire_all()
    names = [judge.account.full_name for judge in s.judges]
    s.entries[0].owner_id = s.judges[0].account_id
    _with_content(session, s.entries[1], authors=[{"full_name": names[1].upper(), "birth_date": "1980-01-02"}])
    _with_content(session, s.entries[2], authors=[{"full_name": "Bé A", "guardian_name": names[2]}])
    _with_content(session, s.entries[3], supervisors=[{"full_name": f" {names[3]} ", "workplace": "THCS Sà Phìn"}])
    s.judges[4].account.unit_name = "trường  thcs sủng la"
    _with_content(session, s.entries[4], entrant={"unit_name": "Trường THCS Sủng Là"})
    s.entries[5].owner_id, s.entries[5].channel = s.judges[0].account_id, Channel.PAPER
    session.flush()
    found = conflicts.detect(session, s.edition.id)
    assert [(one.judge_id, one.entry_id) for one in found] == [
        (judge.id, entry.id) for judge, entry in zip(s.judges, s.entries[:5], strict=True)
    ]
    told = [str(one.reasons[0]) for one in found]
    assert "người nộp" in told[0]
    assert all("trùng họ tên" in words for words in told[1:4])
    assert "cùng đơn vị" in told[4]


def test_detected_conflicts_are_recorded_once(session: Session, now: datetime) -> None:
    """Recording removes an assignment that is not submitted, and a second look finds nothing."""
    s = scene(session, judges=2, entries=2)
    for judge, entry in zip(s.judges, s.entries, strict=True):
        entry.owner_id = judge.account_id
    first = judging_factories.assign(session, s.judges[0], s.entries[0])
    second = judging_factories.assign(session, s.judges[1], s.entries[1])
    judging_factories.sheet(session, second, judging_factories.rubric(session, s.edition), [100, 100, 100])
    assert conflicts.record_detected(session, s.edition.id, by=s.office, now=now) == 2
    assert conflicts.detect(session, s.edition.id) == ()
    assert (first.state, second.state) == (AssignmentState.REMOVED, AssignmentState.ACTIVE)
    assert assignment_lists.submitted_despite_conflict(session, s.edition.id) == 1


def test_the_office_records_and_takes_back(session: Session, now: datetime) -> None:
    """A reason is needed both ways, once is enough, and only its own are taken back."""
    s = scene(session, judges=2, entries=2)
    judge, entry = s.judges[0], s.entries[0]
    with pytest.raises(RuleError, match="Nêu lý do"):
        conflicts.record_conflict(session, judge, entry, reason=" ", by=s.office, now=now)
    made = conflicts.record_conflict(session, judge, entry, reason="là anh rể", by=s.office, now=now)
    with pytest.raises(RuleError, match="Đã ghi xung đột"):
        conflicts.record_conflict(session, judge, entry, reason="là anh rể", by=s.office, now=now)
    assert conflicts.has_conflict(session, judge, entry.id)
    assert not conflicts.has_conflict(session, s.judges[1], entry.id)
    with pytest.raises(RuleError, match="Nêu lý do bỏ"):
        conflicts.remove_conflict(session, made, reason="", by=s.office, now=now)
    conflicts.remove_conflict(session, made, reason="ghi nhầm", by=s.office, now=now)
    assert session.scalar(select(Conflict)) is None
    event = session.scalars(select(AuditEvent).filter_by(action="conflict.removed")).one()
    assert (event.subject_label, event.details["why"]) == ("STKT06-01-001", "ghi nhầm")


def test_a_judge_steps_back(session: Session, now: datetime) -> None:
    """The entry leaves the queue with a declared conflict that nobody can remove; a submitted sheet does not."""
    s = scene(session, judges=2, entries=1)
    one = judging_factories.assign(session, s.judges[0], s.entries[0])
    by = s.office
    with pytest.raises(RuleError, match="Nêu lý do"):
        recuse(session, one, reason="", by=by, now=now)
    recuse(session, one, reason="học trò cũ của tôi", by=by, now=now)
    assert (one.state, one.recuse_reason) == (AssignmentState.RECUSED, "học trò cũ của tôi")
    made = session.scalars(select(Conflict)).one()
    assert made.source is ConflictSource.DECLARED
    with pytest.raises(RuleError, match="Chỉ bỏ được"):
        conflicts.remove_conflict(session, made, reason="nhầm", by=by, now=now)
    with pytest.raises(RuleError, match="không còn trong danh sách"):
        recuse(session, one, reason="x", by=by, now=now)
    other = judging_factories.assign(session, s.judges[1], s.entries[0])
    sheet = judging_factories.sheet(session, other, judging_factories.rubric(session, s.edition), [100, 100, 100])
    session.refresh(other)
    with pytest.raises(RuleError, match="Phiếu điểm đã nộp"):
        recuse(session, other, reason="x", by=by, now=now)
    sheet.state = SheetState.DRAFT
    recuse(session, other, reason="x", by=by, now=now)
    assert other.state is AssignmentState.RECUSED


def test_a_namesake_is_confirmed(session: Session, now: datetime) -> None:
    """An equal name alone is settled for good; what else the facts show stays."""
    s = scene(session, judges=2, entries=2)
    for judge, entry in zip(s.judges, s.entries, strict=True):
        _with_content(session, entry, authors=[{"full_name": judge.account.full_name}])
    s.judges[1].account.unit_name = "Hợp tác xã Sủng Là"
    session.flush()
    conflicts.record_detected(session, s.edition.id, by=s.office, now=now)
    both = session.scalars(select(Conflict).order_by(Conflict.judge_id, Conflict.entry_id)).all()
    by_name = next(one for one in both if one.judge_id == s.judges[0].id)
    mixed = next(one for one in both if one.judge_id == s.judges[1].id and one.entry_id == s.entries[1].id)
    assert conflicts.rests_on_a_name(session, by_name)
    with pytest.raises(RuleError, match="Nêu vì sao"):
        conflicts.confirm_namesake(session, by_name, reason="", by=s.office, now=now)
    conflicts.confirm_namesake(session, by_name, reason="khác năm sinh", by=s.office, now=now)
    conflicts.confirm_namesake(session, mixed, reason="khác năm sinh", by=s.office, now=now)
    assert not conflicts.has_conflict(session, s.judges[0], s.entries[0].id)
    assert mixed.reason == "Giám khảo cùng đơn vị với hồ sơ này."
    assert len(session.scalars(select(Namesake)).all()) == 2
    assert conflicts.detect(session, s.edition.id) == ()
    with pytest.raises(RuleError, match="không chỉ dựa vào họ tên"):
        conflicts.confirm_namesake(session, mixed, reason="khác", by=s.office, now=now)
