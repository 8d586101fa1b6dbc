"""Attachments: add and remove them, take over what the inspection found, drop bytes that nothing names."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from contest.adapters.storage import Storage, Stored
from contest.models.attachments import Attachment, Picture
from contest.models.editions import Slot
from contest.models.entries import Entry
from contest.rules import entries
from contest.rules.access import Viewer
from contest.rules.kinds import FileState
from contest.rules.problems import refuse_if
from contest.rules.uploads import (
    REFUSALS,
    SlotFacts,
    clean_name,
    kind_of,
    problems_in_choice,
    problems_in_size,
)
from contest.services import audit, jobs, mail
from contest.services.dossiers import standing_of
from contest.services.drafts import open_for_writing

INSPECT = "inspect"
"""The kind of job that looks at a received file."""

SWEEP_AGE = timedelta(days=1)


@dataclass(frozen=True)
class StoredPicture:
    """One picture of an attachment that lies in the storage already."""

    sha256: str
    media_type: str
    width: int
    height: int
    text: str = ""


def find_attachment(session: Session, public_id: str) -> Attachment | None:
    """Return the attachment with this public id, removed ones included."""
    return session.scalar(select(Attachment).where(Attachment.public_id == public_id))


def list_attachments(session: Session, entry: Entry) -> Sequence[Attachment]:
    """Return the files that an entry holds now, with their pictures, oldest first."""
    return session.scalars(
        select(Attachment)
        .where(Attachment.entry_id == entry.id, Attachment.removed_at.is_(None))
        .options(selectinload(Attachment.pictures))
        .order_by(Attachment.id)
    ).all()


def is_open(entry: Entry, by: Viewer, *, now: datetime) -> bool:
    """Say whether somebody who may write in this entry may change its files at this moment."""
    return entries.may_edit(standing_of(entry, by), now=now)


def slot_facts(session: Session, entry: Entry, slot_code: str) -> SlotFacts | None:
    """Return what a slot of an entry takes and how full it is; None for no such slot."""
    slot = session.scalar(select(Slot).where(Slot.edition_id == entry.edition_id, Slot.code == slot_code))
    if slot is None:
        return None
    mine = select(func.count()).select_from(Attachment).where(Attachment.entry_id == entry.id)
    held = mine.where(
        Attachment.slot_code == slot_code, Attachment.removed_at.is_(None), Attachment.state != FileState.REFUSED
    )
    taken, ever = session.scalar(held) or 0, session.scalar(mine) or 0
    return SlotFacts(tuple(slot.kinds), slot.max_files, slot.max_megabytes, taken, ever)


def check_choice(
    session: Session,
    entry: Entry,
    *,
    slot_code: str,
    names: Sequence[str],
    by: Viewer,
    now: datetime,
    field: str = "",
) -> SlotFacts:
    """Return the facts of a slot after refusing a time, names or a number of files that do not fit."""
    open_for_writing(session, entry, by=by, now=now)
    facts = slot_facts(session, entry, slot_code)
    refuse_if(problems_in_choice(facts, names, field=field))
    assert facts is not None
    return facts


def add_attachment(
    session: Session,
    entry: Entry,
    *,
    slot_code: str,
    file_name: str,
    stored: Stored,
    by: Viewer,
    now: datetime,
    field: str = "",
) -> Attachment:
    """Add a stored file to a slot and ask for its inspection; the same file twice in a slot is one attachment."""
    open_for_writing(session, entry, by=by, now=now)
    known = session.scalar(
        select(Attachment).where(
            Attachment.entry_id == entry.id,
            Attachment.slot_code == slot_code,
            Attachment.sha256 == stored.sha256,
            Attachment.removed_at.is_(None),
            Attachment.state != FileState.REFUSED,
        )
    )
    if known is not None:
        return known
    facts = check_choice(session, entry, slot_code=slot_code, names=[file_name], by=by, now=now, field=field)
    refuse_if(problems_in_size(facts, file_name, stored.size, field=field))
    name = clean_name(file_name)
    attachment = Attachment(
        public_id=secrets.token_hex(16),
        entry_id=entry.id,
        slot_code=slot_code,
        file_name=name,
        kind=kind_of(name),
        size=stored.size,
        sha256=stored.sha256,
        state=FileState.RECEIVED,
        uploaded_at=now,
        uploaded_by_id=by.id,
    )
    session.add(attachment)
    entry.updated_at = now
    session.flush()
    jobs.enqueue(session, INSPECT, {"attachment_id": attachment.id}, now=now)
    _record(session, by, "attachment.added", attachment, entry, now=now)
    return attachment


def remove_attachment(session: Session, attachment: Attachment, *, by: Viewer, now: datetime) -> None:
    """Take a file out of its entry; versions that were submitted with it keep it. Twice is harmless."""
    if attachment.removed_at is not None:
        return
    entry = attachment.entry
    open_for_writing(session, entry, by=by, now=now)
    attachment.removed_at = now
    entry.updated_at = now
    session.flush()
    _record(session, by, "attachment.removed", attachment, entry, now=now)


def finish_inspection(
    session: Session,
    attachment_id: int,
    *,
    refusal: str,
    page_count: int = 0,
    pictures: Iterable[StoredPicture] = (),
    now: datetime,
) -> None:
    """Make a received file ready with its pictures, or refused (a key of ``REFUSALS``) with word to its owner.

    A verdict that comes a second time, after a crash, changes nothing.
    """
    attachment = session.get_one(Attachment, attachment_id, with_for_update=True)
    if attachment.state is not FileState.RECEIVED:
        return
    if refusal:
        attachment.state, attachment.refusal = FileState.REFUSED, REFUSALS[refusal]
    else:
        attachment.state, attachment.page_count = FileState.READY, page_count
        attachment.pictures = [
            Picture(
                page=page,
                sha256=item.sha256,
                media_type=item.media_type,
                width=item.width,
                height=item.height,
                text=item.text,
            )
            for page, item in enumerate(pictures, 1)
        ]
    session.flush()
    entry = attachment.entry
    _record(session, None, "attachment.checked", attachment, entry, now=now)
    if refusal and attachment.removed_at is None:
        mail.send(
            session,
            entry.owner,
            subject=f"Không nhận được tệp {attachment.file_name}",
            body=f"Hồ sơ: {entry.title or entry.edition.title}\nTệp: {attachment.file_name}\n\n{attachment.refusal}",
            now=now,
        )


def sweep(session: Session, storage: Storage, *, now: datetime) -> int:
    """Delete stored files that no row names and that are a day old; return how many."""
    before = (now - SWEEP_AGE).timestamp()
    storage.drop_torn(before)
    count = 0
    for sha256 in list(storage.older_than(before)):
        named = select(Attachment.id).where(Attachment.sha256 == sha256).limit(1)
        shown = select(Picture.id).where(Picture.sha256 == sha256).limit(1)
        if session.scalar(named) is None and session.scalar(shown) is None:
            count += storage.delete_older(sha256, before)
    return count


def _record(
    session: Session, by: Viewer | None, action: str, attachment: Attachment, entry: Entry, *, now: datetime
) -> None:
    details = {
        "entry": entry.public_id,
        "slot": attachment.slot_code,
        "sha256": attachment.sha256,
        "size": attachment.size,
        "state": attachment.state.value,
    }
    subject = ("attachment", attachment.id, attachment.file_name)
    audit.record(session, by, action, now=now, subject=subject, edition_id=entry.edition_id, details=details)
