"""Decisions and the awards and honours that they give."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contest.models.base import Base, stored
from contest.rules.kinds import RecipientKind, Tier

if TYPE_CHECKING:
    from contest.models.certificates import Certificate
    from contest.models.editions import Edition, Field
    from contest.models.entries import Entry


class Decision(Base):
    """An award decision: number, date, issuer, signer."""

    __tablename__ = "decisions"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    number: Mapped[str]
    signed_on: Mapped[date]
    title: Mapped[str]
    issuer: Mapped[str]
    place: Mapped[str]
    capacity: Mapped[str]
    """The line above the position, such as TM. BAN TỔ CHỨC."""
    signer_position: Mapped[str]
    signer: Mapped[str]
    proposal_hash: Mapped[str] = mapped_column(default="")
    """Hash of the prize proposal that the committee confirmed."""
    created_at: Mapped[datetime]

    edition: Mapped["Edition"] = relationship()
    awards: Mapped[list["Award"]] = relationship(back_populates="decision", order_by="Award.id")


class Award(Base):
    """A prize of an entry, or an honour of a person or a collective, given by a decision."""

    __tablename__ = "awards"
    __table_args__ = (
        UniqueConstraint("decision_id", "entry_id", "tier"),
        Index("ix_awards_edition_id_tier", "edition_id", "tier"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    recipient_kind: Mapped[RecipientKind] = stored(RecipientKind)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"), index=True)
    field_id: Mapped[int | None] = mapped_column(ForeignKey("fields.id"))
    tier: Mapped[Tier] = stored(Tier)
    name: Mapped[str]
    """The headline, such as Giải Nhất or Giấy khen."""
    position: Mapped[int]
    """Order of the prize in the list, 0 first."""
    recipient: Mapped[str]
    """The names as they stood when the award was recorded."""
    salutation: Mapped[str] = mapped_column(default="")
    unit_name: Mapped[str] = mapped_column(default="")
    reason: Mapped[str]
    """Title of the entry, or the merit of an honour."""
    score: Mapped[int | None]
    amount: Mapped[int] = mapped_column(default=0)
    search_text: Mapped[str]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str] = mapped_column(default="")

    edition: Mapped["Edition"] = relationship()
    decision: Mapped[Decision] = relationship(back_populates="awards")
    entry: Mapped["Entry | None"] = relationship()
    field: Mapped["Field | None"] = relationship()
    certificates: Mapped[list["Certificate"]] = relationship(back_populates="award", order_by="Certificate.id")
