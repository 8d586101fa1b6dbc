"""Sheets, prizes and certificates of the demonstration: judges of different severity, a committee that decides."""

import random
from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from contest.adapters.demo_words import remarks
from contest.models.awards import Decision
from contest.models.editions import Edition
from contest.rules.access import Viewer
from contest.rules.kinds import AssignmentState, PhaseCode, RecipientKind
from contest.services import award_lists, awards, certificate_prints, certificates
from judging.models.assignment import Assignment
from judging.models.panels import Judge
from judging.models.rubrics import Criterion
from judging.services import prizes, scoring
from judging.services.rubrics import current_rubric

if TYPE_CHECKING:
    from judging.demo import Demo

BATCH = 500
"""Sheets in one transaction."""
MERIT = "Đã có thành tích xuất sắc trong công tác tuyên truyền, tổ chức {contest}"
COLLECTIVES = (
    ("Trường PTDTBT THCS Sủng Là", "Xã Sà Phìn"),
    ("Trường Tiểu học và THCS Lũng Cú", "Xã Lũng Cú"),
    ("Đoàn Thanh niên xã Hồng Thái", "Xã Hồng Thái"),
)
PERSONS = (
    ("ba", "Nông Thị Hiền", "Giáo viên Trường PTDTBT THCS Sủng Là"),
    ("ong", "Vàng Mí Chơ", "Tổng phụ trách Đội, Trường Tiểu học và THCS Lũng Cú"),
    ("ba", "Phàn Thị Mẩy", "Phó Hiệu trưởng Trường THCS Hồ Thầu"),
    ("ong", "Lục Văn Thế", "Bí thư Đoàn xã Hồng Thái"),
)


def score(demo: "Demo", session: Session, edition: Edition, *, share: float, until: datetime) -> None:
    """Let judges score their queues: quality of the entry, severity of the judge, noise; some have not finished."""
    rubric = current_rubric(session, edition.id)
    assert rubric is not None
    start = next(phase.starts_at for phase in edition.phases if phase.code is PhaseCode.JUDGING)
    queue = session.scalars(
        select(Assignment)
        .filter_by(edition_id=edition.id, state=AssignmentState.ACTIVE)
        .options(joinedload(Assignment.judge).joinedload(Judge.account))
        .order_by(Assignment.judge_id, Assignment.id)
    ).all()
    rng = demo.rng
    quality: dict[int, float] = defaultdict(lambda: min(0.95, max(0.4, rng.gauss(0.72, 0.1))))
    severity: dict[int, float] = defaultdict(lambda: rng.gauss(0, 0.06))
    diligence: dict[int, float] = defaultdict(lambda: min(1.0, max(0.1, rng.gauss(share, 0.25))) if share < 1 else 1.0)
    span = (until - start) / max(1, len(queue))
    for number, item in enumerate(queue):
        chance = rng.random()
        level = quality[item.entry_id] + severity[item.judge_id]
        text = _sheet(rng, list(rubric.criteria), level)
        account = item.judge.account
        by = Viewer(id=account.id, name=account.full_name)
        when = start + span * number
        if chance < diligence[item.judge_id]:
            scoring.submit_sheet(session, item, text, revision=0, by=by, now=when)
        elif chance < diligence[item.judge_id] + 0.08:
            scoring.save_draft(session, item, text, revision=0, by=by, now=when)
        if number % BATCH == BATCH - 1:
            session.commit()
        demo.say(f"{edition.code}: phiếu điểm", number + 1, len(queue))


def _sheet(rng: random.Random, criteria: list[Criterion], level: float) -> scoring.SheetText:
    marks: dict[int, int | None] = {}
    comments = {}
    for criterion in criteria:
        share = min(1.0, max(0.1, level + rng.gauss(0, 0.05)))
        marks[criterion.id] = int(criterion.maximum * share / criterion.step + 0.5) * criterion.step
        if rng.random() < 0.6:
            comments[criterion.id] = rng.choice(remarks(criterion.code, _level(share)))
    return scoring.SheetText(marks, comments, rng.choice(remarks("overall", _level(level))))


