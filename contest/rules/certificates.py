"""Decide the words, numbers and codes of a certificate, exactly as they are printed."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal

from contest.rules.certificate_binding import NBSP, bind
from contest.rules.problems import N_, Problem
from contest.rules.text import clean, format_date, official_date

CODE_LENGTH = 16
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")

RecipientKind = Literal["person", "group", "collective"]
Salutation = Literal["", "ong", "ba", "em"]

_PERSON = {"ong": "Ông", "ba": "Bà", "em": "em"}


@dataclass(frozen=True)
class CertificateWords:
    """Hold every text of one certificate as printed.

    ``work`` is the title of the entry (the template adds the quotation marks) or, with ``work_is_merit``, the
    sentence of merit of an honour. Non-breaking spaces are part of the texts; they print as spaces.
    """

    template: str
    issuer: str
    kind: str
    lead: str
    names: tuple[str, ...]
    unit: str
    award: str
    field: str
    work: str
    contest: str
    decision: str
    register_no: str
    code: str
    place_date: str
    capacity: str
    position: str
    signer: str
    work_is_merit: bool = False


@dataclass(frozen=True)
class Paper:
    """Hold what all certificates of one decision share: template, issuer, contest, decision and signature."""

    template: str
    issuer: str
    kind: str
    contest: str
    decision_no: str
    decision_date: date | None
    place: str
    day: date
    capacity: str
    position: str
    signer: str


@dataclass(frozen=True)
class Recipient:
    """Hold one named person: full name, salutation (``ong``, ``ba``, ``em``, empty = unknown) and whether a minor."""

    name: str
    salutation: Salutation = ""
    minor: bool = False


def new_code(random_bits: int) -> str:
    """Return 80 random bits as a code of 16 Crockford characters (no I, L, O, U)."""
    if not 0 <= random_bits < 1 << 80:
        raise ValueError("a code takes exactly 80 bits")
    return "".join(_CROCKFORD[random_bits >> shift & 31] for shift in range(75, -1, -5))


def group_code(code: str) -> str:
    """Return a code in groups of four (``K7QD-3MXW-9RTA-0001``)."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def normalise_code(text: str) -> str | None:
    """Return a typed code in its stored form, or None if it can be no code.

    Case, dashes and spaces do not matter; the letters that people take for digits are read as digits.
    """
    code = re.sub(r"[\s\-–—_.]", "", unicodedata.normalize("NFKC", text)).upper().translate(_READ_AS)
    return code if len(code) == CODE_LENGTH and all(char in _CROCKFORD for char in code) else None


def register_label(year: int, number: int) -> str:
    """Return the number in the register as printed (``2026/0012``)."""
    return f"{year}/{number:04d}"


def lead_for(
    recipient: RecipientKind, salutation: Salutation = "", *, count: int = 1, minors: int = 0, verb: str = "Chứng nhận"
) -> str:
    """Return the words before the names; an empty verb gives the form of address alone (for a Giấy khen).

    A group of minors only is "các em"; a mixed group and a group of adults are "nhóm tác giả".
    """
    if recipient == "collective":
        address = "tập thể"
    elif recipient == "group" and count > 1:
        address = "các em" if minors >= count else "nhóm tác giả"
    else:
        address = "em" if minors else _PERSON.get(salutation, "Ông/Bà")
    return f"{verb} {address}" if verb else address[:1].upper() + address[1:]


def printed_name(name: str) -> str:
    """Return a name as printed: cleaned, with the one apostrophe that highland names (H’, Y) take in print."""
    return re.sub(r"['ʼ`´‘]", "’", clean(name))


def unquoted(title: str) -> str:
    """Return a title without the one pair of quotation marks round the whole of it; inner quotations stay."""
    found = re.fullmatch(r"[“\"«]([^“”\"«»]*)[”\"»]", clean(title))
    return clean(found.group(1)) if found else clean(title)


def place_and_date(place: str, day: date) -> str:
    """Return the line over the signature (``Tuyên Quang, ngày 05 tháng 02 năm 2026``)."""
    return bind(f"{clean(place)}, {official_date(day)}")


def decision_label(number: str, day: date | None) -> str:
    """Return the decision as printed (``125/QĐ-BTCHT ngày 18/11/2026``); empty without a number."""
    number = clean(number)
    return f"{number} ngày{NBSP}{format_date(day)}" if number and day else number


