"""Editions: find and list them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.models.editions import Edition


def find_edition(session: Session, code: str) -> Edition | None:
    """Return the edition with this short code."""
    return session.scalar(select(Edition).where(Edition.code == code))


def list_editions(session: Session) -> Sequence[Edition]:
    """Return all editions, the one that closes last first."""
    return session.scalars(select(Edition).order_by(Edition.closes_at.desc(), Edition.id)).all()


def list_public(session: Session) -> Sequence[Edition]:
    """Return the editions that everybody may see, the one that closes last first."""
    return session.scalars(
        select(Edition).where(Edition.is_public).order_by(Edition.closes_at.desc(), Edition.id).limit(20)
    ).all()
