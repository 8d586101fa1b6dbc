"""The audit trail: add an event in the same transaction, check the chain, list it for people."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from contest.models.audit import AuditEvent
from contest.rules.access import Viewer

GENESIS = "0" * 64
_LAST_ID = select(AuditEvent.id).order_by(AuditEvent.id.desc()).limit(1)
_LAST_HASH = select(AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1)


def record(
    session: Session,
    actor: Viewer | None,
    action: str,
    *,
    now: datetime,
    subject: tuple[str, int | None, str],
    edition_id: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Add one event to the chain; ``action`` is a key of ``contest/rules/audit.py``, details hold before and after.

    The writer lock (SQLite) or an advisory lock (PostgreSQL) keeps the chain in one line.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(72017)"))
    previous = session.scalar(_LAST_HASH) or GENESIS
    kind, subject_id, label = subject
    event = AuditEvent(
        at=now,
        actor_id=actor.id if actor and actor.id else None,
        actor_name=actor.name if actor else "",
        edition_id=edition_id,
        action=action,
        subject_type=kind,
        subject_id=subject_id,
        subject_label=label,
        details=dict(details or {}),
        previous_hash=previous,
        hash="",
    )
    event.hash = _digest(event)
    session.add(event)
    session.flush()
    return event


def last_event(session: Session) -> int | None:
    """Return the number of the latest event: while it stands, nobody has changed anything."""
    return session.scalar(_LAST_ID)


def broken_links(session: Session) -> Iterator[int]:
    """Yield the id of every event that does not fit its digest or the event before it."""
    previous = GENESIS
    for event in session.scalars(select(AuditEvent).order_by(AuditEvent.id).execution_options(yield_per=1000)):
        if event.previous_hash != previous or event.hash != _digest(event):
            yield event.id
        previous = event.hash


def _digest(event: AuditEvent) -> str:
    """Return the digest of an event over its own facts and the digest before it."""
    facts = [
        event.previous_hash,
        event.at.astimezone(UTC).isoformat(),
        event.actor_id,
        event.actor_name,
        event.edition_id,
        event.action,
        event.subject_type,
        event.subject_id,
        event.subject_label,
        event.details,
    ]
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
