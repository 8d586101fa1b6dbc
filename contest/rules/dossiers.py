"""The frozen dossier: what ``Submission.content`` holds, its digest, and ways to read it.

The shape, all of plain JSON::

    {"title", "short_title", "field_code", "field_name", "division_code", "division_name",
     "made": "03/2025", "place_of_use", "deployment", "prior_awards",
     "entrant": {"kind", "unit_name", "address", "phone", "email", "representative", "commune_name"},
     "sections": [{"code", "label", "text", "criterion_code"}],
     "authors": [{"id", "full_name", "birth_date": "yyyy-mm-dd", "sex", … "guardian_phone"}],
     "supervisors": [{"full_name", "phone", "subject", "workplace"}],
     "attachments": [{"id", "slot", "slot_label", "name", "kind", "size", "sha256"}]}
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from contest.rules.kinds import EntrantKind
from contest.rules.people import AuthorFacts, SupervisorFacts
from contest.rules.text import fold

Content = Mapping[str, Any]


@dataclass(frozen=True)
class SectionFacts:
    """A text section with what was written in it."""

    code: str
    label: str
    text: str
    criterion_code: str = ""


@dataclass(frozen=True)
class AttachmentFacts:
    """A file of the dossier; ``id`` is its public id."""

    id: str
    slot: str
    slot_label: str
    name: str
    kind: str
    size: int
    sha256: str


@dataclass(frozen=True)
class EntrantFacts:
    """Who enters, and how to reach them."""

    kind: EntrantKind = EntrantKind.PERSON
    unit_name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    representative: str = ""
    commune_name: str = ""


@dataclass(frozen=True)
class DossierFacts:
    """A whole dossier as its owner wrote it."""

    title: str = ""
    short_title: str = ""
    field_code: str = ""
    field_name: str = ""
    division_code: str = ""
    division_name: str = ""
    made_month: int | None = None
    made_year: int | None = None
    place_of_use: str = ""
    deployment: str = ""
    prior_awards: str = ""
    entrant: EntrantFacts = EntrantFacts()
    sections: tuple[SectionFacts, ...] = ()
    authors: tuple[AuthorFacts, ...] = ()
    supervisors: tuple[SupervisorFacts, ...] = ()
    attachments: tuple[AttachmentFacts, ...] = ()


def freeze(facts: DossierFacts) -> dict[str, Any]:
    """Return the content of a submission: plain JSON that no later change of rows can alter."""
    content = asdict(facts)
    month, year = content.pop("made_month"), content.pop("made_year")
    content["made"] = f"{month:02d}/{year:04d}" if month and year else ""
    content["entrant"]["kind"] = facts.entrant.kind.value
    for author in content["authors"]:
        author["birth_date"] = author["birth_date"].isoformat() if author["birth_date"] else ""
    for part in ("sections", "authors", "supervisors", "attachments"):
        content[part] = list(content[part])
    return content


def content_hash(content: Content) -> str:
    """Return the SHA-256 (64 hex digits) of the content as canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def author_names(content: Content) -> str:
    """Return the authors' names, the lead first, as lists show them."""
    ordered = sorted(content["authors"], key=lambda author: not author["is_lead"])
    return ", ".join(author["full_name"] for author in ordered)


def birth_dates(content: Content) -> list[tuple[str, date | None]]:
    """Return each author's name and birth date."""
    return [
        (author["full_name"], date.fromisoformat(author["birth_date"]) if author["birth_date"] else None)
        for author in content["authors"]
    ]


def search_text(content: Content, *extra: str) -> str:
    """Return the folded words by which a submission is found: title, authors, unit, commune and extra codes."""
    entrant = content["entrant"]
    words = (content["title"], author_names(content), entrant["unit_name"], entrant["commune_name"], *extra)
    return fold(" ".join(words))


def file_digests(content: Content) -> Sequence[tuple[str, str]]:
    """Return the name and the SHA-256 of each file."""
    return [(item["name"], item["sha256"]) for item in content["attachments"]]


def section_for(content: Content, criterion_code: str) -> list[Mapping[str, str]]:
    """Return the sections that speak to a criterion, in order; those without text are left out."""
    return [s for s in content["sections"] if s["criterion_code"] == criterion_code and s["text"]]


def made_year(content: Content) -> int | None:
    """Return the year in which the work was made."""
    year = content["made"][-4:]
    return int(year) if year.isdecimal() else None
