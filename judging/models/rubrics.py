"""Rubrics, versioned, with their criteria."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contest.models.base import Base

if TYPE_CHECKING:
    from contest.models.editions import Edition


class Rubric(Base):
    """One version of the scoring rubric of an edition; never edited once a sheet uses it."""

    __tablename__ = "rubrics"
    __table_args__ = (UniqueConstraint("edition_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    version: Mapped[int]
    is_current: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    edition: Mapped["Edition"] = relationship()
    criteria: Mapped[list["Criterion"]] = relationship(
        back_populates="rubric", order_by="Criterion.position", cascade="all, delete-orphan"
    )


class Criterion(Base):
    """A criterion with its scale; all scores are integers in hundredths of a point."""

    __tablename__ = "criteria"
    __table_args__ = (UniqueConstraint("rubric_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubrics.id"))
    position: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    guidance: Mapped[str] = mapped_column(default="")
    guidance_en: Mapped[str] = mapped_column(default="")
    maximum: Mapped[int]
    step: Mapped[int]
    minimum: Mapped[int] = mapped_column(default=0)
    bands: Mapped[list[Any]] = mapped_column(default=list)
    """Bands as ``{"low": hundredths, "high": hundredths, "text": …, "text_en": …}``."""

    rubric: Mapped[Rubric] = relationship(back_populates="criteria")
