"""Prints of certificates: gather (reading), render (no database), log (writing); what was printed before."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.adapters.certificates_pdf import render_batch, render_single
from contest.models.certificates import Certificate, CertificatePrint
from contest.models.editions import Edition
from contest.rules.access import Viewer
from contest.rules.awards import problem_in_reason
from contest.rules.certificates import CertificateWords
from contest.rules.kinds import CertificateState
from contest.rules.problems import N_, Problem, RuleError, refuse_if
from contest.rules.text import clean, local
from contest.services import audit
from contest.services.awards import lock_awards
from contest.services.certificate_words import Draft, restored
from contest.services.certificates import Chosen

MOST = 10_000


@dataclass(frozen=True)
class Batch:
    """What is to be printed: certificates with their words in register order, and the day in the file."""

    ids: tuple[int, ...]
    words: tuple[CertificateWords, ...]
    title: str
    issued: date
    again: frozenset[int] = frozenset()
    """Those that were printed before."""


def printed_ids(session: Session, edition: Edition) -> set[int]:
    """Return the certificates of an edition that were printed at least once."""
    prints = session.scalars(select(CertificatePrint.certificate_ids).where(CertificatePrint.edition_id == edition.id))
    return {number for ids in prints for number in ids}


def gather(session: Session, edition: Edition, chosen: Chosen, *, unprinted_only: bool, reason: str) -> Batch:
    """Return the valid certificates that a statement chooses; printing one again needs a reason."""
    before = printed_ids(session, edition)
    found: Sequence[Certificate] = session.scalars(
        chosen.where(Certificate.state == CertificateState.VALID).limit(MOST + 1)
    ).all()
    if unprinted_only:
        found = [one for one in found if one.id not in before]
    if not found:
        raise RuleError([Problem(N_("Không có giấy nào để in. Hãy cấp giấy trước, hoặc chọn in lại cả giấy đã in."))])
    if len(found) > MOST:
        raise RuleError([Problem(N_("Mỗi tệp in tối đa %(most)s giấy. Hãy lọc bớt."), "", {"most": MOST})])
    if any(one.id in before for one in found):
        refuse_if(problem_in_reason(reason))
    words = tuple(restored(one.words) for one in found)
    title = f"{edition.title}: {words[0].register_no} – {words[-1].register_no}"
    issued = max(local(one.issued_at).date() for one in found)
    ids = tuple(one.id for one in found)
    return Batch(ids, words, title, issued, frozenset(before.intersection(ids)))


def render(batch: Batch, *, verify_url: str) -> bytes:
    """Return the PDF of a batch, a page each; a single certificate becomes the accessible kind of file."""
    if len(batch.words) == 1:
        return render_single(batch.words[0], verify_url=verify_url, issued=batch.issued)
    out = io.BytesIO()
    render_batch(batch.words, out, verify_url=verify_url, title=batch.title, issued=batch.issued)
    return out.getvalue()


def render_drafts(drafts: Sequence[Draft], *, verify_url: str, title: str, day: date) -> bytes:
    """Return a PDF of certificates that are not issued yet, each under the word BẢN NHÁP."""
    out = io.BytesIO()
    render_batch((draft.words for draft in drafts), out, verify_url=verify_url, title=title, issued=day, draft=True)
    return out.getvalue()


def log_print(
    session: Session, edition: Edition, batch: Batch, data: bytes, *, reason: str, by: Viewer, now: datetime
) -> CertificatePrint:
    """Remember who printed which certificates, when, why again, and the digest of the file.

    Refused when one of them was printed, revoked or replaced by somebody else while the file was drawn.
    """
    lock_awards(session, edition.id)
    printed = printed_ids(session, edition).intersection(batch.ids) - batch.again
    valid = select(Certificate.id).where(
        Certificate.edition_id == edition.id, Certificate.state == CertificateState.VALID
    )
    if printed or not set(batch.ids) <= set(session.scalars(valid)):
        raise RuleError([Problem(N_("Có giấy vừa được người khác in hoặc thu hồi. Hãy xem lại danh sách rồi in lại."))])
    made = CertificatePrint(
        edition_id=edition.id,
        printed_at=now,
        printed_by_id=by.id,
        certificate_ids=list(batch.ids),
        sha256=hashlib.sha256(data).hexdigest(),
        reason=clean(reason),
    )
    session.add(made)
    session.flush()
    audit.record(
        session,
        by,
        "certificate.printed",
        now=now,
        subject=("edition", edition.id, edition.title),
        edition_id=edition.id,
        details={
            "count": len(batch.ids),
            "first": batch.words[0].register_no,
            "last": batch.words[-1].register_no,
            "sha256": made.sha256,
            "reason": made.reason,
        },
    )
    return made


def print_batch(
    session: Session,
    edition: Edition,
    chosen: Chosen,
    *,
    verify_url: str,
    reason: str,
    by: Viewer,
    now: datetime,
) -> bytes:
    """Gather, render and log in one go, for commands that run alone; pages do it in three steps."""
    batch = gather(session, edition, chosen, unprinted_only=False, reason=reason)
    data = render(batch, verify_url=verify_url)
    log_print(session, edition, batch, data, reason=reason, by=by, now=now)
    return data


def list_prints(session: Session, edition: Edition, *, limit: int = 20) -> Sequence[CertificatePrint]:
    """Return the latest prints of an edition."""
    return session.scalars(
        select(CertificatePrint)
        .where(CertificatePrint.edition_id == edition.id)
        .order_by(CertificatePrint.id.desc())
        .limit(limit)
    ).all()
