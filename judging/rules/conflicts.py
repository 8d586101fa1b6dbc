"""Hard conflicts of interest between a judge and an entry, each with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from contest.rules.problems import N_, Problem

ConflictKind = Literal["same_person", "same_unit", "declared", "guardian", "teacher"]


@dataclass(frozen=True)
class Person:
    """A person on an entry: name folded by ``contest.rules.text.fold``, birth date and account where known."""

    name_key: str
    birth: date | None = None
    account_id: int | None = None


@dataclass(frozen=True)
class JudgeFacts:
    """A judge: account, folded name, birth date where known, the units served (ids and folded names)."""

    judge_id: int
    account_id: int | None
    name_key: str
    birth: date | None = None
    unit_ids: tuple[int, ...] = ()
    unit_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class EntryPeople:
    """An entry's people and units (entrant, school, agency and the bodies above them), and what was declared.

    ``declared_by`` holds the ids of judges who declared a conflict; ``namesakes`` those of whom the office has
    confirmed that an equal name is another person.
    """

    entry_id: int
    owner_account_id: int | None = None
    authors: tuple[Person, ...] = ()
    guardians: tuple[Person, ...] = ()
    teachers: tuple[Person, ...] = ()
    unit_ids: tuple[int, ...] = ()
    unit_keys: tuple[str, ...] = ()
    declared_by: frozenset[int] = frozenset()
    namesakes: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Conflict:
    """One reason why a judge may not score an entry; the message is ready for translation."""

    kind: ConflictKind
    reason: Problem


_PERSON_REASONS: dict[ConflictKind, str] = {
    "same_person": N_("Giám khảo là tác giả hoặc người nộp hồ sơ này."),
    "guardian": N_("Giám khảo là người giám hộ của một tác giả."),
    "teacher": N_("Giám khảo là người hướng dẫn của hồ sơ này."),
}
_MAYBE = N_("Giám khảo trùng họ tên với một người trong hồ sơ; ban tổ chức cần xác nhận đó là người khác.")
_SAME_UNIT = N_("Giám khảo cùng đơn vị với hồ sơ này.")
_DECLARED = N_("Giám khảo đã khai báo xung đột lợi ích với hồ sơ này.")


def conflicts_between(judge: JudgeFacts, entry: EntryPeople) -> tuple[Conflict, ...]:
    """Return every hard conflict between a judge and an entry; none means the pair is legal (domain.md 4.7).

    A person is the same by account, or by folded name unless both birth dates are known and differ or the office
    confirmed a namesake. A unit is the same by id or by folded name.
    """
    found = list(_personal(judge, entry))
    ids = set(judge.unit_ids) & set(entry.unit_ids)
    names = (set(judge.unit_keys) & set(entry.unit_keys)) - {""}
    if ids or names:
        found.append(Conflict("same_unit", Problem(_SAME_UNIT)))
    if judge.judge_id in entry.declared_by:
        found.append(Conflict("declared", Problem(_DECLARED)))
    return tuple(found)


def _personal(judge: JudgeFacts, entry: EntryPeople) -> Iterator[Conflict]:
    """Yield at most one conflict per role in which the judge appears on the entry."""
    roles: tuple[tuple[ConflictKind, tuple[Person, ...]], ...] = (
        ("same_person", (Person("", None, entry.owner_account_id), *entry.authors)),
        ("guardian", entry.guardians),
        ("teacher", entry.teachers),
    )
    for kind, people in roles:
        if any(_certainly(judge, person) for person in people):
            yield Conflict(kind, Problem(_PERSON_REASONS[kind]))
        elif judge.judge_id not in entry.namesakes and any(_perhaps(judge, person) for person in people):
            yield Conflict(kind, Problem(_MAYBE))


def _certainly(judge: JudgeFacts, person: Person) -> bool:
    """Tell whether account, or name and birth date together, prove the same person."""
    if judge.account_id is not None and judge.account_id == person.account_id:
        return True
    return judge.birth is not None and judge.birth == person.birth and _same_name(judge, person)


def _perhaps(judge: JudgeFacts, person: Person) -> bool:
    """Tell whether the names agree and a missing birth date leaves the question open."""
    return _same_name(judge, person) and (judge.birth is None or person.birth is None)


def _same_name(judge: JudgeFacts, person: Person) -> bool:
    """Compare folded names; an empty name equals nobody."""
    return bool(judge.name_key) and judge.name_key == person.name_key
