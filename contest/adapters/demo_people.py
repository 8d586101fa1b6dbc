"""Invent people of the highlands: names by ethnic group, schools, units and judges, from the demo word lists."""

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "data"

_GRADES = {"TH": (2, 5), "THCS": (6, 9), "THPT": (10, 12)}
_LETTERS = "ABCD"
_RELATIONS = (("bố", "male"), ("mẹ", "female"), ("bà", "female"), ("ông", "male"), ("anh", "male"))
_RELATION_WEIGHTS = (42, 46, 4, 4, 4)
# The first position of a kind is held by one person only, so only a first author gets it.
_JOBS = {
    "": (("Nông dân", "12/12"), ("Nông dân", "9/12"), ("Thợ cơ khí", "Trung cấp"), ("Hộ kinh doanh", "12/12")),
    "cooperative": (("Giám đốc hợp tác xã", "Cao đẳng"), ("Thành viên", "12/12"), ("Tổ trưởng kỹ thuật", "Trung cấp")),
    "enterprise": (("Quản đốc", "Đại học"), ("Kỹ sư", "Đại học"), ("Công nhân kỹ thuật", "Trung cấp")),
    "agency": (("Trưởng phòng", "Thạc sĩ"), ("Chuyên viên", "Đại học"), ("Viên chức", "Đại học")),
    "association": (("Chủ tịch", "Đại học"), ("Hội viên", "12/12"), ("Chi hội trưởng", "12/12")),
    "school": (("Phó Hiệu trưởng", "Thạc sĩ"), ("Tổ trưởng chuyên môn", "Thạc sĩ"), ("Giáo viên", "Đại học")),
    "health": (("Bác sĩ", "Đại học"), ("Điều dưỡng", "Cao đẳng"), ("Dược sĩ", "Đại học"), ("Y sĩ", "Trung cấp")),
}


@dataclass(frozen=True)
class PersonDraft:
    """One invented author; ``sex`` is ``male`` or ``female``, ``commune`` a name of units.csv."""

    full_name: str
    sex: str
    birth_date: date
    ethnicity: str
    workplace: str
    class_name: str
    commune: str
    phone: str
    position: str = ""
    qualification: str = ""
    share_percent: int = 100
    guardian_name: str = ""
    guardian_relation: str = ""
    guardian_phone: str = ""


@dataclass(frozen=True)
class PlaceDraft:
    """One invented school (``kind`` = ``school``, with a level) or unit, in a real commune."""

    name: str
    kind: str
    commune: str
    area: str
    level: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class JudgeDraft:
    """One invented judge with the codes of the fields that he or she knows."""

    contest_type: str
    full_name: str
    sex: str
    degree: str
    position: str
    unit: str
    expertise: str
    fields: tuple[str, ...]


