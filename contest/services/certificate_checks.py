"""What the public learns from a code, and from the page of results: only what is on the paper, as consents allow."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from contest.models.awards import Award
from contest.models.editions import Edition
from contest.rules.certificates import group_code, normalise_code
from contest.rules.text import clean
from contest.services.award_lists import list_awards
from contest.services.award_names import authors_of, recipients_of, shown_names
from contest.services.certificates import find_by_code


@dataclass(frozen=True)
class Checked:
    """The answer to a code; everything but state and code is empty when there is no such certificate.

    ``state`` is valid, replaced, revoked or not_found.
    """

    state: str
    code: str
    kind: str = ""
    issuer: str = ""
    names: tuple[str, ...] = ()
    unit: str = ""
    award: str = ""
    field: str = ""
    work: str = ""
    contest: str = ""
    decision: str = ""
    place_date: str = ""
    signer: str = ""
    register_no: str = ""
    replaced_by: str = ""


@dataclass(frozen=True)
class Result:
    """One award on the public page: the award and the names that may be read."""

    award: Award
    names: str


def check(session: Session, text: str, *, today: date) -> Checked:
    """Return what a code stands for; what is no code is answered as an unknown one."""
    code = normalise_code(text)
    certificate = find_by_code(session, code) if code else None
    if certificate is None:
        return Checked("not_found", group_code(code) if code else clean(text)[:40])
    award, edition, words = certificate.award, certificate.edition, certificate.words
    authors = authors_of(session, [award.entry_id or 0])[award.entry_id or 0]
    names = shown_names(award, words["names"], authors, edition=edition, on=today)
    after = certificate.replaced_by
    words = {key: clean(text) if isinstance(text, str) else text for key, text in words.items()}
    return Checked(
        state=certificate.state.value,
        code=group_code(certificate.code),
        kind=words["kind"],
        issuer=words["issuer"],
        names=tuple(names),
        unit=words["unit"],
        award=award.name,
        field=words["field"],
        work=words["work"],
        contest=words["contest"] or edition.title,
        decision=words["decision"],
        place_date=words["place_date"],
        signer=f"{words['position']} {words['signer']}",
        register_no=words["register_no"],
        replaced_by=group_code(after.code) if after else "",
    )


def public_results(session: Session, edition: Edition, *, today: date, first: int | None = None) -> list[Result]:
    """Return the live awards of an edition in order (the ``first`` few, or all), with names as consents allow today."""
    awards = list_awards(session, edition, live_only=True, first=first)
    authors = authors_of(session, {award.entry_id for award in awards if award.entry_id is not None})
    found = []
    for award in awards:
        people = authors[award.entry_id] if award.entry_id else []
        names = [name for name, _ in recipients_of(award, people)]
        found.append(Result(award, ", ".join(shown_names(award, names, people, edition=edition, on=today))))
    return found
