"""People: authors with their shares and guardians, and supervising teachers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from contest.models.entries import Entry
from contest.models.people import Author, Supervisor
from contest.rules import people as rules
from contest.rules.access import Viewer
from contest.rules.accounts import normalise_email, normalise_phone
from contest.rules.people import AuthorFacts, SupervisorFacts
from contest.rules.problems import StaleError, refuse_if
from contest.rules.text import clean, fold, local, person_key
from contest.services.dossiers import author_facts
from contest.services.drafts import open_for_writing, record, touch


def save_author(
    session: Session, entry: Entry, facts: AuthorFacts, *, revision: int = 0, by: Viewer, now: datetime
) -> Author:
    """Write an author: a new one where ``facts.id`` is 0, else the entry's author with this id.

    Shares are written by ``save_shares``: the first author has 100, later ones 0 until they are told. Exactly one
    author leads: the first, until another is marked.
    """
    open_for_writing(session, entry, by=by, now=now)
    facts = _cleaned(facts)
    author = next((a for a in entry.authors if a.id == facts.id), None) if facts.id else None
    if author is not None:
        session.refresh(author)
    others = [a for a in entry.authors if a is not author]
    refuse_if(rules.problems_in_author(facts, today=local(now).date()))
    lead = facts.is_lead or not any(other.is_lead for other in others)
    if author is None:
        refuse_if(rules.problems_in_adding(len(others), entry.edition.max_authors))
        facts = replace(facts, is_lead=lead, share_percent=0 if others else 100)
        author = Author(position=max((o.position for o in others), default=0) + 1, revision=1)
        entry.authors.append(author)
    else:
        facts = replace(facts, is_lead=lead, share_percent=author.share_percent)
        stored = author_facts(author)
        if stored == facts:
            return author
        if revision != author.revision:
            current = {name: getattr(stored, name) for name in AuthorFacts.__dataclass_fields__ if name != "id"}
            raise StaleError({**current, "revision": author.revision})
        author.revision += 1
    for name in AuthorFacts.__dataclass_fields__:
        if name != "id":
            setattr(author, name, getattr(facts, name))
    author.name_sort, author.search_text = person_key(facts.full_name), fold(facts.full_name)
    if facts.is_lead:
        for other in others:
            other.is_lead = False
    _note(session, entry, "authors", facts.full_name, by=by, now=now)
    return author


def remove_author(session: Session, entry: Entry, author: Author, *, by: Viewer, now: datetime) -> None:
    """Take an author out; the next one leads if the lead went, and one who is left alone has the whole share."""
    open_for_writing(session, entry, by=by, now=now)
    name, was_lead = author.full_name, author.is_lead
    entry.authors.remove(author)
    if was_lead and entry.authors:
        entry.authors[0].is_lead = True
    if len(entry.authors) == 1:
        entry.authors[0].share_percent = 100
    _note(session, entry, "authors", name, by=by, now=now, removed=True)


def save_shares(session: Session, entry: Entry, shares: Mapping[int, int | None], *, by: Viewer, now: datetime) -> None:
    """Write the share of every author by id; together they make 100."""
    open_for_writing(session, entry, by=by, now=now)
    refuse_if(rules.problems_in_shares([shares.get(author.id) for author in entry.authors]))
    for author in entry.authors:
        author.share_percent = shares[author.id] or 0
    _note(session, entry, "shares", "", by=by, now=now)


def share_evenly(session: Session, entry: Entry, *, by: Viewer, now: datetime) -> None:
    """Give every author the same share, as far as whole percents allow."""
    even = rules.even_shares(len(entry.authors)) if entry.authors else []
    save_shares(session, entry, {a.id: n for a, n in zip(entry.authors, even, strict=True)}, by=by, now=now)


def save_supervisor(
    session: Session,
    entry: Entry,
    facts: SupervisorFacts,
    *,
    supervisor: Supervisor | None = None,
    by: Viewer,
    now: datetime,
) -> Supervisor:
    """Write a supervising teacher: a new one, or the given one."""
    open_for_writing(session, entry, by=by, now=now)
    facts = SupervisorFacts(*(clean(getattr(facts, name)) for name in SupervisorFacts.__dataclass_fields__))
    refuse_if(rules.problems_in_supervisor(facts))
    facts = replace(facts, phone=normalise_phone(facts.phone) or "")
    if supervisor is None:
        supervisor = Supervisor()
        entry.supervisors.append(supervisor)
    for name in SupervisorFacts.__dataclass_fields__:
        setattr(supervisor, name, getattr(facts, name))
    _note(session, entry, "supervisors", facts.full_name, by=by, now=now)
    return supervisor


def remove_supervisor(session: Session, entry: Entry, supervisor: Supervisor, *, by: Viewer, now: datetime) -> None:
    """Take a supervising teacher out."""
    open_for_writing(session, entry, by=by, now=now)
    name = supervisor.full_name
    entry.supervisors.remove(supervisor)
    _note(session, entry, "supervisors", name, by=by, now=now, removed=True)


def _cleaned(facts: AuthorFacts) -> AuthorFacts:
    """Return an author with clean lines, and numbers and addresses in their stored form where they can be read."""
    lines = {
        name: clean(value)
        for name in AuthorFacts.__dataclass_fields__
        if isinstance(value := getattr(facts, name), str)
    }
    for name in ("phone", "guardian_phone"):
        lines[name] = normalise_phone(lines[name]) or lines[name]
    lines["email"] = normalise_email(lines["email"]) or lines["email"]
    return replace(facts, **lines)  # type: ignore[arg-type]  # only the text fields are replaced


def _note(
    session: Session, entry: Entry, part: str, name: str, *, by: Viewer, now: datetime, removed: bool = False
) -> None:
    touch(entry, now=now)
    session.flush()
    details = {"part": part, "name": name, **({"removed": True} if removed else {})}
    record(session, entry, "entry.changed", by=by, now=now, details=details)
