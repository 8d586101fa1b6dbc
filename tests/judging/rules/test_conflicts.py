"""Hard conflicts: each kind found, namesakes told apart."""

from dataclasses import replace
from datetime import date

from contest.rules.text import fold
from judging.rules.conflicts import EntryPeople, JudgeFacts, Person, conflicts_between

BORN = date(1980, 2, 3)
GIANG = JudgeFacts(7, 70, fold("Lê Thị Giang"), BORN, (5, 6), (fold("Sở Công Thương"),))
ENTRY = EntryPeople(1, owner_account_id=10, authors=(Person(fold("Trần Văn An"), date(2010, 1, 1), 10),))


def kinds(judge: JudgeFacts, entry: EntryPeople) -> list[str]:
    found = conflicts_between(judge, entry)
    assert all(str(one.reason).startswith("Giám khảo") for one in found)
    return [one.kind for one in found]


def test_strangers_have_no_conflict() -> None:
    assert kinds(GIANG, ENTRY) == []
    assert kinds(JudgeFacts(1, None, ""), EntryPeople(1, authors=(Person(""),), unit_keys=("",))) == []


def test_the_same_account_is_the_same_person_in_every_role() -> None:
    assert kinds(replace(GIANG, account_id=10), ENTRY) == ["same_person"]
    person = (Person("khac", None, 70),)
    assert kinds(GIANG, replace(ENTRY, guardians=person)) == ["guardian"]
    assert kinds(GIANG, replace(ENTRY, teachers=person)) == ["teacher"]


def test_names_count_unless_birth_dates_differ_or_the_office_has_looked() -> None:
    name = fold("LÊ THỊ GIANG")
    assert kinds(GIANG, replace(ENTRY, authors=(Person(name, BORN),))) == ["same_person"]
    assert kinds(GIANG, replace(ENTRY, authors=(Person(name, date(1999, 9, 9)),))) == []
    unknown = replace(ENTRY, teachers=(Person(name),))
    assert kinds(GIANG, unknown) == ["teacher"]
    assert "trùng họ tên" in str(conflicts_between(GIANG, unknown)[0].reason)
    assert kinds(GIANG, replace(unknown, namesakes=frozenset({7}))) == []
    assert kinds(GIANG, replace(ENTRY, authors=(Person(name, BORN),), namesakes=frozenset({7}))) == ["same_person"]


def test_units_count_by_id_and_by_name() -> None:
    assert kinds(GIANG, replace(ENTRY, unit_ids=(6, 9))) == ["same_unit"]
    assert kinds(GIANG, replace(ENTRY, unit_keys=(fold("SỞ CÔNG THƯƠNG"),))) == ["same_unit"]


def test_declared_conflicts_add_up() -> None:
    both = replace(ENTRY, unit_ids=(5,), declared_by=frozenset({7}))
    assert kinds(GIANG, both) == ["same_unit", "declared"]
    assert kinds(replace(GIANG, judge_id=8), replace(both, unit_ids=())) == []