@cache
def load(name: str) -> dict[str, Any]:
    """Return one TOML file of the data folder, read once (callers must not change it)."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def schools() -> tuple[PlaceDraft, ...]:
    """Return the invented schools."""
    rows = load("demo/places.toml")["schools"]
    return tuple(PlaceDraft(r["name"], "school", r["commune"], r["area"], level=r["level"]) for r in rows)


@cache
def units() -> tuple[PlaceDraft, ...]:
    """Return the invented agencies, enterprises, cooperatives and schools that enter the contest for adults."""
    rows = load("demo/places.toml")["units"]
    return tuple(PlaceDraft(r["name"], r["kind"], r["commune"], r["area"], fields=tuple(r["fields"])) for r in rows)


@cache
def judges(contest_type: str) -> tuple[JudgeDraft, ...]:
    """Return the invented judges of a contest (18 for ``stkt``, 6 for ``youth``)."""
    return tuple(
        JudgeDraft(
            r["contest"], r["full_name"], r["sex"], r["degree"], r["position"], r["unit"], r["expertise"],
            tuple(r["fields"]),
        )
        for r in load("demo/judges.toml")["judges"]
        if r["contest"] == contest_type
    )  # fmt: skip


def remarks(criterion: str, level: str) -> tuple[str, ...]:
    """Return short remarks for a criterion code (or ``overall``) and a level ``high``, ``mid`` or ``low``."""
    return tuple(load("demo/comments.toml")[criterion][level])


def birth_window() -> tuple[date, date]:
    """Return the first and last birth date of the youth preset, both inclusive."""
    eligibility = load("rulebooks/youth.toml")["eligibility"]
    return date.fromisoformat(eligibility["birth_from"]), date.fromisoformat(eligibility["birth_to"])


def phone(rng: random.Random) -> str:
    """Return an invented mobile number; the block 0900 is not given to subscribers."""
    return f"0900 {rng.randrange(1000):03d} {rng.randrange(1000):03d}"


def name(rng: random.Random, ethnicity: str, sex: str, *, family: str = "") -> str:
    """Return an invented full name of an ethnic group."""
    group = load("demo/people.toml")["groups"][ethnicity]
    words = f"{family or rng.choice(group['families'])} {rng.choice(group[f'{sex}_middle'])}".split()
    return " ".join((*words, rng.choice([given for given in group[f"{sex}_given"] if given not in words])))


def ethnic_group(rng: random.Random, area: str) -> str:
    """Return an ethnic group, drawn as often as it lives in the area."""
    weights: dict[str, int] = load("demo/people.toml")["areas"][area]
    return rng.choices(list(weights), list(weights.values()))[0]


def people(
    rng: random.Random,
    count: int,
    *,
    minors: bool,
    area: str = "valley",
    commune: str = "Xã Yên Sơn",
    workplace: str = "",
    kind: str = "",
    level: str = "THCS",
    used: set[str] | None = None,
) -> list[PersonDraft]:
    """Return invented people of one place whose shares sum to 100.

    ``level`` (TH, THCS, THPT) gives pupils their class and birth date; ``kind`` gives adults their position.
    Names in ``used`` are avoided as far as possible, and the new ones are added to it.
    """
    taken = set() if used is None else used
    grade = rng.randint(*_GRADES[level])
    class_name = f"{grade}{rng.choice(_LETTERS)}" + (str(rng.randint(1, 6)) if level == "THPT" else "")
    group = ethnic_group(rng, area)
    found = []
    for number, share in enumerate(shares(rng, count)):
        ethnicity = group if number == 0 or rng.random() < 0.6 else ethnic_group(rng, area)
        sex = rng.choice(("male", "female"))
        full_name = _fresh_name(rng, ethnicity, sex, taken)
        if minors:
            person = _pupil(rng, full_name, sex, ethnicity, grade=grade)
            found.append(_with(person, workplace=workplace, class_name=class_name, commune=commune, share=share))
        else:
            person = _adult(rng, full_name, sex, ethnicity, jobs=_JOBS[kind][min(number, 1) :])
            found.append(_with(person, workplace=workplace, class_name="", commune=commune, share=share))
    return found


def shares(rng: random.Random, count: int) -> tuple[int, ...]:
    """Return ``count`` whole per cents that sum to 100, the largest first."""
    tables: dict[int, Sequence[tuple[int, ...]]] = {
        1: ((100,),),
        2: ((60, 40), (50, 50), (70, 30)),
        3: ((40, 30, 30), (50, 25, 25), (60, 20, 20)),
        4: ((40, 20, 20, 20), (25, 25, 25, 25)),
        5: ((30, 20, 20, 15, 15), (20, 20, 20, 20, 20)),
    }
    if count in tables:
        return rng.choice(tables[count])
    equal, rest = divmod(100, count)
    return (equal + rest, *(equal for _ in range(count - 1)))


def _fresh_name(rng: random.Random, ethnicity: str, sex: str, taken: set[str]) -> str:
    """Return a name that is not taken yet, or after thirty draws any name."""
    for _ in range(30):
        found = name(rng, ethnicity, sex)
        if found not in taken:
            break
    taken.add(found)
    return found


def _pupil(rng: random.Random, full_name: str, sex: str, ethnicity: str, *, grade: int) -> PersonDraft:
    """Return a pupil of a grade, with a guardian when under 18 on the closing day."""
    first, last = birth_window()
    closing = date.fromisoformat(load("rulebooks/youth.toml")["edition"]["closes_at"][:10])
    born = date(closing.year - 6 - grade, 1, 1) + timedelta(days=rng.randrange(365))
    born = min(max(born, first), last)
    blank = PersonDraft(full_name, sex, born, ethnicity, "", "", "", phone(rng), position="Học sinh")
    if (closing.year - born.year, closing.month, closing.day) >= (18, born.month, born.day):
        return blank
    relation, guardian_sex = rng.choices(_RELATIONS, _RELATION_WEIGHTS)[0]
    same_family = full_name.split()[0] if relation in ("bố", "ông", "anh") else ""
    guardian = name(rng, ethnicity, guardian_sex, family=same_family)
    return PersonDraft(
        full_name, sex, born, ethnicity, "", "", "", "" if grade < 10 else blank.phone, position="Học sinh",
        guardian_name=guardian, guardian_relation=relation, guardian_phone=phone(rng),
    )  # fmt: skip


def _adult(
    rng: random.Random, full_name: str, sex: str, ethnicity: str, *, jobs: Sequence[tuple[str, str]]
) -> PersonDraft:
    """Return an adult of 20 to 66 years with one of the jobs (position, qualification)."""
    born = date(1960, 1, 1) + timedelta(days=int(rng.triangular(0, 46 * 365, 27 * 365)))
    position, qualification = rng.choice(jobs)
    return PersonDraft(full_name, sex, born, ethnicity, "", "", "", phone(rng), position, qualification)


def _with(person: PersonDraft, *, workplace: str, class_name: str, commune: str, share: int) -> PersonDraft:
    """Return the person at a place, with a share of the work."""
    values = {**person.__dict__, "workplace": workplace, "class_name": class_name}
    return PersonDraft(**{**values, "commune": commune, "share_percent": share})
