"""Dossiers as judges open them: the blind view of the current submission and the pictures of its files."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.models.attachments import Attachment, Picture
from contest.models.editions import Field
from contest.models.entries import Entry, Submission
from contest.rules.kinds import FileState
from judging.rules.blind import BlindDossier, BlindFile, blind_dossier


@dataclass(frozen=True)
class Page:
    """A page picture, a photo or a video of a file; width and height in pixels."""

    number: int
    width: int
    height: int
    is_video: bool


@dataclass(frozen=True)
class ReadyFile:
    """A file of the dossier as it is read in the page: its neutral facts and its pictures."""

    file: BlindFile
    is_ready: bool
    pages: tuple[Page, ...]
    page_count: int
    """Pages of the original; the pictures may stop earlier."""


def dossier_of(session: Session, entry: Entry, *, blind: bool) -> tuple[BlindDossier, list[ReadyFile]]:
    """Return the blind view of an entry and its files with their pages, by two statements."""
    content, field_name = session.execute(
        select(Submission.content, Field.name)
        .outerjoin(Field, Field.id == entry.field_id)
        .where(Submission.entry_id == entry.id, Submission.is_current)
    ).one()
    dossier = blind_dossier(content, blind=blind, field_name=field_name or "")
    return dossier, _with_pages(session, dossier.files)


def _with_pages(session: Session, files: Sequence[BlindFile]) -> list[ReadyFile]:
    """Return files with the sizes of their page pictures."""
    pages: dict[str, list[Page]] = {}
    counts: dict[str, int] = {}
    if files:
        rows = session.execute(
            select(
                Attachment.public_id,
                Picture.page,
                Picture.width,
                Picture.height,
                Picture.media_type,
                Attachment.page_count,
            )
            .outerjoin(Picture, Picture.attachment_id == Attachment.id)
            .where(Attachment.public_id.in_([file.id for file in files]), Attachment.state == FileState.READY)
            .order_by(Attachment.id, Picture.page)
        ).all()
        for row in rows:
            known = pages.setdefault(row[0], [])
            counts[row[0]] = row[5]
            if row[1] is not None:
                known.append(Page(row[1], row[2], row[3], row[4].startswith("video/")))
    return [ReadyFile(file, file.id in pages, tuple(pages.get(file.id, ())), counts.get(file.id, 0)) for file in files]


def find_page(session: Session, entry: Entry, public_id: str, number: int) -> tuple[Picture, BlindFile] | None:
    """Return a page picture of a ready file of the current submission of an entry, with the file's neutral facts."""
    content = session.scalar(select(Submission.content).where(Submission.entry_id == entry.id, Submission.is_current))
    neutral = next((file for file in blind_dossier(content or {}, blind=True).files if file.id == public_id), None)
    if neutral is None:
        return None
    picture = session.scalar(
        select(Picture)
        .join(Picture.attachment)
        .where(
            Attachment.public_id == public_id,
            Attachment.entry_id == entry.id,
            Attachment.state == FileState.READY,
            Picture.page == number,
        )
    )
    return None if picture is None else (picture, neutral)
