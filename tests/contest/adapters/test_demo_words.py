"""The invented entries are complete, different, plausible and the same for the same seed."""

import csv
import random
import unicodedata
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from contest.adapters.demo_people import DATA, birth_window, load, shares
from contest.adapters.demo_words import entry_drafts, judges, people, remarks, schools, units

CONTESTS = ("stkt", "youth")


def communes() -> set[str]:
    with (DATA / "units.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("contest", CONTESTS)
def test_same_seed_gives_the_same_entries(contest: str) -> None:
    assert entry_drafts(contest, 20, 5) == entry_drafts(contest, 20, 5)
    assert entry_drafts(contest, 20, 5) != entry_drafts(contest, 20, 6)


@pytest.mark.parametrize("contest", CONTESTS)
def test_a_province_of_entries_is_different_and_complete(contest: str) -> None:
    drafts = entry_drafts(contest, 75, 1)
    preset = load(f"rulebooks/{contest}.toml")
    codes = [section["code"] for section in preset["sections"]]
    limits = {section["code"]: section["max_words"] for section in preset["sections"]}
    assert len({draft.title for draft in drafts}) == 75
    assert len({tuple(draft.sections.values()) for draft in drafts}) == 75
    assert {draft.field_code for draft in drafts} == {field["code"] for field in preset["fields"]}
    for draft in drafts:
        assert list(draft.sections) == codes
        assert all(text and "{" not in text for text in draft.sections.values())
        assert all(len(text.split()) <= limits[code] for code, text in draft.sections.items())
        assert draft.commune in communes()
        assert 1 <= draft.created_month <= 12


@pytest.mark.parametrize("contest", CONTESTS)
def test_thousands_of_entries_keep_different_titles(contest: str) -> None:
    drafts = entry_drafts(contest, 2000, 2)
    assert len({draft.title for draft in drafts}) == 2000
    assert max(len(draft.title) for draft in drafts) <= 300


def test_some_titles_are_long() -> None:
    lengths = [len(draft.title) for contest in CONTESTS for draft in entry_drafts(contest, 90, 1)]
    assert max(lengths) <= 240
    assert sum(length >= 150 for length in lengths) >= 5


@pytest.mark.parametrize("contest", CONTESTS)
def test_shares_of_every_entry_sum_to_100(contest: str) -> None:
    drafts = entry_drafts(contest, 300, 3)
    assert {sum(author.share_percent for author in draft.authors) for draft in drafts} == {100}
    assert {len(draft.authors) for draft in drafts} == {1, 2, 3, 4, 5}
    assert all(len({author.full_name for author in draft.authors}) == len(draft.authors) for draft in drafts)


def test_shares_work_for_large_groups() -> None:
    assert sum(shares(random.Random(1), 7)) == 100


def test_pupils_are_inside_the_birth_window_and_minors_have_guardians() -> None:
    first, last = birth_window()
    for draft in entry_drafts("youth", 400, 4):
        assert draft.division_code in {"TH", "THCS", "THPT"}
        for author in draft.authors:
            born = author.birth_date
            assert first <= born <= last
            minor = (2026 - born.year, 7, 31) < (18, born.month, born.day)
            assert bool(author.guardian_name and author.guardian_relation and author.guardian_phone) == minor
            assert author.class_name
            assert author.workplace == draft.unit_name


def test_grades_follow_age() -> None:
    by_division: dict[str, list[int]] = {"TH": [], "THCS": [], "THPT": []}
    for draft in entry_drafts("youth", 200, 5):
        by_division[draft.division_code] += [author.birth_date.year for author in draft.authors]
    oldest = [max(by_division[code]) for code in ("THPT", "THCS", "TH")]
    assert all(older < younger for older, younger in pairwise(oldest))


def test_adults_are_adults_and_some_enter_privately() -> None:
    drafts = entry_drafts("stkt", 200, 6)
    assert all(author.birth_date < date(2007, 1, 1) for draft in drafts for author in draft.authors)
    assert all(not author.guardian_name for draft in drafts for author in draft.authors)
    assert {bool(draft.unit_name) for draft in drafts} == {True, False}
    assert all(author.position and author.qualification for draft in drafts for author in draft.authors)


def test_names_are_of_many_groups_and_phones_of_no_subscriber() -> None:
    found = [author for contest in CONTESTS for draft in entry_drafts(contest, 300, 7) for author in draft.authors]
    groups = Counter(author.ethnicity for author in found)
    assert set(groups) == {"Kinh", "Tày", "Nùng", "Mông", "Dao", "Giáy", "Lô Lô", "La Chí", "Pà Thẻn"}
    assert all(author.phone == "" or author.phone.startswith("0900 ") for author in found)
    assert all(unicodedata.is_normalized("NFC", author.full_name) for author in found)
    assert not any(one == two for author in found for one, two in pairwise(author.full_name.split()))


def test_people_fills_the_used_names() -> None:
    used: set[str] = set()
    found = people(random.Random(1), 5, minors=False, area="karst", commune="Xã Đồng Văn", used=used)
    assert {person.full_name for person in found} == used
    assert {person.commune for person in found} == {"Xã Đồng Văn"}


def test_schools_units_and_judges_stand_in_real_communes_and_fields() -> None:
    assert len(schools()) >= 40
    assert len(units()) >= 25
    assert {place.commune for place in (*schools(), *units())} <= communes()
    for contest, count in (("stkt", 18), ("youth", 6)):
        codes = {field["code"] for field in load(f"rulebooks/{contest}.toml")["fields"]}
        assert len(judges(contest)) == count
        assert {code for judge in judges(contest) for code in judge.fields} == codes


@pytest.mark.parametrize("contest", CONTESTS)
def test_every_criterion_has_remarks_for_every_level(contest: str) -> None:
    for criterion in [row["code"] for row in load(f"rulebooks/{contest}.toml")["criteria"]] + ["overall"]:
        for level in ("high", "mid", "low"):
            assert len(remarks(criterion, level)) >= 3