def _level(share: float) -> str:
    return "high" if share > 0.8 else "mid" if share > 0.62 else "low"


def award(demo: "Demo", session: Session, edition: Edition, organiser: Viewer) -> None:
    """Let the committee decide ties and confirm, record the decision, honour people, issue, print and publish."""
    now = demo.today - timedelta(days=38)
    proposal = prizes.propose(session, edition, by=organiser, now=now)
    while proposal.content["pending"]:
        tie = proposal.content["pending"][0]
        row = next(item for item in proposal.content["rows"] if item["id"] == tie["row_id"])
        proposal = prizes.record_tie_decision(
            session,
            edition,
            prize_row_id=row["prize_row_id"],
            field_id=tie["field_id"],
            entry_ids=sorted(tie["entry_ids"])[: tie["places"]],
            reason="Ban Tổ chức biểu quyết sau khi xem lại mô hình.",
            by=organiser,
            now=now + timedelta(hours=1),
        )
    minutes = prizes.Minutes(
        present="9/11 thành viên Ban Tổ chức", votes_for=9, notes="Nhất trí với đề nghị của Hội đồng."
    )
    prizes.confirm(session, proposal, minutes=minutes, by=organiser, now=now + timedelta(hours=2))
    _decide(session, edition, proposal.hash, prizes.award_facts(proposal), organiser, now, number="125/QĐ-BTCCT")
    honours = _decide(session, edition, "", [], organiser, now, number="31/QĐ-LHH", honours=True)
    contest = edition.title
    for name, place in COLLECTIVES:
        _honour(
            session, honours, RecipientKind.COLLECTIVE, name, "", f"{place}, tỉnh Tuyên Quang", contest, organiser, now
        )
    for salutation, name, unit in PERSONS:
        _honour(session, honours, RecipientKind.PERSON, name, salutation, unit, contest, organiser, now)
    given = list(award_lists.list_awards(session, edition))
    certificates.issue(session, given, by=organiser, now=now + timedelta(days=6))
    certificate_prints.print_batch(
        session,
        edition,
        certificates.choose(edition),
        verify_url=f"{demo.settings.public_url}/x/",
        reason="",
        by=organiser,
        now=now + timedelta(days=6, hours=1),
    )
    awards.publish_results(session, edition, by=organiser, now=now + timedelta(days=7))


def _decide(
    session: Session,
    edition: Edition,
    proposal_hash: str,
    facts: list[awards.AwardFacts],
    organiser: Viewer,
    now: datetime,
    *,
    number: str,
    honours: bool = False,
) -> Decision:
    union = "Chủ tịch Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh Tuyên Quang"
    return awards.record_decision(
        session,
        edition,
        number=number,
        signed_on=(now + timedelta(days=5)).date(),
        title=f"Quyết định khen thưởng {edition.title}",
        issuer=union if honours else edition.issuer,
        place=edition.place,
        capacity="" if honours else "TM. BAN TỔ CHỨC",
        signer_position="CHỦ TỊCH" if honours else "TRƯỞNG BAN",
        signer="Nguyễn Thị Hồng Phượng",
        awards=facts,
        proposal_hash=proposal_hash,
        by=organiser,
        now=now + timedelta(days=5),
    )


def _honour(
    session: Session,
    decision: Decision,
    kind: RecipientKind,
    name: str,
    salutation: str,
    unit: str,
    contest: str,
    organiser: Viewer,
    now: datetime,
) -> None:
    awards.record_honour(
        session,
        decision,
        recipient_kind=kind,
        recipient=name,
        salutation=salutation,
        unit_name=unit,
        merit=MERIT.format(contest=contest),
        by=organiser,
        now=now + timedelta(days=5),
    )
