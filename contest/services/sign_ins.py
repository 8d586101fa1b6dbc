"""Sign-ins: open one, find who holds it, end it; doors that slow down those who guess."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from contest.models.accounts import Account, Attempt, RoleGrant, SignIn
from contest.rules.access import Viewer
from contest.rules.accounts import ATTEMPT_WINDOW, digest_token, wait_before_next_attempt
from contest.rules.text import clean
from contest.services import audit

LAST_SEEN_STEP = timedelta(minutes=10)

_HOLDER = (
    select(
        Account.id,
        Account.full_name,
        Account.kind,
        Account.language,
        Account.is_admin,
        SignIn.id,
        SignIn.last_seen_at,
        RoleGrant.edition_id,
        RoleGrant.role,
    )
    .join(SignIn, SignIn.account_id == Account.id)
    .outerjoin(RoleGrant, RoleGrant.account_id == Account.id)
    .where(
        SignIn.token_hash == bindparam("digest"),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("now"),
        Account.disabled_at.is_(None),
    )
)
"""Who holds a cookie and their roles; built once, since every signed-in request asks it."""


def seconds_to_wait(session: Session, key: str, *, now: datetime) -> int:
    """Return how long a door stays shut for this key after failed attempts."""
    failures, last = session.execute(
        select(func.count(), func.max(Attempt.at)).where(Attempt.key == key, Attempt.at > now - ATTEMPT_WINDOW)
    ).one()
    return wait_before_next_attempt(failures, last, now)


def note_failure(session: Session, key: str, *, now: datetime) -> None:
    """Count a failed attempt, and forget those that no longer matter."""
    session.execute(delete(Attempt).where(Attempt.at < now - ATTEMPT_WINDOW))
    session.add(Attempt(key=key, at=now))
    session.flush()


def start_sign_in(session: Session, account: Account, *, device: str, lifetime: timedelta, now: datetime) -> str:
    """Open a sign-in for a browser and return the secret for its cookie (256 random bits)."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=digest_token(token),
            account_id=account.id,
            device=clean(device)[:120],
            created_at=now,
            last_seen_at=now,
            expires_at=now + lifetime,
        )
    )
    session.flush()
    actor = Viewer(id=account.id, name=account.full_name)
    audit.record(session, actor, "account.signed_in", now=now, subject=("account", account.id, account.full_name))
    return token


def find_viewer(session: Session, token: str, *, now: datetime) -> tuple[Viewer, datetime] | None:
    """Return who holds this cookie and when they were last seen; None when it has ended."""
    rows = session.execute(_HOLDER, {"digest": digest_token(token), "now": now}).all()
    if not rows:
        return None
    account_id, name, kind, language, is_admin, sign_in_id, last_seen, _, _ = rows[0]
    roles = frozenset((row[7], row[8]) for row in rows if row[7] is not None)
    return Viewer(account_id, name, kind, language, is_admin, sign_in_id, roles), last_seen


def note_access(session: Session, sign_in_id: int, *, now: datetime) -> None:
    """Remember when a browser was last seen."""
    sign_in = session.get(SignIn, sign_in_id)
    if sign_in is not None:
        sign_in.last_seen_at = now


def end_sign_ins(session: Session, account_id: int, *, now: datetime, only: int | None = None, but: int = 0) -> None:
    """End one sign-in of an account, or all of them but one."""
    chosen = select(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.id != but)
    if only is not None:
        chosen = chosen.where(SignIn.id == only)
    for sign_in in session.scalars(chosen):
        sign_in.ended_at = now


def open_sign_ins(session: Session, account_id: int, *, now: datetime) -> Sequence[SignIn]:
    """Return the browsers in which an account is signed in, the newest first."""
    return session.scalars(
        select(SignIn)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .order_by(SignIn.last_seen_at.desc())
        .limit(20)
    ).all()
