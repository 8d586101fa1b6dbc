"""Prizes: propose a list, decide a tie, change an entry's prize, confirm a version, hand it to the award decision."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.models.awards import Decision
from contest.models.editions import Edition
from contest.rules.access import Viewer
from contest.rules.kinds import Tier
from contest.rules.problems import N_, Problem, RuleError, refuse_if
from contest.rules.text import clean, clean_lines
from contest.services import audit
from contest.services.awards import AwardFacts
from judging.models.prizes import PrizeProposal, TieDecision
from judging.rules.prize_confirmation import (
    minutes_text,
    problems_in_change,
    problems_in_tie_choice,
    problems_in_vote,
)
from judging.rules.prize_rows import PrizeRow as RuleRow
from judging.rules.prize_rows import room_of
from judging.services.prize_lists import Change, build, changes_of, content_hash


@dataclass(frozen=True)
class Minutes:
    """The minutes of the meeting that adopts a list: who was there, the votes, and what else was said."""

    present: str
    votes_for: int
    votes_against: int = 0
    votes_other: int = 0
    notes: str = ""


def propose(session: Session, edition: Edition, *, by: Viewer, now: datetime) -> PrizeProposal:
    """Compute a new version of the list of prizes from today's sheets; nothing is decided by it."""
    return _store(session, edition, build(session, edition), by=by, now=now)


def change_award(
    session: Session, edition: Edition, *, entry_id: int, row_id: int | None, reason: str, by: Viewer, now: datetime
) -> PrizeProposal:
    """Give one entry another prize, or none, by decision of the committee: a new version of the latest list."""
    last = _need_latest(session, edition)
    content = last.content
    entry = next((item for item in content["ranking"] if item["entry_id"] == entry_id), None)
    row = next((item for item in content["rows"] if item["id"] == row_id), None)
    if entry is None or entry["score"] is None or (row is None and row_id is not None):
        raise RuleError([Problem(N_("Hãy chọn một hồ sơ có kết quả trong danh sách."), "entry_id")])
    given = Counter(award["row_id"] for award in content["awards"] if award["entry_id"] != entry_id)
    refuse_if(
        problems_in_change(
            given=given[row["id"]] if row else 0,
            room=_room(content, row) if row else None,
            prize=row["name"] if row else "",
            reason=reason,
            fits=row is None or row["field_id"] in (None, entry["field_id"]),
        )
    )
    change = Change(entry_id, row_id, clean(reason))
    changes = [*(item for item in changes_of(content) if item.entry_id != entry_id), change]
    return _store(session, edition, build(session, edition, changes=changes), by=by, now=now)


def record_tie_decision(
    session: Session,
    edition: Edition,
    *,
    prize_row_id: int,
    field_id: int | None,
    entry_ids: Sequence[int],
    reason: str,
    by: Viewer,
    now: datetime,
) -> PrizeProposal:
    """Keep the committee's choice among equals that a quota cuts, and propose the list that follows from it."""
    content = _need_latest(session, edition).content
    rules = {row["id"]: row for row in content["rows"]}
    pending = next(
        (
            item
            for item in content["pending"]
            if rules[item["row_id"]]["prize_row_id"] == prize_row_id and item["field_id"] == field_id
        ),
        None,
    )
    if pending is None:
        raise RuleError([Problem(N_("Nhóm bằng nhau này không còn chờ quyết định. Hãy xem lại danh sách mới nhất."))])
    refuse_if(problems_in_tie_choice(entry_ids, tied=pending["entry_ids"], places=pending["places"], reason=reason))
    same_field = TieDecision.field_id.is_(None) if field_id is None else TieDecision.field_id == field_id
    kept = session.scalar(select(TieDecision).where(TieDecision.prize_row_id == prize_row_id, same_field))
    if kept is None:
        kept = TieDecision(edition_id=edition.id, prize_row_id=prize_row_id, field_id=field_id)
        session.add(kept)
    kept.entry_ids, kept.reason = sorted(set(entry_ids)), clean(reason)
    kept.decided_at, kept.decided_by_id = now, by.id
    session.flush()
    codes = {item["entry_id"]: item["code"] for item in content["ranking"]}
    audit.record(
        session,
        by,
        "prizes.tie_decided",
        now=now,
        subject=("prize_row", prize_row_id, rules[pending["row_id"]]["name"]),
        edition_id=edition.id,
        details={
            "chosen": [codes[entry_id] for entry_id in kept.entry_ids],
            "tied": [codes[entry_id] for entry_id in pending["entry_ids"]],
            "reason": kept.reason,
        },
    )
    changes = changes_of(content)
    return _store(session, edition, build(session, edition, changes=changes), by=by, now=now)


