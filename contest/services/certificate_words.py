"""The words of certificates as awards, decisions and authors give them, before numbers and code are added."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from contest.models.awards import Award
from contest.models.editions import Edition
from contest.models.people import Author
from contest.rules.awards import counts_as_minor
from contest.rules.certificates import (
    CertificateWords,
    Paper,
    Recipient,
    Salutation,
    holder_first,
    words_for_entry_award,
    words_for_honour,
)
from contest.rules.kinds import ContestType, RecipientKind, Tier
from contest.services.award_names import CHILD, authors_of, recipients_of, shown_names

WHOLE = "*"
"""The holder of the copy that belongs to a whole group or a collective."""
_SEX = {"Nam": "ong", "Nữ": "ba"}


@dataclass(frozen=True)
class Draft:
    """A certificate that is due: its award, whose copy it is, its words, and whether its names are public today."""

    award: Award
    holder: str
    words: CertificateWords
    names_public: bool


def drafts_of(session: Session, edition: Edition, awards: Sequence[Award], *, today: date) -> list[Draft]:
    """Return every certificate that these awards are due, in their order; a group's copy comes before its members'."""
    authors = authors_of(session, {award.entry_id for award in awards if award.entry_id is not None})
    found: list[Draft] = []
    for award in awards:
        people = recipients_of(award, authors[award.entry_id] if award.entry_id else [])
        words = _words(edition, award, people)
        names = [name for name, _ in people]
        shown = shown_names(award, names, [a for _, a in people if a is not None], edition=edition, on=today)
        public = shown == names
        if len(people) == 1:
            holder = WHOLE if award.recipient_kind is RecipientKind.COLLECTIVE else names[0]
            found.append(Draft(award, holder, words, public))
            continue
        found.append(Draft(award, WHOLE, words, public))
        found += [
            Draft(award, _holder(names, number), holder_first(words, number), public) for number in range(len(names))
        ]
    return found


def kept(words: CertificateWords) -> dict[str, Any]:
    """Return words as they are stored."""
    return {**asdict(words), "names": list(words.names)}


def restored(words: dict[str, Any]) -> CertificateWords:
    """Return stored words as the printer takes them."""
    return CertificateWords(**{**words, "names": tuple(words["names"])})


def _holder(names: Sequence[str], number: int) -> str:
    """Return whose copy it is; of two people with one name the second gets a number."""
    earlier = list(names[:number]).count(names[number])
    return f"{names[number]} ({earlier + 1})" if earlier else names[number]


def _words(edition: Edition, award: Award, people: Sequence[tuple[str, Author | None]]) -> CertificateWords:
    """Return the words of the paper that names everybody."""
    if award.recipient_kind is RecipientKind.ENTRY:
        return words_for_entry_award(
            _paper(edition, award),
            award=award.name,
            field=award.field.name if award.field else "",
            title=award.reason,
            authors=[_recipient(edition, award, name, author) for name, author in people],
            unit=award.unit_name,
        )
    collective = award.recipient_kind is RecipientKind.COLLECTIVE
    person = Recipient(award.recipient, _salutation(award.salutation), award.salutation == CHILD)
    return words_for_honour(
        _paper(edition, award),
        recipient="collective" if collective else "person",
        names=[person],
        merit=award.reason,
        award="" if award.tier is Tier.HONOUR else award.name,
        unit=award.unit_name,
    )


def _paper(edition: Edition, award: Award) -> Paper:
    """Return what the paper shares with all of its decision; an honour is a Giấy khen, all else a Giấy chứng nhận."""
    decision, honour = award.decision, award.tier is Tier.HONOUR
    youth = edition.contest_type is ContestType.YOUTH
    template = "giay-chung-nhan-thieu-nhi" if youth else "giay-chung-nhan"
    return Paper(
        template="giay-khen" if honour else template,
        issuer=decision.issuer,
        kind=award.name if honour else "Giấy chứng nhận",
        contest="" if honour else edition.title,
        decision_no=decision.number,
        decision_date=decision.signed_on,
        place=decision.place,
        day=decision.signed_on,
        capacity=decision.capacity,
        position=decision.signer_position,
        signer=decision.signer,
    )


def _recipient(edition: Edition, award: Award, name: str, author: Author | None) -> Recipient:
    """Return an author as the paper addresses them; in the children's contest everybody is “em”."""
    born = author.birth_date if author else None
    young = edition.contest_type is ContestType.YOUTH
    young = young or counts_as_minor(born, on=award.decision.signed_on, children=edition.minors)
    return Recipient(name, _salutation(_SEX.get(author.sex, "") if author else ""), young)


def _salutation(text: str) -> Salutation:
    """Return a stored salutation if it is one."""
    return text if text in ("ong", "ba", "em") else ""  # type: ignore[return-value]  # narrowed by the test
