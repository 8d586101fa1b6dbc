"""The administrative units that ship with the program: the communes of 2025 and what the old ones became."""

import csv
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"
SPLIT = {  # old code -> the second part; the table itself names only the first (contest/data/UNITS-NOTICE.txt)
    "00988": "00994",
    "00967": "00913",
    "00688": "00694",
    "02494": "02212",
    "02497": "02215",
}


@dataclass(frozen=True)
class NewUnit:
    """A commune since 01/07/2025."""

    code: str
    name: str
    origin: str


@dataclass(frozen=True)
class OldUnit:
    """A commune until 30/06/2025 with its district, and the codes of what it became."""

    code: str
    name: str
    district: str
    province: str
    new_codes: tuple[str, ...]


def read_units() -> tuple[list[NewUnit], list[OldUnit]]:
    """Return the 124 communes of today and the 330 of before, split ones with both their parts."""
    with (DATA / "units.csv").open(encoding="utf-8", newline="") as file:
        new = [NewUnit(row["gso_code"], row["name"], row["origin_province"]) for row in csv.DictReader(file)]
    with (DATA / "legacy_units.csv").open(encoding="utf-8", newline="") as file:
        old = [
            OldUnit(
                row["old_gso_code"],
                row["old_name"],
                row["old_district"],
                row["old_province"],
                (row["new_gso_code"], *([SPLIT[row["old_gso_code"]]] if row["old_gso_code"] in SPLIT else [])),
            )
            for row in csv.DictReader(file)
        ]
    return new, old
