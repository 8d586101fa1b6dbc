"""Drafts: write the parts of an entry's working copy, with a revision against two tabs at once."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.models.audit import AuditEvent
from contest.models.entries import Entry, EntryText
from contest.models.organisations import Unit
from contest.rules import entries as rules
from contest.rules.access import Viewer
from contest.rules.accounts import normalise_email, normalise_phone
from contest.rules.kinds import Channel, EntrantKind
from contest.rules.people import problems_in_email, problems_in_phone
from contest.rules.problems import N_, Problem, RuleError, StaleError, refuse_if
from contest.rules.text import clean, clean_lines, local
from contest.services import audit
from contest.services.dossiers import rules_of, standing_of

AUTOSAVE_STEP = timedelta(minutes=10)
"""Autosaves of one person in one text leave one audit row in this time."""


def record(
    session: Session, entry: Entry, action: str, *, by: Viewer, now: datetime, details: dict[str, Any] | None = None
) -> None:
    """Add an audit row about an entry."""
    subject = ("entry", entry.id, entry.title or entry.public_id)
    audit.record(session, by, action, now=now, subject=subject, edition_id=entry.edition_id, details=details)


def lock_entry(session: Session, entry: Entry) -> None:
    """Lock an entry's row against a second writer and read what it holds now."""
    session.flush()
    columns = [column.key for column in Entry.__mapper__.column_attrs]
    session.refresh(entry, columns, with_for_update={"key_share": True})


def open_for_writing(session: Session, entry: Entry, *, by: Viewer, now: datetime) -> None:
    """Lock an entry's row against a second writer and refuse unless it may be written in now."""
    lock_entry(session, entry)
    refuse_if(rules.problems_in_editing(standing_of(entry, by), now=now))


def save_solution(
    session: Session,
    entry: Entry,
    *,
    title: str,
    short_title: str = "",
    field_code: str = "",
    division_code: str = "",
    made: tuple[int, int] | None = None,
    place_of_use: str = "",
    deployment: str = "",
    prior_awards: str = "",
    postmark_date: date | None = None,
    revision: int,
    by: Viewer,
    now: datetime,
) -> None:
    """Write what the solution is; ``made`` is month and year."""
    open_for_writing(session, entry, by=by, now=now)
    values: dict[str, Any] = {
        "title": clean(title),
        "short_title": clean(short_title),
        "place_of_use": clean(place_of_use),
        "deployment": deployment if deployment in rules.DEPLOYMENTS else "",
        "prior_awards": clean_lines(prior_awards),
        "made_month": made[0] if made else None,
        "made_year": made[1] if made else None,
        "chosen_field_id": next((f.id for f in entry.edition.fields if f.code == field_code), None),
        "division_id": next((d.id for d in entry.edition.divisions if d.code == division_code), None),
    }
    if entry.channel is Channel.PAPER:
        values["postmark_date"] = postmark_date
    checked = {name: values[name] for name in ("title", "short_title", "place_of_use", "prior_awards")}
    refuse_if(rules.problems_in_solution(**checked, made=made, today=local(now).date()))
    _write(session, entry, "solution", values, revision=revision, by=by, now=now)


def save_contact(
    session: Session,
    entry: Entry,
    *,
    entrant_kind: EntrantKind = EntrantKind.PERSON,
    unit_name: str = "",
    commune_id: int | None = None,
    commune_name: str = "",
    address: str = "",
    phone: str = "",
    email: str = "",
    representative: str = "",
    revision: int,
    by: Viewer,
    now: datetime,
) -> None:
    """Write who enters and how to reach them; a chosen commune gives its name as it is now."""
    open_for_writing(session, entry, by=by, now=now)
    unit = session.get(Unit, commune_id) if commune_id else None
    refuse_if(problems_in_phone(phone, "phone") + problems_in_email(email, "email"))
    values = {
        "entrant_kind": entrant_kind,
        "unit_name": clean(unit_name),
        "commune_id": unit.id if unit else None,
        "commune_name": unit.name if unit else clean(commune_name),
        "address": clean(address),
        "phone": normalise_phone(phone) or "",
        "email": normalise_email(email) or "",
        "representative": clean(representative),
    }
    _write(session, entry, "contact", values, revision=revision, by=by, now=now)


def _write(
    session: Session, entry: Entry, part: str, values: dict[str, Any], *, revision: int, by: Viewer, now: datetime
) -> None:
    """Write changed values with their audit row, unless somebody else changed the entry since it was read."""
    changed = {name: value for name, value in values.items() if getattr(entry, name) != value}
    if revision != entry.revision and changed:
        raise StaleError({**{name: getattr(entry, name) for name in changed}, "revision": entry.revision})
    if not changed:
        return
    before = {name: str(getattr(entry, name) or "") for name in changed}
    for name, value in changed.items():
        setattr(entry, name, value)
    after = {name: str(value or "") for name, value in changed.items()}
    entry.revision += 1
    touch(entry, now=now)
    session.flush()
    record(session, entry, "entry.changed", by=by, now=now, details={"part": part, "before": before, "after": after})


def touch(entry: Entry, *, now: datetime) -> None:
    """Remember when an entry was last written in."""
    entry.updated_at = now


def save_text(
    session: Session,
    entry: Entry,
    *,
    section_code: str,
    text: str,
    revision: int,
    is_finished: bool | None = None,
    by: Viewer,
    now: datetime,
) -> EntryText:
    """Write one text section; ``is_finished`` None is an autosave, which leaves that answer as it is.

    A repeated save of the same words is harmless, so a lost answer can be asked for again.
    """
    open_for_writing(session, entry, by=by, now=now)
    section = next((s for s in rules_of(entry.edition).sections if s.code == section_code), None)
    if section is None:
        raise RuleError([Problem(N_("Phần này không có trong mẫu hồ sơ của kỳ thi."))])
    kept = clean_lines(text)
    refuse_if(rules.problems_in_text(kept, section))
    row = session.scalar(
        select(EntryText)
        .filter_by(entry_id=entry.id, section_code=section_code)
        .execution_options(populate_existing=True)
    )
    if row is None:
        row = EntryText(section_code=section_code, text="", is_finished=False, revision=0)
        entry.texts.append(row)
    if row.text != kept:
        if row.revision != revision:
            raise StaleError({"text": row.text, "revision": row.revision})
        row.text = kept
        row.revision += 1
        entry.updated_at = now
        _record_writing(session, entry, section_code, quiet=is_finished is None, by=by, now=now)
    if is_finished is not None:
        row.is_finished = is_finished
    session.flush()
    return row


def _record_writing(
    session: Session, entry: Entry, section_code: str, *, quiet: bool, by: Viewer, now: datetime
) -> None:
    """Leave an audit row for a changed text; of quick autosaves one after another only the first leaves one."""
    part = f"texts/{section_code}"
    if quiet:
        last = session.scalar(
            select(AuditEvent)
            .filter_by(subject_type="entry", subject_id=entry.id, action="entry.changed", actor_id=by.id)
            .order_by(AuditEvent.id.desc())
            .limit(1)
        )
        if last is not None and last.details.get("part") == part and now - last.at < AUTOSAVE_STEP:
            return
    record(session, entry, "entry.changed", by=by, now=now, details={"part": part})