def confirm(session: Session, proposal: PrizeProposal, *, minutes: Minutes, by: Viewer, now: datetime) -> None:
    """Adopt the latest version by vote of the committee and freeze it; an outdated or open list is refused."""
    edition = proposal.edition
    _lock(session, edition)
    session.refresh(proposal, with_for_update=True)
    last = latest(session, edition)
    if proposal.confirmed_at is not None:
        raise RuleError([Problem(N_("Danh sách này đã được thông qua."))])
    if last is None or last.id != proposal.id:
        raise RuleError([Problem(N_("Đã có danh sách mới hơn. Chỉ danh sách mới nhất được thông qua."))])
    if proposal.content["pending"]:
        raise RuleError([Problem(N_("Còn nhóm bằng nhau chờ quyết định. Hãy quyết định trước khi thông qua."))])
    refuse_if(staleness(session, edition, proposal))
    refuse_if(
        problems_in_vote(
            present=minutes.present,
            votes_for=minutes.votes_for,
            votes_against=minutes.votes_against,
            votes_other=minutes.votes_other,
        )
    )
    votes = (minutes.votes_for, minutes.votes_against, minutes.votes_other)
    proposal.minutes = minutes_text(present=minutes.present, votes=votes, notes=clean_lines(minutes.notes))
    proposal.confirmed_at, proposal.confirmed_by_id = now, by.id
    session.flush()
    _record(session, proposal, "prizes.confirmed", by=by, now=now, minutes=proposal.minutes)


def staleness(session: Session, edition: Edition, proposal: PrizeProposal) -> list[Problem]:
    """Return why a version no longer follows from what is stored; an empty list means that it does."""
    today = build(session, edition, changes=changes_of(proposal.content))
    if content_hash(today) == proposal.hash:
        return []
    if content_hash(today["ranking"]) != content_hash(proposal.content["ranking"]):
        return [Problem(N_("Phiếu điểm hoặc hồ sơ đã thay đổi sau khi lập danh sách này. Hãy lập danh sách mới."))]
    return [Problem(N_("Cơ cấu giải hoặc dữ liệu hồ sơ đã thay đổi sau khi lập danh sách. Hãy lập danh sách mới."))]


def latest(session: Session, edition: Edition) -> PrizeProposal | None:
    """Return the newest version of an edition's list."""
    return session.scalar(
        select(PrizeProposal)
        .where(PrizeProposal.edition_id == edition.id)
        .order_by(PrizeProposal.version.desc())
        .limit(1)
    )


def find_version(session: Session, edition: Edition, version: int) -> PrizeProposal | None:
    """Return one version of an edition's list."""
    return session.scalar(select(PrizeProposal).filter_by(edition_id=edition.id, version=version))


def list_versions(session: Session, edition: Edition) -> Sequence[Any]:
    """Return number, time, hash and confirmation of every version, the newest first."""
    return session.execute(
        select(PrizeProposal.version, PrizeProposal.created_at, PrizeProposal.hash, PrizeProposal.confirmed_at)
        .where(PrizeProposal.edition_id == edition.id)
        .order_by(PrizeProposal.version.desc())
    ).all()


