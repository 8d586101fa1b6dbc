"""Entries: find, list, start, write, submit, withdraw."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from contest.models.accounts import Account
from contest.models.editions import Edition
from contest.models.entries import Entry, Submission
from contest.models.people import Author
from contest.rules import access, completeness, dossiers
from contest.rules import entries as rules
from contest.rules.access import Viewer
from contest.rules.kinds import Channel, EntryState
from contest.rules.problems import refuse_if
from contest.rules.text import clean, format_moment, local, vi_key
from contest.services import mail
from contest.services.dossiers import facts_of, rules_of, standing_of, working_copy
from contest.services.drafts import lock_entry, record, save_contact, save_solution, save_text, touch
from contest.services.listing import Listing, list_page

__all__ = [
    "current_submission",
    "find_entry",
    "find_untouched",
    "list_entries",
    "list_versions",
    "load_parts",
    "reopen",
    "save_contact",
    "save_solution",
    "save_text",
    "start_entry",
    "submit",
    "withdraw",
]


_BY_PUBLIC_ID = (
    select(Entry)
    .where(Entry.public_id == bindparam("public_id"))
    .options(
        joinedload(Entry.edition),
        joinedload(Entry.owner),
        joinedload(Entry.chosen_field),
        joinedload(Entry.division),
    )
)
_AUTHORS = (
    select(Author)
    .where(Author.entry_id == bindparam("entry_id"))
    .options(joinedload(Author.consents))
    .order_by(Author.position)
)
_LAST_NUMBER = select(func.max(Submission.number)).where(Submission.entry_id == bindparam("entry_id"))


def find_entry(session: Session, public_id: str) -> Entry | None:
    """Return the entry with this public id, with its edition and owner."""
    return session.scalar(_BY_PUBLIC_ID, {"public_id": public_id})


def load_parts(session: Session, entry: Entry) -> None:
    """Load an entry's authors with their consents by one statement; its other parts take one each when first used."""
    authors = session.scalars(_AUTHORS, {"entry_id": entry.id}).unique().all()
    set_committed_value(entry, "authors", list(authors))


def list_entries(session: Session, owner_id: int, *, page: int) -> Listing:
    """Return a page of somebody's entries, the last changed first."""
    columns: list[Any] = [
        Entry.public_id,
        Entry.title,
        Entry.state,
        Entry.correction_due,
        Entry.updated_at,
        Edition.title.label("edition_title"),
        Edition.title_en.label("edition_title_en"),
        Edition.contest_type,
        Edition.closes_at,
        Submission.submitted_at,
        Submission.receipt_code,
    ]
    chosen = (
        select(*columns)
        .join(Entry.edition)
        .outerjoin(Submission, (Submission.entry_id == Entry.id) & Submission.is_current)
        .where(Entry.owner_id == owner_id)
        .order_by(Entry.updated_at.desc(), Entry.id.desc())
    )
    return list_page(session, chosen, page=page)


def find_untouched(session: Session, edition: Edition, *, owner_id: int) -> Entry | None:
    """Return an online draft of this owner in which nothing was written yet, so that a double click starts one."""
    return session.scalar(
        select(Entry)
        .filter_by(edition_id=edition.id, owner_id=owner_id, channel=Channel.ONLINE, state=EntryState.DRAFT, title="")
        .where(Entry.updated_at == Entry.created_at)
        .limit(1)
    )


def current_submission(session: Session, entry: Entry) -> Submission | None:
    """Return the submitted version that counts."""
    return session.scalar(select(Submission).filter_by(entry_id=entry.id, is_current=True))


def list_versions(session: Session, entry: Entry) -> list[Row[Any]]:
    """Return number, time, receipt code and digest of every submitted version, the newest first."""
    chosen = select(Submission.number, Submission.submitted_at, Submission.receipt_code, Submission.content_hash)
    return list(session.execute(chosen.where(Submission.entry_id == entry.id).order_by(Submission.number.desc())))


def start_entry(
    session: Session, edition: Edition, *, owner_id: int, channel: Channel, by: Viewer, now: datetime
) -> Entry:
    """Start a draft; what its owner told before (unit, commune, contact) need not be told again."""
    desk = channel is Channel.PAPER and access.may_screen(by, edition.id)
    refuse_if(rules.problems_in_starting(opens_at=edition.opens_at, closes_at=edition.closes_at, desk=desk, now=now))
    entry = Entry(
        public_id=secrets.token_hex(8),
        edition=edition,
        owner_id=owner_id,
        channel=channel,
        state=EntryState.DRAFT,
        created_at=now,
        updated_at=now,
    )
    if not (channel is Channel.PAPER and owner_id == by.id):
        account = session.get_one(Account, owner_id)
        entry.unit_name, entry.commune_name = account.unit_name, account.commune_name
        entry.phone, entry.email = account.phone or "", account.email or ""
        last = session.scalar(select(Entry).filter_by(owner_id=owner_id).order_by(Entry.id.desc()).limit(1))
        if last is not None and last.channel is channel:
            for name in ("unit_name", "commune_id", "commune_name", "address", "phone", "email", "representative"):
                setattr(entry, name, getattr(last, name) or getattr(entry, name))
    session.add(entry)
    session.flush()
    record(session, entry, "entry.created", by=by, now=now, details={"channel": channel.value})
    return entry


