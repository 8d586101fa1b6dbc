"""Administrative units: the shipped ones, the communes to choose from."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from contest.adapters.units import read_units
from contest.models.organisations import Unit, UnitSuccession
from contest.rules.kinds import UnitKind
from contest.rules.text import fold, vi_key


def list_communes(session: Session, *, day: date) -> list[tuple[int, str]]:
    """Return id and name of the communes that exist on a day, in Vietnamese order."""
    rows = session.execute(
        select(Unit.id, Unit.name)
        .where(
            Unit.kind == UnitKind.COMMUNE,
            or_(Unit.valid_from.is_(None), Unit.valid_from <= day),
            or_(Unit.valid_to.is_(None), Unit.valid_to > day),
        )
        .order_by(Unit.name_sort, Unit.id)
    )
    return [(row.id, row.name) for row in rows]


MERGED_ON = date(2025, 7, 1)
"""The day on which Hà Giang and Tuyên Quang became one province and the districts ended (domain.md 8.1)."""


def import_units(session: Session) -> int:
    """Store the shipped communes, old and new, with what became of the old ones; harmless when they are there."""
    if session.scalar(select(Unit.id).where(Unit.kind == UnitKind.COMMUNE).limit(1)) is not None:
        return 0
    new, old = read_units()
    province = _unit(UnitKind.PROVINCE, "08", "Tỉnh Tuyên Quang", valid_from=MERGED_ON)
    session.add(province)
    session.flush()
    of_code = {
        item.code: _unit(
            UnitKind.COMMUNE, item.code, item.name, region=item.origin, parent=province, valid_from=MERGED_ON
        )
        for item in new
    }
    session.add_all(of_code.values())
    for item in old:
        before = _unit(UnitKind.COMMUNE, item.code, item.name, region=item.district, valid_to=MERGED_ON)
        parts = [of_code[code] for code in item.new_codes]
        session.add_all(UnitSuccession(old=before, new=part, is_split=len(parts) > 1) for part in parts)
    session.flush()
    return len(new) + len(old)


def _unit(
    kind: UnitKind,
    code: str,
    name: str,
    *,
    region: str = "",
    parent: Unit | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Unit:
    return Unit(
        kind=kind,
        code=code,
        name=name,
        name_sort=vi_key(name.split(" ", 1)[-1]),
        search_text=fold(name),
        region=region,
        parent=parent,
        valid_from=valid_from,
        valid_to=valid_to,
    )
