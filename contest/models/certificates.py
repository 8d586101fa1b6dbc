"""Certificates with their frozen words, register numbers and codes, and the log of prints."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contest.models.base import Base, stored
from contest.rules.kinds import CertificateState

if TYPE_CHECKING:
    from contest.models.awards import Award
    from contest.models.editions import Edition


class Certificate(Base):
    """One paper: every printed word as printed, its register number and its code."""

    __tablename__ = "certificates"
    __table_args__ = (
        UniqueConstraint("register", "register_year", "register_no"),
        UniqueConstraint("award_id", "holder", "generation"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("awards.id"))
    holder: Mapped[str]
    """Whose copy it is: a name, or ``*`` for the copy of the whole group or collective."""
    generation: Mapped[int] = mapped_column(default=1)
    """1 for the first issue, 2 for its correction, …"""
    register: Mapped[str]
    """The book: the issuer's name."""
    register_year: Mapped[int]
    register_no: Mapped[int]
    code: Mapped[str] = mapped_column(unique=True)
    state: Mapped[CertificateState] = stored(CertificateState)
    state_reason: Mapped[str] = mapped_column(default="")
    words: Mapped[dict[str, Any]]
    template: Mapped[str]
    names_public: Mapped[bool] = mapped_column(default=False)
    """Whether the public page may show the name; minors only by consent."""
    search_text: Mapped[str]
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"))

    edition: Mapped["Edition"] = relationship()
    award: Mapped["Award"] = relationship(back_populates="certificates")
    replaced_by: Mapped["Certificate | None"] = relationship(remote_side=[id])


class CertificatePrint(Base):
    """One print of a set of certificates: who, when, what file came out."""

    __tablename__ = "certificate_prints"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    printed_at: Mapped[datetime]
    printed_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    certificate_ids: Mapped[list[Any]]
    sha256: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
