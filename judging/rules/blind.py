"""The one view of a dossier that judges get: an allow-list, so that what is not named here is not shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contest.rules.problems import N_

FILE_KINDS = {"pdf": "PDF", "docx": "Word", "image": N_("ảnh"), "video": N_("phim")}
"""The kinds of attachments as a judge reads them."""


@dataclass(frozen=True)
class BlindSection:
    """A text section and the criterion that it speaks to (empty = none)."""

    code: str
    label: str
    text: str
    criterion_code: str


@dataclass(frozen=True)
class BlindFile:
    """An attachment under a neutral name: its number in the dossier and its kind; never the sender's file name."""

    id: str
    number: int
    kind: str
    slot_label: str


@dataclass(frozen=True)
class BlindDossier:
    """What a judge may know of an entry; ``authors``, ``unit_name`` and ``place_of_use`` stay empty where blind."""

    title: str
    field_name: str
    division_name: str
    made: str
    sections: tuple[BlindSection, ...]
    files: tuple[BlindFile, ...]
    authors: tuple[str, ...] = ()
    unit_name: str = ""
    place_of_use: str = ""

    def sections_of(self, criterion_code: str) -> tuple[BlindSection, ...]:
        """Return the sections that speak to a criterion."""
        return tuple(section for section in self.sections if section.criterion_code == criterion_code)


def blind_dossier(content: Mapping[str, Any], *, blind: bool, field_name: str = "") -> BlindDossier:
    """Return what judges see of a submitted dossier (``contest/rules/dossiers.py`` says the shape of ``content``).

    ``field_name`` is the field that counts, where the secretariat re-classified. Authors, unit, place, supervisors,
    contact data and file names are left out; an edition that is not blind adds authors, unit and place.
    Source: reliability.md 13.5, experience.md J13.
    """
    files = [
        BlindFile(str(file["id"]), number, str(file.get("kind", "")), str(file.get("slot_label", "")))
        for number, file in enumerate(content.get("attachments", ()), 1)
    ]
    sections = [
        BlindSection(
            str(section.get("code", "")),
            str(section.get("label", "")),
            str(section.get("text", "")),
            str(section.get("criterion_code", "")),
        )
        for section in content.get("sections", ())
    ]
    open_facts: dict[str, Any] = {}
    if not blind:
        open_facts = {
            "authors": tuple(str(author.get("full_name", "")) for author in content.get("authors", ())),
            "unit_name": str(content.get("entrant", {}).get("unit_name", "")),
            "place_of_use": str(content.get("place_of_use", "")),
        }
    return BlindDossier(
        title=str(content.get("title", "")),
        field_name=field_name or str(content.get("field_name", "")),
        division_name=str(content.get("division_name", "")),
        made=str(content.get("made", "")),
        sections=tuple(sections),
        files=tuple(files),
        **open_facts,
    )
