"""Assignment: plans, what is short, stale plans, drop-outs, one judge by hand."""

from collections import Counter
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.models.audit import AuditEvent
from contest.models.mail import Message
from contest.rules.kinds import AssignmentState, EntryState, SheetState
from contest.rules.problems import RuleError
from judging.models.assignment import Assignment
from judging.services import assignment, conflicts, panels
from judging.services.assignment_facts import gather
from tests import judging_factories
from tests.panel_factories import Scene, scene


def _active(session: Session) -> list[Assignment]:
    return list(session.scalars(select(Assignment).filter_by(state=AssignmentState.ACTIVE).order_by(Assignment.id)))


def _applied(session: Session, s: Scene, now: datetime, *, seed: int = 1) -> dict[str, int]:
    plan = assignment.plan_assignment(session, s.edition, seed=seed, by=s.office, now=now)
    return assignment.apply_plan(session, plan, by=s.office, now=now)


def test_a_plan_is_made_and_applied(session: Session, now: datetime) -> None:
    """Every entry gets k judges, loads are even, conflicts are kept apart, judges are told, the recipe is stored."""
    s = scene(session, judges=5, entries=10)
    barred = conflicts.record_conflict(session, s.judges[0], s.entries[0], reason="anh em", by=s.office, now=now)
    s.entries[1].owner_id = s.judges[1].account_id
    session.flush()
    plan = assignment.plan_assignment(session, s.edition, seed=7, by=s.office, now=now)
    pairs = {tuple(pair) for pair in plan.result["pairs"]}
    assert Counter(entry_id for entry_id, _ in pairs) == {entry.id: 3 for entry in s.entries}
    assert sorted(plan.result["loads"].values()) == [6] * 5
    assert (barred.entry_id, barred.judge_id) not in pairs
    assert (s.entries[1].id, s.judges[1].id) not in pairs
    assert plan.result["components"] == 1
    assert plan.result["lambda2"] >= 1
    assert plan.result["verdict"] == "good"
    assert (plan.seed, plan.parameters["method"], plan.parameters["solver"][:7]) == (7, "first", "highspy")
    assert _active(session) == []
    assert assignment.apply_plan(session, plan, by=s.office, now=now) == {"added": 30, "removed": 0, "kept": 0}
    assert {(one.entry_id, one.judge_id) for one in _active(session)} == pairs
    assert session.scalars(select(Message.subject).distinct()).all() == ["Có thêm 6 hồ sơ cần chấm"]
    assert session.scalars(select(AuditEvent.action).order_by(AuditEvent.id.desc())).first() == "assignment.applied"
    with pytest.raises(RuleError, match="đã được áp dụng"):
        assignment.apply_plan(session, plan, by=s.office, now=now)


def test_the_same_seed_gives_the_same_plan(session: Session, now: datetime) -> None:
    """Seed and facts decide; another seed deals other entries."""
    s = scene(session, judges=6, entries=8)
    plans = [assignment.compute(gather(session, s.edition.id, seed=seed)) for seed in (3, 3, 4)]
    assert plans[0] == plans[1]
    assert plans[0]["result"]["pairs"] != plans[2]["result"]["pairs"]


def test_expertise_is_preferred(session: Session) -> None:
    """With room for one judge an entry goes to the one who knows the field best."""
    s = scene(session, judges=4, entries=1)
    s.edition.judges_per_entry = 1
    s.judges[2].expertise = {"01": 3}
    session.flush()
    plan = assignment.compute(gather(session, s.edition.id, seed=1))
    assert plan["result"]["pairs"] == [[s.entries[0].id, s.judges[2].id]]


def test_what_cannot_be_filled_is_named(session: Session, now: datetime) -> None:
    """Too few judges, a field without panel, and a panel too small are told in words; the rest is assigned."""
    s = scene(session, judges=3, entries=2)
    assert s.panel is not None
    conflicts.record_conflict(session, s.judges[0], s.entries[0], reason="anh em", by=s.office, now=now)
    s.entries[1].field_id = s.edition.fields[1].id
    s.panel.fields = s.panel.fields[:1]
    session.flush()
    plan = assignment.plan_assignment(session, s.edition, seed=1, by=s.office, now=now)
    assert plan.result["without_panel"] == {"Cơ khí tự động hóa": 1}
    [short] = plan.result["unfilled"]
    assert short["entry_id"] == s.entries[0].id
    told = short["message"] % short["values"]
    assert told.startswith("Cần 3 giám khảo, mới có 2; 2 người chấm được.")
    assert "1 đã khai báo" in told
    assert len(plan.result["pairs"]) == 2


def test_a_stale_plan_is_refused(session: Session, now: datetime) -> None:
    """Whatever the plan rests on may change between plan and button: conflict, capacity, seat, entry, assignment."""
    s = scene(session, judges=4, entries=3)
    plan = assignment.plan_assignment(session, s.edition, seed=1, by=s.office, now=now)
    s.judges[3].capacity = 1
    session.flush()
    with pytest.raises(RuleError, match="đã thay đổi"):
        assignment.apply_plan(session, plan, by=s.office, now=now)
    assert _active(session) == []
    s.judges[3].capacity = 60
    conflicts.record_conflict(session, s.judges[0], s.entries[0], reason="anh em", by=s.office, now=now)
    with pytest.raises(RuleError, match="đã thay đổi"):
        assignment.apply_plan(session, plan, by=s.office, now=now)


