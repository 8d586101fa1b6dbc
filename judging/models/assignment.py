"""Assignment plans and which judge has which entry."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contest.models.base import Base, stored
from contest.rules.kinds import AssignmentState

if TYPE_CHECKING:
    from contest.models.entries import Entry
    from judging.models.panels import Judge
    from judging.models.scoring import ScoreSheet


class AssignmentPlan(Base):
    """A computed plan: previewed, then applied or thrown away."""

    __tablename__ = "assignment_plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    seed: Mapped[int]
    parameters: Mapped[dict[str, Any]]
    input_hash: Mapped[str]
    result: Mapped[dict[str, Any]]
    """Pairs, unfilled entries with reasons, loads, components, lambda2."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    applied_at: Mapped[datetime | None]


class Assignment(Base):
    """An entry in a judge's queue."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("judge_id", "entry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judges.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("assignment_plans.id"))
    state: Mapped[AssignmentState] = stored(AssignmentState)
    recuse_reason: Mapped[str] = mapped_column(default="")
    skipped_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    judge: Mapped["Judge"] = relationship()
    entry: Mapped["Entry"] = relationship()
    sheet: Mapped["ScoreSheet | None"] = relationship(back_populates="assignment")
