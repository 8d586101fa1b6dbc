"""Score sheets, their marks, and every version of them."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contest.models.base import Base, stored
from contest.rules.kinds import SheetState

if TYPE_CHECKING:
    from judging.models.assignment import Assignment
    from judging.models.rubrics import Criterion, Rubric


class ScoreSheet(Base):
    """One judge's sheet for one entry, on the rubric version that was in force."""

    __tablename__ = "score_sheets"
    __table_args__ = (Index("ix_score_sheets_edition_id_state", "edition_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), unique=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubrics.id"))
    state: Mapped[SheetState] = stored(SheetState)
    total: Mapped[int | None]
    """Sum in hundredths, kept when the sheet is complete; NULL otherwise, never 0."""
    remark: Mapped[str] = mapped_column(default="")
    recommendation: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]

    assignment: Mapped["Assignment"] = relationship(back_populates="sheet")
    rubric: Mapped["Rubric"] = relationship()
    marks: Mapped[list["Mark"]] = relationship(
        back_populates="sheet", order_by="Mark.criterion_id", cascade="all, delete-orphan"
    )
    revisions: Mapped[list["SheetRevision"]] = relationship(
        back_populates="sheet", order_by="SheetRevision.revision", cascade="all, delete-orphan"
    )


class Mark(Base):
    """The mark for one criterion in hundredths; NULL = not given."""

    __tablename__ = "marks"
    __table_args__ = (UniqueConstraint("sheet_id", "criterion_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheets.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criteria.id"), index=True)
    value: Mapped[int | None]
    comment: Mapped[str] = mapped_column(default="")

    sheet: Mapped[ScoreSheet] = relationship(back_populates="marks")
    criterion: Mapped["Criterion"] = relationship()


class SheetRevision(Base):
    """One saved version of a sheet: all marks and comments, who, when, why."""

    __tablename__ = "sheet_revisions"
    __table_args__ = (UniqueConstraint("sheet_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheets.id"))
    revision: Mapped[int]
    state: Mapped[SheetState] = stored(SheetState)
    content: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str] = mapped_column(default="")

    sheet: Mapped[ScoreSheet] = relationship(back_populates="revisions")
