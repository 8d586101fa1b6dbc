"""Judges of an edition and the panels they sit in."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contest.models.base import Base, stored
from contest.rules.kinds import JudgeState, PanelRole

if TYPE_CHECKING:
    from contest.models.accounts import Account
    from contest.models.editions import Edition, Field


class Judge(Base):
    """A person invited to judge an edition."""

    __tablename__ = "judges"
    __table_args__ = (UniqueConstraint("edition_id", "account_id"), UniqueConstraint("edition_id", "code"))

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    code: Mapped[str]
    """The public code of the judge, J01 …"""
    state: Mapped[JudgeState] = stored(JudgeState)
    decline_reason: Mapped[str] = mapped_column(default="")
    capacity: Mapped[int] = mapped_column(default=60)
    expertise: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Field code to expertise 0–3; a field that is absent counts as 1."""
    invited_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    edition: Mapped["Edition"] = relationship()
    account: Mapped["Account"] = relationship()
    seats: Mapped[list["PanelMember"]] = relationship(back_populates="judge", cascade="all, delete-orphan")


class Panel(Base):
    """A panel (tiểu ban) that judges one or more fields."""

    __tablename__ = "panels"
    __table_args__ = (UniqueConstraint("edition_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    position: Mapped[int]
    name: Mapped[str]

    edition: Mapped["Edition"] = relationship()
    fields: Mapped[list["PanelField"]] = relationship(back_populates="panel", cascade="all, delete-orphan")
    members: Mapped[list["PanelMember"]] = relationship(
        back_populates="panel", order_by="PanelMember.id", cascade="all, delete-orphan"
    )


class PanelField(Base):
    """A field that a panel judges; a field has one panel."""

    __tablename__ = "panel_fields"
    __table_args__ = (UniqueConstraint("field_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("panels.id"), index=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("fields.id"))

    panel: Mapped[Panel] = relationship(back_populates="fields")
    field: Mapped["Field"] = relationship()


class PanelMember(Base):
    """A judge's seat in a panel."""

    __tablename__ = "panel_members"
    __table_args__ = (UniqueConstraint("panel_id", "judge_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("panels.id"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("judges.id"), index=True)
    role: Mapped[PanelRole] = stored(PanelRole)

    panel: Mapped[Panel] = relationship(back_populates="members")
    judge: Mapped[Judge] = relationship(back_populates="seats")
