"""Certificates: check before issuing, issue once, revoke, issue again with corrected words, find, list."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from contest.adapters.certificates_pdf import preflight
from contest.models.awards import Award, Decision
from contest.models.certificates import Certificate
from contest.models.editions import Edition, Field
from contest.rules.access import Viewer
from contest.rules.awards import problem_in_reason
from contest.rules.certificates import CertificateWords, new_code, normalise_code, register_label
from contest.rules.kinds import CertificateState, Tier
from contest.rules.problems import N_, Problem, refuse_if
from contest.rules.text import clean, fold, local
from contest.services import audit
from contest.services.awards import lock_awards
from contest.services.certificate_words import WHOLE, Draft, drafts_of, kept, restored
from contest.services.counters import next_number

Chosen = Select[Certificate, str, Tier, str]
"""A statement for certificates with the award's name, its tier and the field's name."""


@dataclass(frozen=True)
class Fault:
    """Why one certificate cannot be printed: whose it is, for what, and each reason."""

    holder: str
    award: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Correction:
    """The words of a certificate that may be corrected."""

    names: tuple[str, ...]
    unit: str
    work: str


def due(session: Session, edition: Edition, awards: Sequence[Award], *, now: datetime) -> list[Draft]:
    """Return the certificates of live awards that were never issued."""
    live = [award for award in awards if award.revoked_at is None]
    known = select(Certificate.award_id, Certificate.holder).where(Certificate.edition_id == edition.id)
    issued = {(award_id, holder) for award_id, holder in session.execute(known)}
    drafts = drafts_of(session, edition, live, today=local(now).date())
    return [draft for draft in drafts if (draft.award.id, draft.holder) not in issued]


def faults_in(drafts: Sequence[Draft]) -> list[Fault]:
    """Return every certificate that cannot be printed, naming text and character."""
    found = []
    for draft in drafts:
        problems = preflight(draft.words)
        if problems:
            holder = draft.award.recipient if draft.holder == WHOLE else draft.holder
            found.append(Fault(holder, draft.award.name, tuple(problems)))
    return found


def issue(session: Session, awards: Sequence[Award], *, by: Viewer, now: datetime) -> list[Certificate]:
    """Issue what the awards are due, each once: number, code and words are frozen; one fault stops the whole batch."""
    if not awards:
        return []
    edition = awards[0].edition
    lock_awards(session, edition.id)
    again = select(Award).where(Award.edition_id == edition.id).execution_options(populate_existing=True)
    session.scalars(again).all()  # what was taken back meanwhile is due no longer
    drafts = due(session, edition, awards, now=now)
    faults = faults_in(drafts)
    refuse_if(
        [
            Problem(N_("%(award)s, %(holder)s: %(why)s"), "", {"award": f.award, "holder": f.holder, "why": p})
            for f in faults
            for p in f.problems
        ]
    )
    made = [
        _add(session, draft.award, draft.holder, draft.words, public=draft.names_public, by=by, now=now)
        for draft in drafts
    ]
    if made:
        numbers = [register_label(one.register_year, one.register_no) for one in made]
        audit.record(
            session,
            by,
            "certificate.issued",
            now=now,
            subject=("edition", edition.id, edition.title),
            edition_id=edition.id,
            details={"count": len(made), "first": numbers[0], "last": numbers[-1]},
        )
    return made


def _add(
    session: Session,
    award: Award,
    holder: str,
    words: CertificateWords,
    *,
    public: bool,
    by: Viewer,
    now: datetime,
    generation: int = 1,
) -> Certificate:
    """Give a certificate its register number and code, check it as printed, and freeze it."""
    decision = award.decision
    year = decision.signed_on.year
    number = next_number(session, f"register {year} {decision.issuer}")
    label, code = register_label(year, number), new_code(secrets.randbits(80))
    words = replace(words, register_no=label, code=code)
    refuse_if(preflight(words, issued=True))
    found = f"{' '.join(words.names)} {award.name} {words.unit} {words.work} {award.edition.title} {label} {code}"
    made = Certificate(
        edition_id=award.edition_id,
        award_id=award.id,
        holder=holder,
        generation=generation,
        register=decision.issuer,
        register_year=year,
        register_no=number,
        code=code,
        state=CertificateState.VALID,
        words=kept(words),
        template=words.template,
        names_public=public,
        search_text=fold(clean(found)),
        issued_at=now,
        issued_by_id=by.id,
    )
    session.add(made)
    session.flush()
    return made


def revoke(session: Session, certificate: Certificate, *, reason: str, by: Viewer, now: datetime) -> None:
    """Declare a certificate void with a reason; its number stays in the register."""
    session.refresh(certificate, with_for_update=True)
    refuse_if(_not_valid(certificate) + problem_in_reason(reason))
    certificate.state, certificate.state_reason = CertificateState.REVOKED, clean(reason)
    session.flush()
    _record(session, certificate, "certificate.revoked", by=by, now=now)


def reissue(
    session: Session, certificate: Certificate, correction: Correction, *, reason: str, by: Viewer, now: datetime
) -> Certificate:
    """Replace a certificate by one with corrected words, a new number and a new code; the old one points to it."""
    lock_awards(session, certificate.edition_id)
    session.refresh(certificate, with_for_update=True)
    problems = _not_valid(certificate) + problem_in_reason(reason)
    names = tuple(name for name in (clean(name) for name in correction.names) if name)
    before = restored(certificate.words)
    if len(names) != len(before.names):
        message = N_("Giấy này ghi %(count)s tên. Hãy nhập đúng %(count)s tên, mỗi dòng một tên.")
        problems.append(Problem(message, "names", {"count": len(before.names)}))
    refuse_if(problems)
    award = certificate.award
    words = replace(before, names=names, unit=clean(correction.unit), work=clean(correction.work))
    made = _add(
        session,
        award,
        certificate.holder,
        words,
        public=certificate.names_public,
        by=by,
        now=now,
        generation=certificate.generation + 1,
    )
    certificate.state, certificate.state_reason = CertificateState.REPLACED, clean(reason)
    certificate.replaced_by = made
    session.flush()
    _record(session, certificate, "certificate.reissued", by=by, now=now, replaced_by=made.words["register_no"])
    return made


def _not_valid(certificate: Certificate) -> list[Problem]:
    if certificate.state is CertificateState.VALID:
        return []
    return [Problem(N_("Giấy này không còn hiệu lực, nên không thể thu hồi hay cấp lại."))]


def _record(
    session: Session, certificate: Certificate, action: str, *, by: Viewer, now: datetime, **details: object
) -> None:
    audit.record(
        session,
        by,
        action,
        now=now,
        subject=("certificate", certificate.id, str(certificate.words["register_no"])),
        edition_id=certificate.edition_id,
        details={"reason": certificate.state_reason, "names": certificate.words["names"], **details},
    )


def find_by_code(session: Session, code: str) -> Certificate | None:
    """Return the certificate with this code, typed in any form, with everything its page says loaded."""
    return session.scalar(
        select(Certificate)
        .where(Certificate.code == (normalise_code(code) or ""))
        .options(
            joinedload(Certificate.award).joinedload(Award.field),
            joinedload(Certificate.edition),
            joinedload(Certificate.replaced_by),
        )
    )


def find_certificate(session: Session, edition: Edition, certificate_id: int) -> Certificate | None:
    """Return a certificate of an edition."""
    return session.scalar(select(Certificate).filter_by(id=certificate_id, edition_id=edition.id))


def choose(edition: Edition, *, words: str = "", state: str = "", tier: str = "") -> Chosen:
    """Return the statement for the certificates of an edition in register order: by words, state, tier."""
    chosen = (
        select(Certificate, Award.name.label("award"), Award.tier, Field.name.label("field"))
        .join(Certificate.award)
        .join(Award.decision)
        .outerjoin(Field, Field.id == Award.field_id)
        .where(Certificate.edition_id == edition.id)
        .order_by(Decision.issuer, Certificate.register_year, Certificate.register_no)
    )
    for word in fold(clean(words)).split():
        chosen = chosen.where(Certificate.search_text.contains(word, autoescape=True))
    if state in [item.value for item in CertificateState]:
        chosen = chosen.where(Certificate.state == CertificateState(state))
    if tier in [item.value for item in Tier]:
        chosen = chosen.where(Award.tier == Tier(tier))
    return chosen
