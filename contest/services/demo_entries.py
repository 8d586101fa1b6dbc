"""Entries of the demonstration: drafts of invented people, written as an entrant would leave them."""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from contest.adapters.demo_words import EntryDraft
from contest.models.accounts import Account
from contest.models.attachments import Attachment, Picture
from contest.models.consents import Consent
from contest.models.editions import Edition
from contest.models.entries import Entry, EntryText
from contest.models.people import Author, Supervisor
from contest.rules.access import Viewer
from contest.rules.accounts import normalise_phone
from contest.rules.consents import TEXT_VERSION, givers_needed
from contest.rules.entries import DEPLOYMENTS
from contest.rules.kinds import Channel, ConsentGiver, ConsentScope, EntrantKind, EntryState, FileState
from contest.rules.people import is_minor
from contest.rules.text import fold, local, person_key
from contest.services import attachments, audit, jobs

SEXES = {"male": "Nam", "female": "Nữ"}
STAGES = {"trial": DEPLOYMENTS[1], "applied": DEPLOYMENTS[2]}
RELATIONS = {
    "bố": "Bố",
    "mẹ": "Mẹ",
    "ông": "Ông (nội, ngoại)",
    "bà": "Bà (nội, ngoại)",
    "anh": "Anh, chị",
    "chị": "Anh, chị",
}


@dataclass(frozen=True)
class DemoPicture:
    """A picture of a file, in the storage already."""

    sha256: str
    media_type: str
    width: int
    height: int
    text: str


@dataclass(frozen=True)
class DemoFile:
    """A file of the demonstration, in the storage already, with its pictures unless the worker is to draw them."""

    slot: str
    name: str
    kind: str
    sha256: str
    size: int
    page_count: int
    pictures: tuple[DemoPicture, ...]


def add_entry(
    session: Session,
    edition: Edition,
    draft: EntryDraft,
    *,
    owner: Account,
    communes: dict[str, int],
    files: Sequence[DemoFile],
    whole: bool,
    rng: random.Random,
    now: datetime,
    channel: Channel = Channel.ONLINE,
) -> Entry:
    """Return an entry as its owner left it; one that is not whole lacks its later texts and its files."""
    field = next(field for field in edition.fields if field.code == draft.field_code)
    division = next((d for d in edition.divisions if d.code == draft.division_code), None)
    texts = list(draft.sections.items()) if whole else list(draft.sections.items())[: rng.randint(1, 3)]
    unit = draft.unit_name
    entry = Entry(
        public_id=secrets.token_hex(8),
        edition=edition,
        owner=owner,
        channel=channel,
        state=EntryState.DRAFT,
        title=draft.title,
        short_title=draft.short_title,
        chosen_field_id=field.id,
        division_id=division.id if division else None,
        made_month=draft.created_month,
        made_year=draft.created_year,
        place_of_use=draft.commune,
        deployment=STAGES.get(draft.stage, ""),
        entrant_kind=EntrantKind.ORGANISATION if unit and draft.unit_kind != "school" else EntrantKind.PERSON,
        unit_name=unit,
        commune_id=communes.get(draft.commune),
        commune_name=draft.commune,
        address=f"{unit or 'Nhà riêng'}, {draft.commune[0].lower()}{draft.commune[1:]}, tỉnh Tuyên Quang",
        phone=owner.phone or normalise_phone(draft.authors[0].phone) or "0207382200",
        email=owner.email or "",
        representative=draft.supervisor.full_name if draft.supervisor else draft.authors[0].full_name,
        created_at=now,
        updated_at=now,
    )
    entry.texts = [EntryText(section_code=code, text=text, is_finished=True) for code, text in texts]
    entry.authors = [
        _author(draft, number, now=now, owner=owner, channel=channel, rng=rng) for number in range(len(draft.authors))
    ]
    if draft.supervisor is not None:
        teacher = draft.supervisor
        entry.supervisors = [
            Supervisor(
                full_name=teacher.full_name,
                phone=normalise_phone(teacher.phone) or "",
                subject=teacher.subject,
                workplace=teacher.workplace,
            )
        ]
    if whole:
        entry.attachments = [_attachment(item, owner, now) for item in files]
    session.add(entry)
    session.flush()
    for attachment in entry.attachments:
        if attachment.state is FileState.RECEIVED:
            jobs.enqueue(session, attachments.INSPECT, {"attachment_id": attachment.id}, now=now)
    actor = Viewer(id=owner.id, name=owner.full_name)
    subject = ("entry", entry.id, entry.title)
    audit.record(
        session,
        actor,
        "entry.created",
        now=now,
        subject=subject,
        edition_id=edition.id,
        details={"channel": channel.value},
    )
    return entry


def _author(
    draft: EntryDraft, number: int, *, now: datetime, owner: Account, channel: Channel, rng: random.Random
) -> Author:
    person = draft.authors[number]
    author = Author(
        position=number + 1,
        full_name=person.full_name,
        name_sort=person_key(person.full_name),
        search_text=fold(person.full_name),
        birth_date=person.birth_date,
        sex=SEXES[person.sex],
        ethnicity=person.ethnicity,
        workplace=person.workplace or draft.commune,
        class_name=person.class_name,
        job_title=person.position,
        qualification=person.qualification,
        commune_name=person.commune,
        phone=normalise_phone(person.phone) or "",
        share_percent=person.share_percent,
        is_lead=number == 0,
        guardian_name=person.guardian_name,
        guardian_relation=RELATIONS.get(person.guardian_relation, ""),
        guardian_phone=normalise_phone(person.guardian_phone) or "",
    )
    if is_minor(person.birth_date, local(now).date()) and not person.guardian_name:
        author.guardian_name = f"{person.full_name.split()[0]} Văn Thành"
        author.guardian_relation, author.guardian_phone = "Bố", "0900123456"
    givers = givers_needed(person.birth_date, local(now).date())
    scopes = [ConsentScope.TAKE_PART] if ConsentGiver.GUARDIAN in givers else []
    if rng.random() < 0.8:  # most families agree that a prize is published, some do not
        scopes.append(ConsentScope.PUBLISH_NAME)
    author.consents = [
        Consent(
            scope=scope,
            giver=giver,
            giver_name=author.guardian_name if giver is ConsentGiver.GUARDIAN else person.full_name,
            channel=channel,
            text_version=TEXT_VERSION,
            given_at=now,
            recorded_by_id=owner.id,
        )
        for scope in scopes
        for giver in givers
    ]
    return author


def _attachment(item: DemoFile, owner: Account, now: datetime) -> Attachment:
    return Attachment(
        public_id=secrets.token_hex(16),
        slot_code=item.slot,
        file_name=item.name,
        kind=item.kind,
        size=item.size,
        sha256=item.sha256,
        state=FileState.READY if item.pictures else FileState.RECEIVED,
        page_count=item.page_count,
        uploaded_at=now,
        uploaded_by_id=owner.id,
        pictures=[
            Picture(
                page=page,
                sha256=picture.sha256,
                media_type=picture.media_type,
                width=picture.width,
                height=picture.height,
                text=picture.text,
            )
            for page, picture in enumerate(item.pictures, 1)
        ],
    )
