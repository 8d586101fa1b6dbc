"""Whose agreement counts, and that silence is none."""

from datetime import date

import pytest

from contest.rules.consents import TEXTS, ConsentFacts, givers_needed, is_in_force, missing_consents, problems_in_giving
from contest.rules.kinds import ConsentGiver, ConsentScope

TODAY = date(2026, 6, 15)
AUTHOR, GUARDIAN = ConsentGiver.AUTHOR, ConsentGiver.GUARDIAN


@pytest.mark.parametrize(
    ("birth", "givers"),
    [
        (date(2019, 6, 16), (GUARDIAN,)),
        (date(2019, 6, 15), (GUARDIAN, AUTHOR)),
        (date(2008, 6, 16), (GUARDIAN, AUTHOR)),
        (date(2008, 6, 15), (AUTHOR,)),
        (None, (AUTHOR,)),
    ],
)
def test_who_must_agree(birth: date | None, givers: tuple[ConsentGiver, ...]) -> None:
    """Under 7 the guardian, from 7 both, from 18 the author."""
    assert givers_needed(birth, TODAY) == givers


def test_each_scope_stands_alone_and_ends_when_taken_back() -> None:
    """Publishing a name needs its own yes of both, and one taken back ends it."""
    birth = date(2013, 1, 1)
    name = ConsentScope.PUBLISH_NAME
    records = [ConsentFacts(name, GUARDIAN)]
    assert not is_in_force(records, name, birth_date=birth, day=TODAY)
    records.append(ConsentFacts(name, AUTHOR))
    assert is_in_force(records, name, birth_date=birth, day=TODAY)
    assert not is_in_force(records, ConsentScope.PUBLISH_PHOTO, birth_date=birth, day=TODAY)
    records[0] = ConsentFacts(name, GUARDIAN, active=False)
    assert not is_in_force(records, name, birth_date=birth, day=TODAY)


def test_only_taking_part_is_needed_and_only_for_minors() -> None:
    """An adult lacks nothing; a child lacks both voices."""
    assert missing_consents([], name="An", birth_date=date(1985, 1, 1), day=TODAY) == []
    assert len(missing_consents([], name="Mỷ", birth_date=date(2013, 1, 1), day=TODAY)) == 2
    given = [ConsentFacts(ConsentScope.TAKE_PART, GUARDIAN), ConsentFacts(ConsentScope.TAKE_PART, AUTHOR)]
    assert missing_consents(given, name="Mỷ", birth_date=date(2013, 1, 1), day=TODAY) == []


def test_giving_needs_a_tick_and_a_name() -> None:
    """Nothing ticked, a guardian without a name and a guardian of an adult are refused."""
    chosen = [(GUARDIAN, ConsentScope.TAKE_PART)]
    child, adult = date(2013, 1, 1), date(1985, 1, 1)
    assert problems_in_giving([], birth_date=child, guardian_name="B", day=TODAY)
    assert problems_in_giving(chosen, birth_date=child, guardian_name="", day=TODAY)
    assert problems_in_giving(chosen, birth_date=adult, guardian_name="B", day=TODAY)
    assert problems_in_giving(chosen, birth_date=child, guardian_name="B", day=TODAY) == []
    assert set(TEXTS) == set(ConsentScope)
