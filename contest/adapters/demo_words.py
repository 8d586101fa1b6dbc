"""Invent contest entries for a demonstration: titles, texts, authors and schools, the same for the same seed."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from contest.adapters.demo_people import (
    DATA,
    JudgeDraft,
    PersonDraft,
    PlaceDraft,
    ethnic_group,
    judges,
    load,
    name,
    people,
    phone,
    remarks,
    schools,
    units,
)

__all__ = [
    "EntryDraft",
    "JudgeDraft",
    "PersonDraft",
    "PlaceDraft",
    "SupervisorDraft",
    "entry_drafts",
    "judges",
    "people",
    "remarks",
    "schools",
    "units",
]

_SUBJECTS = ("Tin học", "Vật lí", "Công nghệ", "Sinh học", "Hóa học", "Mĩ thuật", "Khoa học tự nhiên", "Toán")
_AUTHOR_WEIGHTS = (28, 34, 22, 9, 7)
_QUALIFIERS = {
    "stkt": (
        "{title} tại {place}",
        "{title}, quy mô hộ gia đình tại {place}",
        "{title} phục vụ các tổ hợp tác {place}",
        "{title}, phiên bản cải tiến tại {place}",
        "{title} áp dụng ở các thôn khó khăn của {place}",
        "{title}, kết quả áp dụng tại {place}",
    ),
    "youth": (
        "{title} ở {place}",
        "{title} của chúng em ở {place}",
        "{title}, phiên bản cải tiến ở {place}",
        "{title} cho các bạn ở {place}",
        "{title}, sản phẩm nhỏ từ {place}",
    ),
}


@dataclass(frozen=True)
class SupervisorDraft:
    """The teacher who guides the authors of a youth entry."""

    full_name: str
    phone: str
    subject: str
    workplace: str


@dataclass(frozen=True)
class EntryDraft:
    """One invented entry; ``sections`` has a text for every section code of the contest's preset.

    ``unit_name`` is empty when a private person enters, ``stage`` is ``trial`` or ``applied``, ``keywords`` name
    what a drawing of it could show, ``commune`` is a name of units.csv.
    """

    contest_type: str
    title: str
    short_title: str
    field_code: str
    division_code: str
    sections: dict[str, str]
    authors: tuple[PersonDraft, ...]
    supervisor: SupervisorDraft | None
    unit_name: str
    unit_kind: str
    commune: str
    created_month: int
    created_year: int
    stage: str
    keywords: tuple[str, ...]


def entry_drafts(contest_type: str, count: int, seed: int) -> list[EntryDraft]:
    """Return ``count`` different entries of ``stkt`` or ``youth``; the same seed gives the same entries."""
    rng = random.Random(f"{contest_type}-{seed}")  # noqa: S311 - invented words, no secret
    titles: set[str] = set()
    names: set[str] = set()
    found: list[EntryDraft] = []
    for topic, variant in _deck(rng, contest_type):
        if len(found) >= count:
            break
        draft = _draft(rng, contest_type, topic, variant, titles=titles, names=names)
        found.append(_sometimes_known_author(rng, draft, found))
    return found


def _deck(rng: random.Random, contest_type: str) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield every pair of topic and title variant in a drawn order, again and again."""
    topics = load(f"demo/topics_{contest_type}.toml")["topics"]
    while True:
        for variant in range(len(topics[0]["titles"])):
            order = list(range(len(topics)))
            rng.shuffle(order)
            # Each topic comes once a round, with another variant from topic to topic.
            yield from ((topics[i], (variant + i) % len(topics[i]["titles"])) for i in order)


def _draft(
    rng: random.Random,
    contest_type: str,
    topic: dict[str, Any],
    variant: int,
    *,
    titles: set[str],
    names: set[str],
) -> EntryDraft:
    """Return one entry on a topic, entered from a fitting place."""
    youth = contest_type == "youth"
    place = _school(rng, topic) if youth else _entrant(rng, topic)
    authors = people(
        rng,
        rng.choices(range(1, 6), _AUTHOR_WEIGHTS)[0],
        minors=youth,
        area=place.area,
        commune=place.commune,
        workplace=place.name or f"Thôn {rng.randint(1, 9)}, {_lower(place.commune)}",
        kind="" if youth else _job_kind(place, topic),
        level=place.level or "THCS",
        used=names,
    )
    created = (rng.randint(2025, 2026), 0) if youth else (rng.randint(2022, 2025), rng.randint(1, 12))
    month = created[1] or (rng.randint(9, 12) if created[0] == 2025 else rng.randint(1, 6))
    stage = rng.choices(("applied", "trial"), (62, 38))[0]
    words = _words(rng, place=_lower(place.commune), year=created[0], several=len(authors) > 1, youth=youth)
    title = _title(rng, contest_type, topic["titles"][variant], words["place"], titles)
    short = topic["short"] if variant == 0 else f"{topic['short']} ({place.commune.split(' ', 1)[1]})"
    return EntryDraft(
        contest_type=contest_type,
        title=title,
        short_title=short,
        field_code=topic["field"],
        division_code=place.level if youth else "",
        sections=_sections(rng, contest_type, topic, variant, words, stage=stage),
        authors=tuple(authors),
        supervisor=_supervisor(rng, place) if youth and rng.random() < 0.94 else None,
        unit_name=place.name,
        unit_kind=place.kind,
        commune=place.commune,
        created_month=month,
        created_year=created[0],
        stage=stage,
        keywords=tuple(topic["keywords"]),
    )


