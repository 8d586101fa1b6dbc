"""Assignment: plan it, apply a plan, add or remove one judge by hand, let a judge step back."""

from collections import Counter
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from contest.models.accounts import Account
from contest.models.editions import Edition
from contest.models.entries import Entry
from contest.rules.access import Viewer
from contest.rules.kinds import AssignmentState, ConflictSource, EntryState, JudgeState, SheetState
from contest.rules.problems import N_, Problem, RuleError, refuse_if
from contest.rules.text import clean
from contest.services import audit, mail
from judging.models.assignment import Assignment, AssignmentPlan
from judging.models.panels import Judge
from judging.rules.assignment import (
    EVEN_OUT_BONUS,
    FILL_ONLY_BONUS,
    FIRST_WEIGHT,
    RESOLVE_WEIGHT,
    Plan,
    input_hash,
    make_plan,
)
from judging.rules.assignment_gate import Gate, gate, gates_by_field
from judging.services import conflicts
from judging.services.assignment_facts import Facts, gather
from judging.services.panels import lock_assignment, lock_judging

Method = Literal["first", "fill", "even"]
METHODS: dict[Method, tuple[int, int]] = {
    "first": (FIRST_WEIGHT, 0),
    "fill": (RESOLVE_WEIGHT, FILL_ONLY_BONUS),
    "even": (RESOLVE_WEIGHT, EVEN_OUT_BONUS),
}
"""Load weight and keep bonus: from scratch, fill only the gaps, fill and even out (judging.md 2.9)."""
SEED_LIMIT = 2_000_000_000


def recuse(session: Session, assignment: Assignment, *, reason: str, by: Viewer, now: datetime) -> None:
    """Let a judge declare a conflict: the entry leaves the queue and never comes back to this judge."""
    lock_assignment(session, assignment)
    problems = []
    if assignment.state is not AssignmentState.ACTIVE:
        problems.append(Problem(N_("Hồ sơ này không còn trong danh sách chấm của bạn.")))
    elif _is_submitted(assignment):
        problems.append(Problem(N_("Phiếu điểm đã nộp. Hãy báo Ban Tổ chức nếu phát hiện xung đột lợi ích.")))
    if not clean(reason):
        problems.append(Problem(conflicts.NEEDS_REASON, "reason"))
    refuse_if(problems)
    conflicts.record_conflict(
        session, assignment.judge, assignment.entry, reason=reason, by=by, now=now, source=ConflictSource.DECLARED
    )
    assignment.state, assignment.recuse_reason = AssignmentState.RECUSED, clean(reason)
    _trail(session, assignment, by, now, reason=clean(reason))


def plan_assignment(
    session: Session, edition: Edition, *, seed: int, by: Viewer, now: datetime, method: Method | None = None
) -> AssignmentPlan:
    """Read the facts, solve and store a plan in one go; a page does the three steps apart, without the lock."""
    facts = gather(session, edition.id, seed=seed)
    return store_plan(session, facts, compute(facts, method=method), by=by, now=now)


def usual_method(facts: Facts) -> Method:
    """Return how to plan when nobody chose: from scratch, or only the gaps once sheets are begun."""
    return "fill" if facts.instance.forced else "first"


def compute(facts: Facts, *, method: Method | None = None) -> dict[str, Any]:
    """Solve without any session and return what the plan stores: parameters and result."""
    method = method or usual_method(facts)
    weight, bonus = METHODS[method]
    plan = make_plan(facts.instance, seed=facts.seed, weight=weight, bonus=bonus)
    field_of = {entry.id: entry.field_id for entry in facts.instance.entries}
    fields = gates_by_field(plan.pairs, field_of)
    recipe = plan.recipe
    return {
        "parameters": {
            "method": method,
            "wanted": max((entry.wanted for entry in facts.instance.entries), default=0),
            "weight": weight,
            "bonus": bonus,
            "mu": recipe.mu,
            "proposals": recipe.proposals,
            "scale": recipe.scale,
            "solver": recipe.solver,
        },
        "result": {
            **_result(facts, plan),
            **_reading(gate(plan.pairs)),
            "fields": [{"field_id": field_id, **_reading(found)} for field_id, found in fields.items()],
        },
        "input_hash": recipe.input_hash,
    }


def store_plan(
    session: Session, facts: Facts, computed: dict[str, Any], *, by: Viewer, now: datetime
) -> AssignmentPlan:
    """Keep a computed plan for its preview; nothing is assigned yet."""
    plan = AssignmentPlan(
        edition_id=facts.edition_id, seed=facts.seed, created_at=now, created_by_id=by.id, applied_at=None, **computed
    )
    session.add(plan)
    session.flush()
    result = plan.result
    audit.record(
        session,
        by,
        "assignment.planned",
        now=now,
        subject=("assignment_plan", plan.id, f"Phương án số {plan.id}"),
        edition_id=facts.edition_id,
        details={"seed": plan.seed, "pairs": len(result["pairs"]), "unfilled": len(result["unfilled"])},
    )
    return plan


