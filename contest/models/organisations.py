"""Administrative units, schools, agencies and unions, with validity dates and what became of them."""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contest.models.base import Base, stored
from contest.rules.kinds import UnitKind


class Unit(Base):
    """A commune, school, agency or other unit, valid for a time; codes are reused, so never a key."""

    __tablename__ = "units"
    __table_args__ = (Index("ix_units_kind_search_text", "kind", "search_text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[UnitKind] = stored(UnitKind)
    code: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    name_sort: Mapped[bytes]
    search_text: Mapped[str]
    region: Mapped[str] = mapped_column(default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    parent: Mapped["Unit | None"] = relationship(remote_side=[id])


class UnitSuccession(Base):
    """What an old unit became; a split unit has a row for each part."""

    __tablename__ = "unit_successions"

    id: Mapped[int] = mapped_column(primary_key=True)
    old_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    new_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    is_split: Mapped[bool] = mapped_column(default=False)

    old: Mapped[Unit] = relationship(foreign_keys=[old_id])
    new: Mapped[Unit] = relationship(foreign_keys=[new_id])