def awaiting_decision(session: Session, edition: Edition) -> PrizeProposal | None:
    """Return the newest confirmed version that no award decision has recorded yet."""
    confirmed = session.scalar(
        select(PrizeProposal)
        .where(PrizeProposal.edition_id == edition.id, PrizeProposal.confirmed_at.is_not(None))
        .order_by(PrizeProposal.version.desc())
        .limit(1)
    )
    if confirmed is None:
        return None
    recorded = select(Decision.id).filter_by(edition_id=edition.id, proposal_hash=confirmed.hash).limit(1)
    return None if session.scalar(recorded) else confirmed


def award_facts(proposal: PrizeProposal) -> list[AwardFacts]:
    """Return the prizes of a confirmed version in the order of the list, as the award decision records them."""
    content = proposal.content
    rows = {row["id"]: row for row in content["rows"]}
    ranking = {row["entry_id"]: row for row in content["ranking"]}
    order = {key: number for number, key in enumerate(content["fields"])}
    tiers = list(Tier)

    def place(award: dict[str, Any]) -> tuple[int, int, int, str]:
        entry = ranking[award["entry_id"]]
        return (
            tiers.index(Tier(award["tier"])),
            order.get(str(entry["field_id"]), len(order)),
            -entry["score"],
            entry["code"],
        )

    return [
        AwardFacts(
            entry_id=award["entry_id"],
            tier=Tier(award["tier"]),
            name=rows[award["row_id"]]["name"],
            field_id=ranking[award["entry_id"]]["field_id"] or None,
            amount=award["amount"],
            score=ranking[award["entry_id"]]["score"],
            position=number,
        )
        for number, award in enumerate(sorted(content["awards"], key=place))
    ]


def _room(content: dict[str, Any], row: dict[str, Any]) -> int | None:
    """Return how many places a row has, carried ones aside; None = unlimited."""
    base = sum(item["score"] is not None and row["field_id"] in (None, item["field_id"]) for item in content["ranking"])
    rule = RuleRow(
        id=row["id"],
        field_id=row["field_id"],
        position=row["position"],
        name=row["name"],
        tier=row["tier"],
        quota_count=row["quota"],
        quota_percent=row["quota_percent"],
    )
    return room_of(rule, base, 0)


def _lock(session: Session, edition: Edition) -> None:
    """Let one writer at a time make the next version, so that none is built on a version that is no longer the last."""
    session.scalar(select(Edition.id).where(Edition.id == edition.id).with_for_update(key_share=True))


def _need_latest(session: Session, edition: Edition) -> PrizeProposal:
    _lock(session, edition)
    found = latest(session, edition)
    if found is None:
        raise RuleError([Problem(N_("Chưa có danh sách đề nghị. Hãy lập danh sách trước."))])
    return found


def _store(session: Session, edition: Edition, content: dict[str, Any], *, by: Viewer, now: datetime) -> PrizeProposal:
    """Keep a content as the next version."""
    if not content["rows"]:
        message = N_("Kỳ thi chưa có cơ cấu giải thưởng. Hãy đặt cơ cấu giải trước.")
        raise RuleError([Problem(message)])
    _lock(session, edition)
    last = latest(session, edition)
    proposal = PrizeProposal(
        edition_id=edition.id,
        version=last.version + 1 if last else 1,
        content=content,
        hash=content_hash(content),
        created_at=now,
        created_by_id=by.id,
    )
    session.add(proposal)
    session.flush()
    _record(session, proposal, "prizes.proposed", by=by, now=now, prizes=len(content["awards"]), spent=content["spent"])
    return proposal


def _record(
    session: Session, proposal: PrizeProposal, action: str, *, by: Viewer, now: datetime, **details: object
) -> None:
    audit.record(
        session,
        by,
        action,
        now=now,
        subject=("prize_proposal", proposal.id, f"Danh sách số {proposal.version}"),
        edition_id=proposal.edition_id,
        details={"version": proposal.version, "hash": proposal.hash, **details},
    )