def apply_plan(session: Session, plan: AssignmentPlan, *, by: Viewer, now: datetime) -> dict[str, int]:
    """Put a plan in force: add its pairs, keep begun ones, take back the others; a stale plan is refused."""
    lock_judging(session, plan.edition_id)
    session.refresh(plan)
    standing = select(Assignment.id).filter_by(edition_id=plan.edition_id, state=AssignmentState.ACTIVE)
    session.execute(standing.order_by(Assignment.id).with_for_update(key_share=True))  # first marks wait, or are seen
    if plan.applied_at is not None:
        raise RuleError([Problem(N_("Phương án này đã được áp dụng."))])
    if input_hash(gather(session, plan.edition_id, seed=plan.seed).instance) != plan.input_hash:
        stale = N_("Hồ sơ, giám khảo, tiểu ban hoặc phân công đã thay đổi từ khi lập phương án. Hãy lập phương án mới.")
        raise RuleError([Problem(stale)])
    wanted = {(entry_id, judge_id) for entry_id, judge_id in plan.result["pairs"]}
    rows = {
        (row.entry_id, row.judge_id): row
        for row in session.execute(
            select(Assignment.id, Assignment.entry_id, Assignment.judge_id, Assignment.state).where(
                Assignment.edition_id == plan.edition_id
            )
        )
    }
    active = {pair for pair, row in rows.items() if row.state is AssignmentState.ACTIVE}
    begun = _begun(session, plan.edition_id)
    dropped = [rows[pair].id for pair in sorted(active - wanted) if rows[pair].id not in begun]
    revived = [rows[pair].id for pair in sorted((wanted & rows.keys()) - active)]
    fresh = sorted(wanted - rows.keys())
    _set_state(session, dropped, AssignmentState.REMOVED, plan_id=None)
    _set_state(session, revived, AssignmentState.ACTIVE, plan_id=plan.id)
    if fresh:
        shared = {
            "edition_id": plan.edition_id,
            "plan_id": plan.id,
            "state": AssignmentState.ACTIVE,
            "recuse_reason": "",
            "created_at": now,
        }
        session.execute(insert(Assignment), [{"entry_id": e, "judge_id": j, **shared} for e, j in fresh])
    plan.applied_at = now
    counts = {"added": len(fresh) + len(revived), "removed": len(dropped), "kept": len(active & wanted)}
    _tell_judges(session, plan.edition_id, Counter(judge_id for _, judge_id in wanted - active), now)
    audit.record(
        session,
        by,
        "assignment.applied",
        now=now,
        subject=("assignment_plan", plan.id, f"Phương án số {plan.id}"),
        edition_id=plan.edition_id,
        details=counts,
    )
    return counts


def assign_judge(session: Session, judge: Judge, entry: Entry, *, reason: str, by: Viewer, now: datetime) -> Assignment:
    """Give one entry to one judge by hand, also of another panel; never against a conflict."""
    lock_judging(session, entry.edition_id)
    known = session.scalar(select(Assignment).filter_by(judge_id=judge.id, entry_id=entry.id))
    load = select(func.count()).select_from(Assignment).filter_by(judge_id=judge.id, state=AssignmentState.ACTIVE)
    problems = []
    if entry.state is not EntryState.VALID or entry.edition_id != judge.edition_id:
        problems.append(Problem(N_("Chỉ phân công hồ sơ hợp lệ của kỳ thi này.")))
    if judge.state is not JudgeState.ACCEPTED:
        problems.append(Problem(N_("Giám khảo này chưa nhận lời."), "judge"))
    if known is not None and known.state is AssignmentState.ACTIVE:
        problems.append(Problem(N_("Giám khảo này đã được phân công hồ sơ này."), "judge"))
    elif (session.scalar(load) or 0) >= judge.capacity:
        message = N_("Giám khảo này đã đủ %(capacity)s hồ sơ. Hãy tăng số hồ sơ nhận chấm trước.")
        problems.append(Problem(message, "judge", {"capacity": judge.capacity}))
    if conflicts.has_conflict(session, judge, entry.id):
        problems.append(Problem(N_("Giám khảo này có xung đột lợi ích với hồ sơ nên không chấm được."), "judge"))
    if not clean(reason):
        problems.append(Problem(N_("Nêu lý do, ví dụ: thay giám khảo nghỉ ốm."), "reason"))
    refuse_if(problems)
    assignment = known or Assignment(
        edition_id=entry.edition_id, judge_id=judge.id, entry_id=entry.id, created_at=now, recuse_reason=""
    )
    assignment.state, assignment.plan_id = AssignmentState.ACTIVE, None
    session.add(assignment)
    session.flush()
    _tell_judges(session, entry.edition_id, Counter([judge.id]), now)
    _trail(session, assignment, by, now, reason=clean(reason))
    return assignment


