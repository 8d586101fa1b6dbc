"""Editions of the contests with their fields, phases, documents, text sections and file slots."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contest.models.base import Base, stored
from contest.rules.kinds import ContestType, DeadlineRule, DocumentKind, PhaseCode


class Edition(Base):
    """One edition of a contest: its own rule book, dates and people."""

    __tablename__ = "editions"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    contest_type: Mapped[ContestType] = stored(ContestType)
    edition_no: Mapped[int]
    year_label: Mapped[str]
    title: Mapped[str]
    title_en: Mapped[str]
    issuer: Mapped[str]
    standing_agency: Mapped[str] = mapped_column(default="")
    place: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    description_en: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_address: Mapped[str] = mapped_column(default="")
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    deadline_rule: Mapped[DeadlineRule] = stored(DeadlineRule)
    is_public: Mapped[bool] = mapped_column(default=True)
    results_published_at: Mapped[datetime | None]
    contest_symbol: Mapped[str]
    dossier_pattern: Mapped[str]
    birth_from: Mapped[date | None]
    birth_to: Mapped[date | None]
    max_authors: Mapped[int] = mapped_column(default=0)
    eligible_from_year: Mapped[int | None]
    minors: Mapped[bool] = mapped_column(default=False)
    organisers_may_enter: Mapped[bool] = mapped_column(default=False)
    blind: Mapped[bool] = mapped_column(default=True)
    judges_per_entry: Mapped[int] = mapped_column(default=3)
    quorum: Mapped[int] = mapped_column(default=3)
    score_method: Mapped[str] = mapped_column(default="mean")
    tie_chain: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)

    fields: Mapped[list["Field"]] = relationship(
        back_populates="edition", order_by="Field.position", cascade="all, delete-orphan"
    )
    divisions: Mapped[list["Division"]] = relationship(
        back_populates="edition", order_by="Division.position", cascade="all, delete-orphan"
    )
    phases: Mapped[list["Phase"]] = relationship(
        back_populates="edition", order_by="Phase.position", cascade="all, delete-orphan"
    )
    documents: Mapped[list["Document"]] = relationship(
        back_populates="edition", order_by="Document.id", cascade="all, delete-orphan"
    )
    sections: Mapped[list["Section"]] = relationship(
        back_populates="edition", order_by="Section.position", cascade="all, delete-orphan"
    )
    slots: Mapped[list["Slot"]] = relationship(
        back_populates="edition", order_by="Slot.position", cascade="all, delete-orphan"
    )


class Field(Base):
    """A field (lĩnh vực) of an edition."""

    __tablename__ = "fields"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    position: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]

    edition: Mapped[Edition] = relationship(back_populates="fields")


class Division(Base):
    """A division (bảng, cấp học) of an edition: an optional second dimension beside the field."""

    __tablename__ = "divisions"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    position: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]

    edition: Mapped[Edition] = relationship(back_populates="divisions")


class Phase(Base):
    """A phase of an edition with its dates."""

    __tablename__ = "phases"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    position: Mapped[int]
    code: Mapped[PhaseCode] = stored(PhaseCode)
    name: Mapped[str]
    name_en: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    edition: Mapped[Edition] = relationship(back_populates="phases")


class Document(Base):
    """One of the decisions behind an edition: rules, scoring regulation, jury decision."""

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    kind: Mapped[DocumentKind] = stored(DocumentKind)
    number: Mapped[str]
    signed_on: Mapped[date]
    signer: Mapped[str]
    signer_position: Mapped[str]
    title: Mapped[str]

    edition: Mapped[Edition] = relationship(back_populates="documents")


class Section(Base):
    """A text section of the description that entrants write, mapped to a criterion."""

    __tablename__ = "sections"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    position: Mapped[int]
    code: Mapped[str]
    label: Mapped[str]
    label_en: Mapped[str]
    help: Mapped[str] = mapped_column(default="")
    help_en: Mapped[str] = mapped_column(default="")
    max_words: Mapped[int]
    required: Mapped[bool] = mapped_column(default=True)
    criterion_code: Mapped[str] = mapped_column(default="")

    edition: Mapped[Edition] = relationship(back_populates="sections")


class Slot(Base):
    """A typed place for attachments: what kinds, how many, how large."""

    __tablename__ = "slots"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    position: Mapped[int]
    code: Mapped[str]
    label: Mapped[str]
    label_en: Mapped[str]
    help: Mapped[str] = mapped_column(default="")
    help_en: Mapped[str] = mapped_column(default="")
    kinds: Mapped[list[str]]
    max_files: Mapped[int]
    max_megabytes: Mapped[int]
    required: Mapped[bool] = mapped_column(default=False)

    edition: Mapped[Edition] = relationship(back_populates="slots")


class Counter(Base):
    """The last number given out in a gapless series (dossier numbers of a field, register numbers of a year)."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)
