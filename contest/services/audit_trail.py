"""The audit trail for people: pages of events, the history of a dossier; what drafts hold is kept out."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from contest.models.accounts import Account
from contest.models.audit import AuditEvent
from contest.models.editions import Edition
from contest.models.entries import Entry, Submission
from contest.rules.kinds import Channel
from contest.rules.text import clean, fold
from contest.services.intake_lists import is_visible
from contest.services.listing import Listing, list_page

HISTORY = 100
"""Events of one dossier that its page shows."""
EXPORT = 20_000
"""Events that one workbook takes, the newest."""


def choose_events() -> Select[Any]:
    """Return the statement of events with the dossier they tell of; ``is_open`` says whether staff may read it.

    ``about`` is the title as submitted: what an owner has typed since, or never submitted, stays the owner's.
    """
    about = case(
        (Submission.id.is_not(None), Submission.title), (Entry.channel == Channel.PAPER, Entry.title), else_=""
    )
    return (
        select(
            AuditEvent.id,
            AuditEvent.at,
            AuditEvent.actor_name,
            AuditEvent.action,
            AuditEvent.subject_type,
            AuditEvent.subject_label,
            AuditEvent.details,
            Entry.public_id,
            Entry.channel,
            Entry.dossier_code,
            about.label("about"),
            and_(Entry.id.is_not(None), is_visible()).label("is_open"),
        )
        .outerjoin(Entry, and_(AuditEvent.subject_type == "entry", AuditEvent.subject_id == Entry.id))
        .outerjoin(Submission, and_(Submission.entry_id == Entry.id, Submission.is_current))
        .outerjoin(Account, Account.id == AuditEvent.actor_id)
        .order_by(AuditEvent.id.desc())
    )


def choose_trail(edition: Edition, *, action: str, words: str) -> Select[Any]:
    """Return the statement of an edition's trail, narrowed to an action and to words of person or subject."""
    chosen = choose_events().where(AuditEvent.edition_id == edition.id)
    if action:
        chosen = chosen.where(AuditEvent.action == action)
    for word in clean(words).split():
        chosen = chosen.where(_tells_of(word))
    return chosen


def _tells_of(word: str) -> ColumnElement[bool]:
    """Return the condition that an event's person or readable subject has a word; drafts cannot be found."""
    plain = fold(word)
    is_of_dossier = or_(*(AuditEvent.action.startswith(f"{kind}.") for kind in ("entry", "attachment", "consent")))
    return or_(
        Account.search_text.contains(plain, autoescape=True),
        and_(
            is_visible(),
            or_(
                Submission.search_text.contains(plain, autoescape=True),
                func.lower(Entry.dossier_code).contains(plain, autoescape=True),
            ),
        ),
        and_(~is_of_dossier, AuditEvent.subject_label.icontains(word, autoescape=True)),
    )


def list_events(session: Session, edition: Edition, *, action: str = "", words: str = "", page: int) -> Listing:
    """Return a page of an edition's trail, the newest first."""
    return list_page(session, choose_trail(edition, action=action, words=words), page=page)


def export_events(session: Session, edition: Edition, *, action: str = "", words: str = "") -> Sequence[Row[Any]]:
    """Return the events of a list for a workbook."""
    return session.execute(choose_trail(edition, action=action, words=words).limit(EXPORT)).all()


def history_of(session: Session, entry: Entry) -> Sequence[Row[Any]]:
    """Return the newest events of a dossier."""
    return session.execute(choose_events().where(Entry.id == entry.id).limit(HISTORY)).all()


def actions_of(session: Session, edition: Edition) -> Sequence[str]:
    """Return the actions that occur in an edition's trail."""
    return session.scalars(
        select(AuditEvent.action).where(AuditEvent.edition_id == edition.id).distinct().order_by(AuditEvent.action)
    ).all()
