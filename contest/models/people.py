"""Authors of an entry with their guardians, and supervising teachers."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contest.models.base import Base

if TYPE_CHECKING:
    from contest.models.consents import Consent
    from contest.models.entries import Entry


class Author(Base):
    """A person who made the work; for a minor with guardian and class."""

    __tablename__ = "authors"
    __table_args__ = (CheckConstraint("share_percent BETWEEN 0 AND 100", name="share"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    position: Mapped[int]
    full_name: Mapped[str]
    name_sort: Mapped[bytes]
    search_text: Mapped[str]
    birth_date: Mapped[date | None]
    sex: Mapped[str] = mapped_column(default="")
    ethnicity: Mapped[str] = mapped_column(default="")
    workplace: Mapped[str] = mapped_column(default="")
    """Workplace or residence of an adult, school of a pupil."""
    class_name: Mapped[str] = mapped_column(default="")
    job_title: Mapped[str] = mapped_column(default="")
    qualification: Mapped[str] = mapped_column(default="")
    commune_name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    share_percent: Mapped[int] = mapped_column(default=100)
    is_lead: Mapped[bool] = mapped_column(default=False)
    guardian_name: Mapped[str] = mapped_column(default="")
    guardian_relation: Mapped[str] = mapped_column(default="")
    guardian_phone: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)

    entry: Mapped["Entry"] = relationship(back_populates="authors")
    consents: Mapped[list["Consent"]] = relationship(
        back_populates="author", order_by="Consent.id", cascade="all, delete-orphan"
    )


class Supervisor(Base):
    """A teacher who guided the authors."""

    __tablename__ = "supervisors"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    full_name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    workplace: Mapped[str] = mapped_column(default="")

    entry: Mapped["Entry"] = relationship(back_populates="supervisors")
