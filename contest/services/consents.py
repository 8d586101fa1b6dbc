"""Consents: record what an author and a guardian agree to, and take it back."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from contest.models.consents import Consent
from contest.models.entries import Entry
from contest.models.people import Author
from contest.rules import consents as rules
from contest.rules.access import Viewer
from contest.rules.kinds import ConsentGiver, ConsentScope
from contest.rules.problems import refuse_if
from contest.rules.text import local
from contest.services import audit
from contest.services.dossiers import consent_facts


def give_consents(
    session: Session,
    entry: Entry,
    author: Author,
    chosen: Iterable[tuple[ConsentGiver, ConsentScope]],
    *,
    by: Viewer,
    now: datetime,
) -> None:
    """Record what was agreed to, in which version of the words; what stands already is not recorded twice.

    Agreement is no part of the frozen dossier, so it may be given and taken back after the deadline too.
    """
    chosen, today = list(chosen), local(now).date()
    refuse_if(
        rules.problems_in_giving(chosen, birth_date=author.birth_date, guardian_name=author.guardian_name, day=today)
    )
    standing = {(c.giver, c.scope) for c in author.consents if c.withdrawn_at is None}
    for giver, scope in dict.fromkeys(chosen):
        if (giver, scope) in standing:
            continue
        author.consents.append(
            Consent(
                scope=scope,
                giver=giver,
                giver_name=author.guardian_name if giver is ConsentGiver.GUARDIAN else author.full_name,
                channel=entry.channel,
                text_version=rules.TEXT_VERSION,
                given_at=now,
                recorded_by_id=by.id,
            )
        )
        _note(session, entry, author, "consent.given", giver, scope, by=by, now=now)
    session.flush()


def withdraw_consent(session: Session, entry: Entry, consent: Consent, *, by: Viewer, now: datetime) -> None:
    """Take one agreement back, at any time; the row stays as proof of what was and what ended."""
    if consent.withdrawn_at is not None:
        return
    consent.withdrawn_at = now
    session.flush()
    _note(session, entry, consent.author, "consent.withdrawn", consent.giver, consent.scope, by=by, now=now)


def is_in_force(author: Author, scope: ConsentScope, *, now: datetime) -> bool:
    """Say whether everybody whose agreement this scope needs has given it."""
    records = [consent_facts(consent) for consent in author.consents]
    return rules.is_in_force(records, scope, birth_date=author.birth_date, day=local(now).date())


def _note(
    session: Session,
    entry: Entry,
    author: Author,
    action: str,
    giver: ConsentGiver,
    scope: ConsentScope,
    *,
    by: Viewer,
    now: datetime,
) -> None:
    audit.record(
        session,
        by,
        action,
        now=now,
        subject=("author", author.id, author.full_name),
        edition_id=entry.edition_id,
        details={"entry": entry.public_id, "giver": giver.value, "scope": scope.value},
    )