def words_for_entry_award(
    paper: Paper,
    *,
    award: str,
    field: str,
    title: str,
    authors: Sequence[Recipient],
    unit: str,
    register_no: str = "",
    code: str = "",
) -> CertificateWords:
    """Return the words of a certificate for the prize of an entry; all authors on one paper, in their order."""
    minors = sum(author.minor for author in authors)
    kind: RecipientKind = "group" if len(authors) > 1 else "person"
    first = authors[0].salutation if authors else ""
    return _words(
        paper,
        lead=lead_for(kind, first, count=len(authors), minors=minors),
        names=tuple(author.name for author in authors),
        unit=unit,
        award=award,
        field=field,
        work=unquoted(title),
        register_no=register_no,
        code=code,
    )


def words_for_honour(
    paper: Paper,
    *,
    recipient: RecipientKind,
    names: Sequence[Recipient],
    merit: str,
    award: str = "",
    unit: str = "",
    register_no: str = "",
    code: str = "",
) -> CertificateWords:
    """Return the words of an honour without an entry: a person or a collective, praised for a merit."""
    minors = sum(name.minor for name in names)
    first = names[0].salutation if names else ""
    verb = "" if paper.template == "giay-khen" else "Chứng nhận"
    return _words(
        paper,
        lead=lead_for(recipient, first, count=len(names), minors=minors, verb=verb),
        names=tuple(name.name for name in names),
        unit=unit,
        award=award,
        field="",
        work=merit,
        work_is_merit=True,
        register_no=register_no,
        code=code,
    )


def _words(
    paper: Paper,
    *,
    lead: str,
    names: tuple[str, ...],
    unit: str,
    award: str,
    field: str,
    work: str,
    register_no: str,
    code: str,
    work_is_merit: bool = False,
) -> CertificateWords:
    return CertificateWords(
        template=paper.template,
        issuer=bind(clean(paper.issuer)).upper(),
        kind=clean(paper.kind).upper(),
        lead=lead,
        names=tuple(printed_name(name) for name in names),
        unit=bind(clean(unit)),
        award=clean(award).upper(),
        field=bind(clean(field)),
        work=bind(clean(work)),
        contest=bind(clean(paper.contest)),
        decision=decision_label(paper.decision_no, paper.decision_date),
        register_no=clean(register_no),
        code=code,
        place_date=place_and_date(paper.place, paper.day),
        capacity=clean(paper.capacity),
        position=clean(paper.position),
        signer=printed_name(paper.signer),
        work_is_merit=work_is_merit,
    )


def holder_first(words: CertificateWords, holder: int) -> CertificateWords:
    """Return the copy of one member of a group: the holder's name leads, the others keep their order."""
    name = words.names[holder]
    return replace(words, names=(name, *words.names[:holder], *words.names[holder + 1 :]))


_MANDATORY = ("issuer", "kind", "lead", "place_date", "position", "signer")
_WHEN_ISSUED = ("decision", "register_no", "code")


def problems_in(words: CertificateWords, *, issued: bool = False) -> list[Problem]:
    """Return what is missing or cannot be printed; with ``issued`` the numbers and the code must be there too."""
    problems = [
        Problem(N_("The certificate lacks a text: %(part)s. Fill it in and check again."), name, {"part": name})
        for name in (*_MANDATORY, *(_WHEN_ISSUED if issued else ()))
        if not str(getattr(words, name)).strip()
    ]
    if not words.names or not all(name.strip() for name in words.names):
        problems.append(Problem(N_("The certificate names nobody, or one of its names is empty."), "names"))
    if not words.award.strip() and not words.work.strip():
        problems.append(Problem(N_("The certificate says neither an award nor a merit."), "award"))
    if words.code and normalise_code(words.code) != words.code:
        problems.append(Problem(N_("“%(code)s” is no certificate code."), "code", {"code": words.code}))
    return problems + [problem for name, text in texts_of(words) for problem in _unprintable(name, text)]


def texts_of(words: CertificateWords) -> list[tuple[str, str]]:
    """Return every text with its field name, names one by one (``names-0``)."""
    found: list[tuple[str, str]] = []
    for item in fields(words):
        value = getattr(words, item.name)
        if isinstance(value, tuple):
            found += [(f"{item.name}-{number}", name) for number, name in enumerate(value)]
        elif isinstance(value, str):
            found.append((item.name, value))
    return found


def _unprintable(name: str, text: str) -> list[Problem]:
    """Return one problem for each control, format or unassigned character of a text."""
    bad = dict.fromkeys(char for char in text if unicodedata.category(char)[0] == "C")
    return [
        Problem(
            N_("“%(text)s” holds the invisible character %(code)s, which cannot be printed. Delete it."),
            name,
            {"text": clean(text), "code": f"U+{ord(char):04X}"},
        )
        for char in bad
    ]