def _sections(
    rng: random.Random,
    contest_type: str,
    topic: dict[str, Any],
    variant: int,
    words: dict[str, str],
    *,
    stage: str,
) -> dict[str, str]:
    """Return a text for every section code of the preset, each ended by a drawn general sentence."""
    closers = load("demo/closers.toml")[contest_type]
    noted = "solution" if contest_type == "stkt" else "making"
    texts = {}
    for section in load(f"rulebooks/{contest_type}.toml")["sections"]:
        code = section["code"]
        if code == "deployment":
            parts = [rng.choice(closers[stage])]
        else:
            note = topic["notes"][variant] if code == noted else ""
            parts = [topic[code], note, rng.choice(closers[code])]
        texts[code] = " ".join(part for part in parts if part).format(**words)
    return texts


def _words(rng: random.Random, *, place: str, year: int, several: bool, youth: bool) -> dict[str, str]:
    """Return what fills the places of a text: commune, numbers, year and how the authors call themselves."""
    cost = str(rng.randrange(30, 300, 5)) if youth else f"{rng.randint(2, 17)},{rng.randint(1, 9)}"
    return {
        "place": place,
        "n": str(rng.randint(12, 60)),
        "m": str(rng.randint(3, 9) if youth else rng.randint(4, 14)),
        "p": str(rng.randint(16, 48)),
        "c": cost,
        "year": str(2025 if youth else year),
        "em": "chúng em" if several else "em",
        "Em": "Chúng em" if several else "Em",
    }


def _title(rng: random.Random, contest_type: str, title: str, place: str, titles: set[str]) -> str:
    """Return a title that was not used yet, made longer by the place when needed."""
    found = title
    places = [place, *(_lower(commune) for commune in rng.sample(_communes(), 40))]
    for where in places:
        if found not in titles:
            break
        for qualifier in rng.sample(_QUALIFIERS[contest_type], len(_QUALIFIERS[contest_type])):
            found = qualifier.format(title=title, place=where)
            if found not in titles:
                break
    titles.add(found)
    return found


def _school(rng: random.Random, topic: dict[str, Any]) -> PlaceDraft:
    """Return a school of a level that suits the topic."""
    level = rng.choice(topic["levels"])
    return rng.choice([school for school in schools() if school.level == level])


def _entrant(rng: random.Random, topic: dict[str, Any]) -> PlaceDraft:
    """Return a unit that works in the field of the topic, or a commune where a private person lives."""
    fitting = [unit for unit in units() if topic["field"] in unit.fields]
    if topic["field"] in ("05", "06") or rng.random() < 0.6:
        return rng.choice(fitting)
    commune = rng.choice(_communes())
    return PlaceDraft("", "", commune, _area(commune))


def _job_kind(place: PlaceDraft, topic: dict[str, Any]) -> str:
    """Return the kind of position of the authors; health workers have their own."""
    return "health" if place.kind == "agency" and topic["field"] == "05" else place.kind


def _supervisor(rng: random.Random, school: PlaceDraft) -> SupervisorDraft:
    """Return an invented teacher of the school."""
    full_name = name(rng, ethnic_group(rng, rng.choice((school.area, "town"))), rng.choice(("male", "female")))
    subject = "Giáo viên chủ nhiệm" if school.level == "TH" else rng.choice(_SUBJECTS)
    return SupervisorDraft(full_name, phone(rng), subject, school.name)


def _sometimes_known_author(rng: random.Random, draft: EntryDraft, earlier: list[EntryDraft]) -> EntryDraft:
    """Let a person of the same unit lead a second entry now and then, as happens in real contests."""
    mates = [e for e in earlier[-200:] if draft.unit_name and e.unit_name == draft.unit_name]
    if draft.contest_type != "stkt" or not mates or rng.random() > 0.12:
        return draft
    known = rng.choice(mates).authors[0]
    lead = replace(known, share_percent=draft.authors[0].share_percent)
    others = tuple(author for author in draft.authors[1:] if author.full_name != lead.full_name)
    return replace(draft, authors=(lead, *others)) if len(others) == len(draft.authors) - 1 else draft


@cache
def _communes() -> tuple[str, ...]:
    """Return the names of all communes and wards of the province."""
    with (DATA / "units.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row["name"] for row in csv.DictReader(file))


def _area(commune: str) -> str:
    """Return the area of a commune, which decides the ethnic groups."""
    kind, short = commune.split(" ", 1)
    if kind == "Phường":
        return "town"
    areas = load("demo/places.toml")["areas"]
    return next((area for area, names in areas.items() if short in names), "valley")


def _lower(commune: str) -> str:
    """Return the commune as inside a sentence (``Xã Đồng Văn`` -> ``xã Đồng Văn``)."""
    return commune[0].lower() + commune[1:]
