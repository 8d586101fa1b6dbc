"""Entries: find them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.models.entries import Entry


def find_entry(session: Session, public_id: str) -> Entry | None:
    """Return the entry with this public id."""
    return session.scalar(select(Entry).where(Entry.public_id == public_id))