def remove_assignment(session: Session, assignment: Assignment, *, reason: str, by: Viewer, now: datetime) -> None:
    """Take one entry from one judge by hand; a submitted sheet stays with its judge."""
    lock_assignment(session, assignment)
    problems = []
    if assignment.state is not AssignmentState.ACTIVE:
        problems.append(Problem(N_("Giám khảo này không còn được phân công hồ sơ này.")))
    elif _is_submitted(assignment):
        problems.append(Problem(N_("Phiếu điểm đã nộp nên không gỡ được.")))
    if not clean(reason):
        problems.append(Problem(N_("Nêu lý do gỡ, ví dụ: giám khảo nghỉ ốm."), "reason"))
    refuse_if(problems)
    assignment.state = AssignmentState.REMOVED
    _trail(session, assignment, by, now, reason=clean(reason))


def _result(facts: Facts, plan: Plan) -> dict[str, Any]:
    """Return pairs, loads, unfilled entries in words, and what would move, ready to be stored."""
    now_active = {*facts.instance.forced, *facts.instance.present}
    return {
        "pairs": [list(pair) for pair in plan.pairs],
        "loads": {str(judge_id): load for judge_id, load in plan.loads.items()},
        "unfilled": [
            {"entry_id": one.entry_id, "message": one.message.message, "values": dict(one.message.values)}
            for one in plan.shortages
        ],
        "without_panel": dict(facts.without_panel),
        "affinity": plan.affinity,
        "locked": len(facts.instance.forced),
        "added": len(set(plan.pairs) - now_active),
        "removed": len(now_active - set(plan.pairs)),
        "kept": len(now_active & set(plan.pairs)),
    }


def _reading(found: Gate) -> dict[str, Any]:
    """Return a gate ready to be stored."""
    return {
        "components": found.components,
        "lambda2": found.lambda2,
        "largest_pair": found.largest_pair,
        "verdict": found.verdict,
        "message": found.message.message,
        "values": dict(found.message.values),
    }


def _begun(session: Session, edition_id: int) -> set[int]:
    """Return the assignments of an edition that have a sheet."""
    from_sheets = select(Assignment.id).join(Assignment.sheet).where(Assignment.edition_id == edition_id)
    return set(session.scalars(from_sheets))


def _set_state(session: Session, ids: list[int], state: AssignmentState, *, plan_id: int | None) -> None:
    """Change many assignments at once, some hundreds a statement."""
    for start in range(0, len(ids), 500):
        chosen = Assignment.id.in_(ids[start : start + 500])
        values: dict[str, Any] = {"state": state} if plan_id is None else {"state": state, "plan_id": plan_id}
        session.execute(update(Assignment).where(chosen).values(values))


def _is_submitted(assignment: Assignment) -> bool:
    """Say whether the sheet is out of the judge's hands."""
    return assignment.sheet is not None and assignment.sheet.state is not SheetState.DRAFT


def _tell_judges(session: Session, edition_id: int, added: Counter[int], now: datetime) -> None:
    """Write to each judge how many entries were added to the queue."""
    title = session.get_one(Edition, edition_id).title
    chosen = select(Judge.id, Account).join(Judge.account).where(Judge.id.in_(sorted(added))).order_by(Judge.id)
    for judge_id, account in session.execute(chosen):
        count = added[judge_id]
        mail.send(
            session,
            account,
            subject=f"Có thêm {count} hồ sơ cần chấm",
            body=f"{title}\n\nBan Tổ chức vừa phân công cho bạn {count} hồ sơ. Mở mục “Chấm điểm” để bắt đầu.",
            now=now,
        )


def _trail(session: Session, assignment: Assignment, by: Viewer, now: datetime, **details: str) -> None:
    """Add the event to the audit trail of the entry."""
    entry, judge = session.get_one(Entry, assignment.entry_id), session.get_one(Judge, assignment.judge_id)
    audit.record(
        session,
        by,
        "assignment.changed",
        now=now,
        subject=("entry", entry.id, entry.dossier_code or entry.public_id),
        edition_id=entry.edition_id,
        details={"judge": judge.code, "state": assignment.state.value, **details},
    )