def submit(session: Session, entry: Entry, *, by: Viewer, now: datetime, late_reason: str = "") -> Submission:
    """Freeze the working copy as the next version, which counts from now on; unchanged content is no new version."""
    lock_entry(session, entry)
    session.expire(entry, ["attachments"])
    load_parts(session, entry)
    edition = entry.edition
    refuse_if(
        rules.problems_in_submitting(
            standing_of(entry, by),
            now=now,
            deadline_rule=edition.deadline_rule,
            postmark_date=entry.postmark_date,
            late_reason=clean(late_reason),
        )
    )
    rows = completeness.tasks(working_copy(entry), rules_of(edition), today=local(now).date())
    refuse_if(completeness.missing(rows))
    content = dossiers.freeze(facts_of(entry))
    digest, previous = dossiers.content_hash(content), current_submission(session, entry)
    if previous is not None:
        if previous.content_hash == digest and entry.state in (EntryState.SUBMITTED, EntryState.VALID):
            return previous
        previous.is_current = False
        session.flush()
    code, entrant = rules.new_receipt_code(), content["entrant"]
    last = previous.number if previous else session.scalar(_LAST_NUMBER, {"entry_id": entry.id}) or 0
    made = Submission(
        entry_id=entry.id,
        number=last + 1,
        is_current=True,
        receipt_code=code,
        submitted_at=now,
        submitted_by_id=by.id,
        late_reason=clean(late_reason),
        title=content["title"],
        title_sort=vi_key(content["title"]),
        author_names=dossiers.author_names(content),
        unit_name=entrant["unit_name"],
        commune_name=entrant["commune_name"],
        search_text=dossiers.search_text(content, code),
        content=content,
        content_hash=digest,
    )
    session.add(made)
    _take_field(entry, previous)
    entry.state, entry.correction_due, entry.withdrawn_at = EntryState.SUBMITTED, None, None
    touch(entry, now=now)
    session.flush()
    session.expire(entry, ["current_submission", "submissions"])
    details = {"number": made.number, "receipt": code, "sha256": digest, "late_reason": made.late_reason}
    record(session, entry, "entry.submitted", by=by, now=now, details=details)
    _send_receipt(session, entry, made, now=now)
    return made


def _take_field(entry: Entry, previous: Submission | None) -> None:
    """Let the chosen field count, unless the secretariat has put the dossier into another one."""
    if previous is not None and entry.field is not None and entry.field.code != previous.content["field_code"]:
        return
    entry.field_id = entry.chosen_field_id


def withdraw(session: Session, entry: Entry, *, by: Viewer, now: datetime) -> None:
    """Take an entry out of the contest; nothing is erased, and it may be taken up again until the deadline."""
    lock_entry(session, entry)
    refuse_if(rules.problems_in_withdrawing(standing_of(entry, by), now=now))
    before = entry.state
    entry.state, entry.withdrawn_at = EntryState.WITHDRAWN, now
    touch(entry, now=now)
    session.flush()
    record(session, entry, "entry.withdrawn", by=by, now=now, details={"before": before.value})


def reopen(session: Session, entry: Entry, *, by: Viewer, now: datetime) -> None:
    """Take up a withdrawn entry again as a draft; to take part it is submitted anew."""
    lock_entry(session, entry)
    refuse_if(rules.problems_in_reopening(standing_of(entry, by), now=now))
    entry.state, entry.withdrawn_at = EntryState.DRAFT, None
    touch(entry, now=now)
    session.flush()
    record(session, entry, "entry.reopened", by=by, now=now)


def _send_receipt(session: Session, entry: Entry, made: Submission, *, now: datetime) -> None:
    """Write the receipt to the owner: code, time, digests."""
    files = [f"{name}\n  SHA-256 {digest}" for name, digest in dossiers.file_digests(made.content)]
    lines = [
        f"Ban Tổ chức đã nhận hồ sơ “{made.title}” lúc {format_moment(made.submitted_at)}.",
        f"Mã biên nhận: {made.receipt_code} (bản nộp lần {made.number})",
        f"Dấu kiểm của hồ sơ (SHA-256): {made.content_hash}",
        *files,
        f"Bạn có thể sửa và nộp lại đến {format_moment(entry.edition.closes_at)}.",
    ]
    mail.send(session, entry.owner, subject=f"Biên nhận hồ sơ {made.receipt_code}", body="\n\n".join(lines), now=now)
