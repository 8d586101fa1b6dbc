"""The audit trail: who changed what, when, from what to what; rows are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from contest.models.base import Base


class AuditEvent(Base):
    """One change by a person, chained to the one before by its digest."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_edition_id_id", "edition_id", "id"),
        Index("ix_audit_events_subject", "subject_type", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    actor_name: Mapped[str]
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"))
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int | None]
    subject_label: Mapped[str]
    details: Mapped[dict[str, Any]]
    previous_hash: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
