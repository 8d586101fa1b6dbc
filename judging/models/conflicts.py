"""Conflicts of interest between a judge and an entry, and equal names that are no conflict."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contest.models.base import Base, stored
from contest.rules.kinds import ConflictSource

if TYPE_CHECKING:
    from contest.models.entries import Entry
    from judging.models.panels import Judge


class Conflict(Base):
    """A hard conflict: this judge never scores this entry."""

    __tablename__ = "conflicts"
    __table_args__ = (UniqueConstraint("judge_id", "entry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judges.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    source: Mapped[ConflictSource] = stored(ConflictSource)
    reason: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    judge: Mapped["Judge"] = relationship()
    entry: Mapped["Entry"] = relationship()


class Namesake(Base):
    """The office's word that an equal name in an entry is another person than the judge."""

    __tablename__ = "namesakes"
    __table_args__ = (UniqueConstraint("judge_id", "entry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judges.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    reason: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
