"""The persons behind awards: who they are for the paper, and what the public may read of their names."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from contest.models.awards import Award
from contest.models.editions import Edition
from contest.models.people import Author
from contest.rules.awards import Named, initials, name_key, public_names
from contest.rules.consents import ConsentFacts
from contest.rules.kinds import RecipientKind

CHILD = "em"
"""The salutation of a child; whoever is honoured so has no consent on file, so the public reads initials."""


def authors_of(session: Session, entry_ids: Iterable[int]) -> dict[int, list[Author]]:
    """Return the authors of some entries with their consents, the lead first as dossiers name them."""
    found: dict[int, list[Author]] = defaultdict(list)
    for author in session.scalars(
        select(Author)
        .where(Author.entry_id.in_(list(entry_ids)))
        .options(selectinload(Author.consents))
        .order_by(Author.entry_id, Author.is_lead.desc(), Author.position)
    ):
        found[author.entry_id].append(author)
    return found


def recipients_of(award: Award, authors: Sequence[Author]) -> list[tuple[str, Author | None]]:
    """Return each name of an award as it was frozen, with the author it belongs to where there still is one."""
    if award.recipient_kind is not RecipientKind.ENTRY:
        return [(award.recipient, None)]
    if ", ".join(author.full_name for author in authors) == award.recipient:
        return [(author.full_name, author) for author in authors]
    by_name = {name_key(author.full_name): author for author in authors}
    return [(name, by_name.get(name_key(name))) for name in award.recipient.split(", ")]


def shown_names(
    award: Award, names: Sequence[str], authors: Sequence[Author], *, edition: Edition, on: date
) -> list[str]:
    """Return names of an award as the public may read them today: whole, or initials."""
    if award.recipient_kind is RecipientKind.COLLECTIVE:
        return list(names)
    if award.recipient_kind is RecipientKind.PERSON:
        return [initials(name) for name in names] if award.salutation == CHILD else list(names)
    return public_names(names, [_named(author) for author in authors], on=on, children=edition.minors)


def _named(author: Author) -> Named:
    consents = tuple(ConsentFacts(c.scope, c.giver, c.withdrawn_at is None) for c in author.consents)
    return Named(author.full_name, author.birth_date, consents)
