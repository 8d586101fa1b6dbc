"""Award decisions, the prizes and honours they give, and the publication of results."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.models.awards import Award, Decision
from contest.models.editions import Edition
from contest.models.entries import Entry, Submission
from contest.rules.access import Viewer
from contest.rules.awards import (
    PRIZE_TIERS,
    problem_in_reason,
    problems_in_decision,
    problems_in_honour,
    unit_of,
)
from contest.rules.kinds import CertificateState, EntryState, RecipientKind, Tier
from contest.rules.problems import N_, Problem, RuleError, refuse_if
from contest.rules.text import clean, fold, local
from contest.services import audit


@dataclass(frozen=True)
class AwardFacts:
    """One prize of an entry as a confirmed list gives it; ``score`` in hundredths, ``amount`` in đồng."""

    entry_id: int
    tier: Tier
    name: str
    field_id: int | None
    amount: int
    score: int | None
    position: int


def lock_awards(session: Session, edition_id: int) -> None:
    """Let one writer at a time give or take back awards and their certificates (on SQLite the writer lock does)."""
    session.scalar(select(Edition.id).where(Edition.id == edition_id).with_for_update(key_share=True))


def record_decision(
    session: Session,
    edition: Edition,
    *,
    number: str,
    signed_on: date | None,
    title: str,
    issuer: str,
    place: str,
    capacity: str,
    signer_position: str,
    signer: str,
    awards: Sequence[AwardFacts],
    proposal_hash: str,
    by: Viewer,
    now: datetime,
) -> Decision:
    """Record an award decision with its prizes; names, units and titles are frozen from the submitted dossiers."""
    lock_awards(session, edition.id)
    problems = problems_in_decision(
        number=number,
        signed_on=signed_on,
        issuer=issuer,
        signer_position=signer_position,
        signer=signer,
        today=local(now).date(),
    )
    if session.scalar(select(Decision.id).filter_by(edition_id=edition.id, number=clean(number))):
        problems.append(Problem(N_("Quyết định số này đã được ghi. Hãy kiểm tra lại số."), "number"))
    refuse_if(problems + _no_longer_valid(session, awards) + _already_awarded(session, edition, awards))
    assert signed_on is not None
    decision = Decision(
        edition_id=edition.id,
        number=clean(number),
        signed_on=signed_on,
        title=clean(title),
        issuer=clean(issuer),
        place=clean(place) or edition.place,
        capacity=clean(capacity),
        signer_position=clean(signer_position),
        signer=clean(signer),
        proposal_hash=proposal_hash,
        created_at=now,
    )
    decision.awards = _prizes(session, edition, awards)
    session.add(decision)
    session.flush()
    audit.record(
        session,
        by,
        "decision.recorded",
        now=now,
        subject=("decision", decision.id, decision.number),
        edition_id=edition.id,
        details={"signed_on": signed_on.isoformat(), "awards": len(decision.awards), "list": proposal_hash},
    )
    return decision


def _no_longer_valid(session: Session, awards: Sequence[AwardFacts]) -> list[Problem]:
    """Refuse a prize for an entry that was withdrawn or rejected after the list was adopted."""
    found = session.scalars(
        select(Entry.dossier_code).where(
            Entry.id.in_([facts.entry_id for facts in awards]), Entry.state != EntryState.VALID
        )
    )
    message = N_("Hồ sơ %(code)s không còn hợp lệ. Hãy lập và thông qua danh sách mới.")
    return [Problem(message, "", {"code": code or "–"}) for code in found]


def _already_awarded(session: Session, edition: Edition, awards: Sequence[AwardFacts]) -> list[Problem]:
    """Refuse a second tier prize for an entry that still holds one."""
    wanted = {facts.entry_id for facts in awards if facts.tier in PRIZE_TIERS}
    held = session.execute(
        select(Award.entry_id, Entry.dossier_code, Award.name, Decision.number)
        .join(Award.entry)
        .join(Award.decision)
        .where(Award.edition_id == edition.id, Award.revoked_at.is_(None), Award.tier.in_(PRIZE_TIERS))
    ).all()
    message = N_("Hồ sơ %(code)s đã có %(prize)s theo quyết định %(number)s. Hãy thu hồi giải đó trước.")
    return [
        Problem(message, "", {"code": row.dossier_code or "–", "prize": row.name, "number": row.number})
        for row in held
        if row.entry_id in wanted
    ]


def _prizes(session: Session, edition: Edition, awards: Sequence[AwardFacts]) -> list[Award]:
    """Return the prizes of entries with what the dossiers say, read in one statement."""
    found = session.execute(
        select(Submission.entry_id, Submission.title, Submission.author_names, Submission.content)
        .join(Submission.entry)
        .where(
            Submission.is_current,
            Entry.edition_id == edition.id,
            Submission.entry_id.in_([facts.entry_id for facts in awards]),
        )
    ).all()
    dossiers = {row.entry_id: row for row in found}
    made = []
    for facts in awards:
        dossier = dossiers[facts.entry_id]
        content = dossier.content
        unit = unit_of(
            unit_name=content["entrant"]["unit_name"],
            workplaces=[(a.get("class_name", ""), a.get("workplace", "")) for a in content["authors"]],
            children=edition.minors,
        )
        made.append(
            Award(
                edition_id=edition.id,
                recipient_kind=RecipientKind.ENTRY,
                entry_id=facts.entry_id,
                field_id=facts.field_id,
                tier=facts.tier,
                name=facts.name,
                position=facts.position,
                recipient=dossier.author_names,
                unit_name=unit,
                reason=dossier.title,
                score=facts.score,
                amount=facts.amount,
                search_text=fold(f"{dossier.author_names} {unit} {dossier.title} {facts.name}"),
            )
        )
    return made


def record_honour(
    session: Session,
    decision: Decision,
    *,
    recipient_kind: RecipientKind,
    recipient: str,
    salutation: str,
    unit_name: str,
    merit: str,
    by: Viewer,
    now: datetime,
    name: str = "Giấy khen",
    tier: Tier = Tier.HONOUR,
    amount: int = 0,
) -> Award:
    """Record an honour of a person or a collective outside the prizes of entries."""
    problems = problems_in_honour(recipient=recipient, merit=merit, name=name, amount=amount)
    if recipient_kind is RecipientKind.ENTRY or tier in PRIZE_TIERS:
        problems.append(Problem(N_("Giải của hồ sơ được ghi từ danh sách đã thông qua, không ghi ở đây."), "tier"))
    refuse_if(problems)
    who, unit = clean(recipient), clean(unit_name)
    last = session.scalar(
        select(Award.position).where(Award.decision_id == decision.id).order_by(Award.position.desc()).limit(1)
    )
    award = Award(
        edition_id=decision.edition_id,
        decision_id=decision.id,
        recipient_kind=recipient_kind,
        tier=tier,
        name=clean(name),
        position=0 if last is None else last + 1,
        recipient=who,
        salutation=salutation if recipient_kind is RecipientKind.PERSON else "",
        unit_name=unit,
        reason=clean(merit),
        amount=amount,
        search_text=fold(f"{who} {unit} {merit} {name}"),
    )
    session.add(award)
    session.flush()
    audit.record(
        session,
        by,
        "honour.recorded",
        now=now,
        subject=("award", award.id, f"{award.name}: {who}"),
        edition_id=decision.edition_id,
        details={"decision": decision.number, "merit": award.reason},
    )
    return award


def withdraw_award(session: Session, award: Award, *, reason: str, by: Viewer, now: datetime) -> None:
    """Take an award back with a reason; its certificates stand no longer."""
    lock_awards(session, award.edition_id)
    session.refresh(award, ["revoked_at", "certificates"])
    problems = problem_in_reason(reason)
    if award.revoked_at is not None:
        problems.append(Problem(N_("Giải này đã được thu hồi trước đó.")))
    refuse_if(problems)
    award.revoked_at, award.revoked_reason = now, clean(reason)
    for certificate in award.certificates:
        if certificate.state is CertificateState.VALID:
            certificate.state, certificate.state_reason = CertificateState.REVOKED, clean(reason)
    session.flush()
    audit.record(
        session,
        by,
        "award.withdrawn",
        now=now,
        subject=("award", award.id, f"{award.name}: {award.recipient}"),
        edition_id=award.edition_id,
        details={"reason": award.revoked_reason},
    )


def publish_results(session: Session, edition: Edition, *, by: Viewer, now: datetime) -> None:
    """Open the page of results to everybody; publishing again changes nothing."""
    lock_awards(session, edition.id)
    session.refresh(edition, ["results_published_at"])
    if edition.results_published_at is not None:
        return
    live = select(Award.id).where(Award.edition_id == edition.id, Award.revoked_at.is_(None)).limit(1)
    if session.scalar(live) is None:
        raise RuleError([Problem(N_("Chưa có giải nào được ghi theo quyết định. Hãy ghi quyết định trước."))])
    edition.results_published_at = now
    session.flush()
    audit.record(
        session, by, "results.published", now=now, subject=("edition", edition.id, edition.title), edition_id=edition.id
    )