def test_a_drop_out_is_replaced_and_the_rest_stays(session: Session, now: datetime) -> None:
    """Once sheets are begun only the gaps are filled: begun sheets stay, nothing else moves."""
    s = scene(session, judges=5, entries=5)
    assert _applied(session, s, now)["added"] == 15
    rubric = judging_factories.rubric(session, s.edition)
    kept = next(one for one in _active(session) if one.judge_id == s.judges[0].id)
    judging_factories.sheet(session, kept, rubric, [100, 100, 100])
    leaving = s.judges[4]
    submitted = next(one for one in _active(session) if one.judge_id == leaving.id)
    judging_factories.sheet(session, submitted, rubric, [200, 200, 200])
    freed = panels.release_judge(session, leaving, reason="nghỉ ốm", by=s.office, now=now)
    before = {(one.entry_id, one.judge_id) for one in _active(session)}
    assert len(before) == 15 - freed
    counts = _applied(session, s, now, seed=2)
    after = {(one.entry_id, one.judge_id) for one in _active(session)}
    assert counts == {"added": freed, "removed": 0, "kept": 15 - freed}
    assert before < after
    assert Counter(entry_id for entry_id, _ in after) == {entry.id: 3 for entry in s.entries}
    assert [pair for pair in after if pair[1] == leaving.id] == [(submitted.entry_id, leaving.id)]


def test_a_conflict_during_judging_frees_the_entry(session: Session, now: datetime) -> None:
    """A judge steps back, the next plan gives the entry to another and never to the same judge again."""
    s = scene(session, judges=4, entries=4)
    _applied(session, s, now)
    one = _active(session)[0]
    judging_factories.sheet(
        session, one, judging_factories.rubric(session, s.edition), [1, 1, 1]
    ).state = SheetState.DRAFT
    session.flush()
    session.refresh(one)
    assignment.recuse(session, one, reason="học trò cũ", by=s.office, now=now)
    assert _applied(session, s, now, seed=9)["added"] >= 1
    on_it = [other.judge_id for other in _active(session) if other.entry_id == one.entry_id]
    assert len(on_it) == 3
    assert one.judge_id not in on_it


def test_a_new_plan_takes_back_and_revives(session: Session, now: datetime) -> None:
    """Pairs that the plan leaves out are removed, a removed pair that comes back is the same row."""
    s = scene(session, judges=6, entries=6)
    _applied(session, s, now, seed=1)
    first = {(one.entry_id, one.judge_id): one.id for one in _active(session)}
    _applied(session, s, now, seed=5)
    second = {(one.entry_id, one.judge_id): one.id for one in _active(session)}
    assert first.keys() != second.keys()
    assert len(second) == 18
    _applied(session, s, now, seed=1)
    assert all(first.get(pair, row) == row for pair, row in second.items())
    s.entries[0].state = EntryState.WITHDRAWN
    session.flush()
    _applied(session, s, now, seed=1)
    assert all(one.entry_id != s.entries[0].id for one in _active(session))


def test_one_judge_by_hand(session: Session, now: datetime) -> None:
    """Adding checks conflict, capacity and state; removing needs a reason and leaves submitted sheets."""
    s = scene(session, judges=3, entries=2)
    judge, entry = s.judges[0], s.entries[0]
    with pytest.raises(RuleError, match="Nêu lý do"):
        assignment.assign_judge(session, judge, entry, reason="", by=s.office, now=now)
    one = assignment.assign_judge(session, judge, entry, reason="thay người ốm", by=s.office, now=now)
    judge.capacity = 1
    with pytest.raises(RuleError, match="đã đủ 1 hồ sơ"):
        assignment.assign_judge(session, judge, s.entries[1], reason="thay", by=s.office, now=now)
    with pytest.raises(RuleError, match="đã được phân công"):
        assignment.assign_judge(session, judge, entry, reason="thay", by=s.office, now=now)
    conflicts.record_conflict(session, s.judges[1], entry, reason="anh em", by=s.office, now=now)
    with pytest.raises(RuleError, match="xung đột lợi ích"):
        assignment.assign_judge(session, s.judges[1], entry, reason="thay", by=s.office, now=now)
    with pytest.raises(RuleError, match="Nêu lý do gỡ"):
        assignment.remove_assignment(session, one, reason=" ", by=s.office, now=now)
    assignment.remove_assignment(session, one, reason="ốm", by=s.office, now=now)
    assert one.state is AssignmentState.REMOVED
    again = assignment.assign_judge(session, judge, entry, reason="khỏe lại", by=s.office, now=now)
    assert (again.id, again.state) == (one.id, AssignmentState.ACTIVE)
    judging_factories.sheet(session, again, judging_factories.rubric(session, s.edition), [1, 1, 1])
    session.refresh(again)
    with pytest.raises(RuleError, match="không gỡ được"):
        assignment.remove_assignment(session, again, reason="ốm", by=s.office, now=now)
