"""Entries: the working copy of a dossier, its text sections, and every version that was submitted."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contest.models.base import Base, stored
from contest.rules.kinds import Channel, EntrantKind, EntryState

if TYPE_CHECKING:
    from contest.models.accounts import Account
    from contest.models.attachments import Attachment
    from contest.models.editions import Division, Edition, Field
    from contest.models.people import Author, Supervisor


class Entry(Base):
    """A dossier: what its owner is working on, and where it stands."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("edition_id", "dossier_code"),
        UniqueConstraint("edition_id", "blind_code"),
        Index("ix_entries_edition_id_state", "edition_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    channel: Mapped[Channel] = stored(Channel)
    state: Mapped[EntryState] = stored(EntryState)
    title: Mapped[str] = mapped_column(default="")
    short_title: Mapped[str] = mapped_column(default="")
    chosen_field_id: Mapped[int | None] = mapped_column(ForeignKey("fields.id"))
    """The field that the entrant chose."""
    field_id: Mapped[int | None] = mapped_column(ForeignKey("fields.id"), index=True)
    """The field that counts: the chosen one until the secretariat re-classifies."""
    division_id: Mapped[int | None] = mapped_column(ForeignKey("divisions.id"))
    made_month: Mapped[int | None]
    made_year: Mapped[int | None]
    place_of_use: Mapped[str] = mapped_column(default="")
    deployment: Mapped[str] = mapped_column(default="")
    entrant_kind: Mapped[EntrantKind] = stored(EntrantKind, default=EntrantKind.PERSON)
    unit_name: Mapped[str] = mapped_column(default="")
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    commune_name: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    representative: Mapped[str] = mapped_column(default="")
    prior_awards: Mapped[str] = mapped_column(default="")
    postmark_date: Mapped[date | None]
    dossier_code: Mapped[str | None]
    blind_code: Mapped[str | None]
    screening_reason: Mapped[str] = mapped_column(default="")
    screened_at: Mapped[datetime | None]
    screened_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    correction_due: Mapped[datetime | None]
    judging_begun_at: Mapped[datetime | None]
    """Set by judging at the first mark: from then on the desk changes neither verdict nor field."""
    withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)

    edition: Mapped["Edition"] = relationship()
    owner: Mapped["Account"] = relationship(foreign_keys=[owner_id])
    screened_by: Mapped["Account | None"] = relationship(foreign_keys=[screened_by_id])
    chosen_field: Mapped["Field | None"] = relationship(foreign_keys=[chosen_field_id])
    field: Mapped["Field | None"] = relationship(foreign_keys=[field_id])
    division: Mapped["Division | None"] = relationship()
    texts: Mapped[list["EntryText"]] = relationship(back_populates="entry", cascade="all, delete-orphan")
    authors: Mapped[list["Author"]] = relationship(
        back_populates="entry", order_by="Author.position", cascade="all, delete-orphan"
    )
    supervisors: Mapped[list["Supervisor"]] = relationship(
        back_populates="entry", order_by="Supervisor.id", cascade="all, delete-orphan"
    )
    attachments: Mapped[list["Attachment"]] = relationship(back_populates="entry", order_by="Attachment.id")
    submissions: Mapped[list["Submission"]] = relationship(back_populates="entry", order_by="Submission.number")
    current_submission: Mapped["Submission | None"] = relationship(
        primaryjoin="and_(Entry.id == Submission.entry_id, Submission.is_current)", viewonly=True
    )


class EntryText(Base):
    """What the entrant wrote in one section."""

    __tablename__ = "entry_texts"
    __table_args__ = (UniqueConstraint("entry_id", "section_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    section_code: Mapped[str]
    text: Mapped[str]
    is_finished: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)

    entry: Mapped[Entry] = relationship(back_populates="texts")


class Submission(Base):
    """One submitted version of a dossier, frozen: what judges and the secretariat see."""

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("entry_id", "number"),
        Index(
            "uq_submissions_current",
            "entry_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    number: Mapped[int]
    is_current: Mapped[bool] = mapped_column(default=True)
    """The version that counts: the last one; earlier ones stay."""
    receipt_code: Mapped[str] = mapped_column(unique=True)
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    late_reason: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    title_sort: Mapped[bytes]
    author_names: Mapped[str]
    unit_name: Mapped[str]
    commune_name: Mapped[str]
    search_text: Mapped[str]
    """Folded: title, authors, unit, commune, receipt code."""
    content: Mapped[dict[str, Any]]
    """The whole dossier as submitted; ``contest/rules/dossiers.py`` says its shape."""
    content_hash: Mapped[str]

    entry: Mapped[Entry] = relationship(back_populates="submissions")
    submitted_by: Mapped["Account"] = relationship()
