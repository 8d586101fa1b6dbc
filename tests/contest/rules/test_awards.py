"""Awards in public: initials, consents, units on papers."""

from datetime import date

import pytest

from contest.rules.awards import Named, initials, name_is_public, public_names, unit_of
from contest.rules.consents import ConsentFacts
from contest.rules.kinds import ConsentGiver, ConsentScope

DAY = date(2026, 11, 22)
OWN = ConsentFacts(ConsentScope.PUBLISH_NAME, ConsentGiver.AUTHOR)
GUARDIAN = ConsentFacts(ConsentScope.PUBLISH_NAME, ConsentGiver.GUARDIAN)
BACK = ConsentFacts(ConsentScope.PUBLISH_NAME, ConsentGiver.AUTHOR, active=False)
GUARDIAN_BACK = ConsentFacts(ConsentScope.PUBLISH_NAME, ConsentGiver.GUARDIAN, active=False)
PHOTO = ConsentFacts(ConsentScope.PUBLISH_PHOTO, ConsentGiver.GUARDIAN)


@pytest.mark.parametrize(
    ("born", "consents", "children", "shown"),
    [
        (date(1985, 1, 1), (), False, True),
        (date(1985, 1, 1), (BACK,), False, False),
        (date(1985, 1, 1), (BACK, OWN), False, True),
        (date(2008, 11, 22), (), True, True),  # 18 today
        (date(2008, 11, 23), (), True, False),  # 18 tomorrow
        (date(2013, 1, 1), (GUARDIAN,), True, False),
        (date(2013, 1, 1), (OWN,), True, False),
        (date(2013, 1, 1), (GUARDIAN, OWN), True, True),
        (date(2013, 1, 1), (GUARDIAN_BACK, OWN), True, False),
        (date(2013, 1, 1), (PHOTO, OWN), True, False),
        (date(2019, 11, 22), (GUARDIAN,), True, False),  # 7 today: the child's own word counts
        (date(2019, 11, 23), (GUARDIAN,), True, True),
        (None, (GUARDIAN,), True, False),
        (None, (GUARDIAN, OWN), True, True),
        (None, (), False, True),
    ],
)
def test_a_name_is_public(born: date | None, consents: tuple[ConsentFacts, ...], children: bool, shown: bool) -> None:
    """Adults by the decision, minors by the guardian's word and from 7 years their own."""
    assert name_is_public(Named("Sùng Mí Dính", born, consents), on=DAY, children=children) is shown


def test_initials() -> None:
    """Diacritics stay, spaces do not matter."""
    assert initials("  Đặng  thị Ánh ") == "Đ.T.Á."
    assert initials("") == ""


def test_names_are_matched_however_they_are_printed() -> None:
    """One apostrophe for another, and a corrected tone, still find the person; strangers depend on the contest."""
    child, adult = Named("H'Mai Êban", date(2013, 1, 1)), Named("Giàng A Sùng", date(1985, 1, 1))
    names = ["H’Mai Êban", "Giàng A Sừng", "Người Lạ"]
    assert public_names(names, [child, adult], on=DAY, children=True) == ["H.Ê.", "Giàng A Sừng", "N.L."]
    assert public_names(names, [child, adult], on=DAY, children=False) == ["H.Ê.", "Giàng A Sừng", "Người Lạ"]


def test_of_two_namesakes_both_must_be_public() -> None:
    """A name that belongs to a child as well is not shown."""
    people = [Named("Vàng Thị Mỷ", date(1985, 1, 1)), Named("Vàng Thị Mỷ", date(2013, 1, 1))]
    assert public_names(["Vàng Thị Mỷ"], people, on=DAY, children=True) == ["V.T.M."]


def test_the_unit_on_a_paper() -> None:
    """A lone pupil with class and school, a group with its schools, adults with the entering unit."""
    school = "Trường THCS Sủng Là"
    assert unit_of(unit_name="x", workplaces=[("7A", school)], children=True) == f"Lớp 7A, {school}"
    assert unit_of(unit_name="x", workplaces=[("Lớp 7A", school)], children=True) == f"Lớp 7A, {school}"
    assert unit_of(unit_name="x", workplaces=[("7A", school), ("7B", school)], children=True) == school
    assert unit_of(unit_name="", workplaces=[("", "A"), ("", "B")], children=True) == "A; B"
    assert unit_of(unit_name="Hợp tác xã", workplaces=[("", "A")], children=False) == "Hợp tác xã"
    assert unit_of(unit_name="", workplaces=[("", "A")], children=False) == "A"
