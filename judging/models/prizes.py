"""Prize structure of an edition, proposals computed from a ranking, and the committee's tie decisions."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contest.models.base import Base, stored
from contest.rules.kinds import Tier

if TYPE_CHECKING:
    from contest.models.editions import Edition, Field


class PrizeRow(Base):
    """One row of the prize structure: quota, minimum, amount. Quotas are maxima."""

    __tablename__ = "prize_rows"
    __table_args__ = (UniqueConstraint("edition_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    position: Mapped[int]
    per_field: Mapped[bool]
    """True: the row applies to each field (or to ``field_id`` alone); False: to the whole contest."""
    field_id: Mapped[int | None] = mapped_column(ForeignKey("fields.id"))
    tier: Mapped[Tier] = stored(Tier)
    name: Mapped[str]
    name_en: Mapped[str]
    quota: Mapped[int | None]
    quota_percent: Mapped[int | None]
    minimum: Mapped[int | None]
    tie_policy: Mapped[str] = mapped_column(default="keys")
    carry_down: Mapped[bool] = mapped_column(default=False)
    amount: Mapped[int] = mapped_column(default=0)

    edition: Mapped["Edition"] = relationship()
    field: Mapped["Field | None"] = relationship()


class PrizeProposal(Base):
    """A list of prizes computed from the ranking, frozen with its hash; the committee confirms one version."""

    __tablename__ = "prize_proposals"
    __table_args__ = (UniqueConstraint("edition_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    version: Mapped[int]
    content: Mapped[dict[str, Any]]
    """Ranking rows, awards, log, pending ties as ``judging/rules/prizes.py`` gave them."""
    hash: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    minutes: Mapped[str] = mapped_column(default="")
    """Who was present and how they voted, in the words of the minutes."""

    edition: Mapped["Edition"] = relationship()


class TieDecision(Base):
    """The committee's recorded choice where a quota cuts a group of equals."""

    __tablename__ = "tie_decisions"
    __table_args__ = (UniqueConstraint("prize_row_id", "field_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    prize_row_id: Mapped[int] = mapped_column(ForeignKey("prize_rows.id"))
    field_id: Mapped[int | None] = mapped_column(ForeignKey("fields.id"))
    entry_ids: Mapped[list[Any]]
    reason: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
