"""The intake desk's verbs: verdicts, dossier numbers, blind codes, another field."""

import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.models.editions import Edition, Field
from contest.models.entries import Entry
from contest.rules.access import Viewer
from contest.rules.dossier_codes import dossier_code
from contest.rules.intake import (
    Standing,
    is_number_of_field,
    new_blind_code,
    problems_in_reclassing,
    problems_in_verdict,
    verdict_message,
)
from contest.rules.kinds import Channel, EntryState
from contest.rules.problems import N_, Problem, RuleError, StaleError, refuse_if
from contest.services import audit, mail
from contest.services.counters import next_number
from contest.services.intake_lists import DossierFilter, list_dossiers

__all__ = ["DossierFilter", "list_dossiers", "number_dossier", "reclassify", "screen", "standing_mark"]


def screen(
    session: Session,
    entry: Entry,
    *,
    verdict: EntryState,
    reason: str = "",
    correction_due: datetime | None = None,
    by: Viewer,
    now: datetime,
    seen: str = "",
    choose: Callable[[str], str] = secrets.choice,
) -> None:
    """Give a verdict on a submitted dossier: a valid one gets its number and its blind code, the owner a message.

    ``seen`` is the ``standing_mark`` of the page that was looked at; another version or verdict meanwhile raises
    StaleError.
    """
    _lock(session, entry, seen)
    if entry.owner_id == by.id and entry.channel is not Channel.PAPER:  # whoever typed a paper dossier may own it
        raise RuleError([Problem(N_("Đây là hồ sơ của chính bạn. Hãy để người khác trong Ban Tổ chức kiểm tra."))])
    refuse_if(problems_in_verdict(_standing(entry), verdict, reason=reason, correction_due=correction_due, now=now))
    before = _facts(entry)
    entry.state = verdict
    entry.screening_reason = reason
    entry.correction_due = correction_due if verdict is EntryState.CORRECTION else None
    entry.screened_at, entry.screened_by_id, entry.updated_at = now, by.id, now
    if verdict is EntryState.VALID and not _has_number_of_field(entry):
        number_dossier(session, entry, by=by, now=now, choose=choose)
    _record(session, entry, "entry.screened", before, by=by, now=now, reason=reason)
    subject, body = verdict_message(
        verdict, title=_title(entry), code=entry.dossier_code or "", reason=reason, due=entry.correction_due
    )
    mail.send(session, entry.owner, subject=subject, body=body, now=now)


def reclassify(
    session: Session, entry: Entry, *, field: Field | None, reason: str, by: Viewer, now: datetime, seen: str = ""
) -> None:
    """Move a dossier to another field; a number it has is never used again, the new field gives a new one."""
    _lock(session, entry, seen)
    refuse_if(
        problems_in_reclassing(
            _standing(entry),
            same_field=field is not None and field.id == entry.field_id,
            foreign_field=field is None or field.edition_id != entry.edition_id,
            reason=reason,
        )
    )
    assert field is not None
    before = _facts(entry)
    entry.field_id, entry.field, entry.updated_at = field.id, field, now
    if entry.dossier_code is not None:
        number_dossier(session, entry, by=by, now=now)
    _record(session, entry, "entry.reclassified", before, by=by, now=now, reason=reason)


def number_dossier(
    session: Session, entry: Entry, *, by: Viewer, now: datetime, choose: Callable[[str], str] = secrets.choice
) -> str:
    """Give a dossier the next number of its field, and a blind code if it has none; return the number."""
    edition, field = entry.edition, entry.field
    assert field is not None
    taken, code = select(Entry.id).where(Entry.edition_id == edition.id), ""
    while not code or session.scalar(taken.where(Entry.dossier_code == code)) is not None:
        code = dossier_code(
            edition.dossier_pattern,
            contest=edition.contest_symbol,
            edition_no=edition.edition_no,
            field_code=field.code,
            seq=next_number(session, f"dossier {edition.id} {field.code}"),
        )
    entry.dossier_code = code
    if entry.blind_code is None:
        entry.blind_code = _free_blind_code(session, edition, choose)
    session.flush()
    audit.record(
        session,
        by,
        "entry.numbered",
        now=now,
        subject=("entry", entry.id, _title(entry)),
        edition_id=entry.edition_id,
        details={"dossier_code": entry.dossier_code},
    )
    return entry.dossier_code


def standing_mark(entry: Entry) -> str:
    """Return a mark of what the desk looks at: it changes with each version, verdict and field."""
    current = entry.current_submission
    stamp = entry.screened_at.timestamp() if entry.screened_at else 0
    return f"{entry.state.value}.{current.number if current else 0}.{entry.field_id or 0}.{stamp:.0f}"


def _free_blind_code(session: Session, edition: Edition, choose: Callable[[str], str]) -> str:
    """Return a blind code that no other dossier of the edition has."""
    while True:
        code = new_blind_code(choose)
        if session.scalar(select(Entry.id).where(Entry.edition_id == edition.id, Entry.blind_code == code)) is None:
            return code


def _has_number_of_field(entry: Entry) -> bool:
    """Say whether a dossier's number is one of its field; its owner may have chosen another one since."""
    edition, code = entry.edition, entry.dossier_code
    return code is not None and is_number_of_field(
        code,
        edition.dossier_pattern,
        contest=edition.contest_symbol,
        edition_no=edition.edition_no,
        field_code=entry.field.code if entry.field else "",
    )


def _lock(session: Session, entry: Entry, seen: str) -> None:
    """Lock a dossier's row, read it anew, and refuse to work on what somebody else has changed meanwhile."""
    session.execute(select(Entry.id).where(Entry.id == entry.id).with_for_update(key_share=True))
    session.refresh(entry, ["state", "field_id", "dossier_code", "screened_at", "judging_begun_at", "correction_due"])
    session.expire(entry, ["current_submission", "field", "screened_by"])
    if seen and seen != standing_mark(entry):
        raise StaleError({"state": entry.state, "by": entry.screened_by.full_name if entry.screened_by else ""})


def _standing(entry: Entry) -> Standing:
    return Standing(
        state=entry.state,
        is_submitted=entry.current_submission is not None,
        has_field=entry.field_id is not None,
        judging_begun=entry.judging_begun_at is not None,
    )


def _title(entry: Entry) -> str:
    """Return the submitted title; what an owner writes afterwards is not the desk's to tell."""
    return entry.current_submission.title if entry.current_submission else entry.title


def _facts(entry: Entry) -> dict[str, object]:
    """Return what the trail tells of a dossier at the desk."""
    return {
        "state": entry.state.value,
        "field": entry.field.name if entry.field else None,
        "dossier_code": entry.dossier_code,
        "correction_due": entry.correction_due.isoformat() if entry.correction_due else None,
    }


def _record(
    session: Session, entry: Entry, action: str, before: dict[str, object], *, by: Viewer, now: datetime, reason: str
) -> None:
    """Write into the trail what has changed, before and after, with the reason."""
    after = _facts(entry)
    changed = [key for key in after if before[key] != after[key]]
    audit.record(
        session,
        by,
        action,
        now=now,
        subject=("entry", entry.id, _title(entry)),
        edition_id=entry.edition_id,
        details={
            "before": {key: before[key] for key in changed},
            "after": {key: after[key] for key in changed},
            "reason": reason,
        },
    )
