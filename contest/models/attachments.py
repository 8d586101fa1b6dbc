"""Attachments of entries and the page pictures made from them."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contest.models.base import Base, stored
from contest.rules.kinds import FileState

if TYPE_CHECKING:
    from contest.models.entries import Entry


class Attachment(Base):
    """A file in a slot of an entry; its bytes lie in the storage under their SHA-256."""

    __tablename__ = "attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    slot_code: Mapped[str]
    file_name: Mapped[str]
    """The name the sender gave: data, never a path."""
    kind: Mapped[str]
    """pdf, docx, image or video."""
    size: Mapped[int]
    sha256: Mapped[str]
    state: Mapped[FileState] = stored(FileState)
    refusal: Mapped[str] = mapped_column(default="")
    """Why it was refused: a message of ``contest/rules/uploads.py``, to be translated."""
    page_count: Mapped[int] = mapped_column(default=0)
    """Pages of the original; pictures may stop earlier."""
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    removed_at: Mapped[datetime | None]

    entry: Mapped["Entry"] = relationship(back_populates="attachments")
    pictures: Mapped[list["Picture"]] = relationship(
        back_populates="attachment", order_by="Picture.page", cascade="all, delete-orphan"
    )


class Picture(Base):
    """What is shown instead of the original, without its metadata: a page of a paper, a photo, a video."""

    __tablename__ = "pictures"
    __table_args__ = (UniqueConstraint("attachment_id", "page"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachments.id"))
    page: Mapped[int]
    sha256: Mapped[str]
    media_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    text: Mapped[str] = mapped_column(default="")

    attachment: Mapped[Attachment] = relationship(back_populates="pictures")
