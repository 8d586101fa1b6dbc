"""The shipped administrative units: communes of today, those of before, and what became of them."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.adapters.units import read_units
from contest.models.organisations import Unit, UnitSuccession
from contest.rules.kinds import UnitKind
from contest.services.organisations import MERGED_ON, import_units, list_communes


@pytest.fixture
def imported(session: Session) -> Session:
    """Give a session after the import."""
    assert import_units(session) == 124 + 330
    return session


def test_all_units_are_there(imported: Session) -> None:
    """124 communes of today under the province, 330 of before; doing it again changes nothing."""
    communes = imported.scalars(select(Unit).where(Unit.kind == UnitKind.COMMUNE)).all()
    live = [unit for unit in communes if unit.valid_to is None]
    assert (len(live), len(communes) - len(live)) == (124, 330)
    assert {unit.parent.name for unit in live if unit.parent} == {"Tỉnh Tuyên Quang"}
    assert all(unit.valid_from == MERGED_ON for unit in live)
    assert import_units(imported) == 0
    assert imported.scalar(select(func.count()).select_from(Unit)) == 1 + 124 + 330


def test_no_two_live_communes_share_a_code_or_name(imported: Session) -> None:
    """Codes and names of the communes of a day are unique, today and before the merger."""
    for day, count in ((date(2026, 6, 15), 124), (date(2025, 6, 30), 330)):
        ids = [id_ for id_, _ in list_communes(imported, day=day)]
        units = imported.scalars(select(Unit).where(Unit.id.in_(ids))).all()
        assert len(units) == count
        assert max(Counter(unit.code for unit in units).values()) == 1
    names = [name for _, name in list_communes(imported, day=date(2026, 6, 15))]
    assert len(set(names)) == 124


def test_what_became_of_the_old_ones(imported: Session) -> None:
    """Every old commune has a successor, every new one a predecessor; five were split in two."""
    rows = imported.scalars(select(UnitSuccession)).all()
    assert len(rows) == 330 + 5
    parts = Counter(row.old_id for row in rows)
    assert sorted(parts.values())[-6:] == [1, 2, 2, 2, 2, 2]
    assert {row.old_id for row in rows if row.is_split} == {old for old, count in parts.items() if count == 2}
    assert len({row.new_id for row in rows}) == 124


def test_the_files_agree() -> None:
    """Every new code that the old communes name is a commune of today."""
    new, old = read_units()
    codes = {unit.code for unit in new}
    assert {code for unit in old for code in unit.new_codes} == codes
    assert all(unit.name.split(" ", 1)[0] in ("Xã", "Phường") for unit in new)
