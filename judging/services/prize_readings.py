"""A stored list of prizes, laid out for people: tiers with their awards, places used, reasons by field, open ties."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contest.rules.kinds import Tier
from contest.rules.problems import Problem


@dataclass(frozen=True)
class Line:
    """One prize of the list with what the committee reads."""

    code: str
    public_id: str
    title: str
    authors: str
    unit: str
    field: tuple[str, str]
    place: int | None
    score: int
    name: str
    amount: int
    by_decision: bool
    provisional: bool


@dataclass(frozen=True)
class Group:
    """All prizes of one tier, perhaps none."""

    tier: Tier
    lines: tuple[Line, ...]
    amount: int


@dataclass(frozen=True)
class Reasons:
    """What the pass said in one scope, in its order; an empty name is the whole contest."""

    field: tuple[str, str]
    used: tuple[tuple[str, int, str], ...]
    lines: tuple[Problem, ...]


@dataclass(frozen=True)
class Open:
    """A tie that waits: the prize, where, how many places, and the tied entries as (id, code, title)."""

    prize_row_id: int
    field_id: int
    prize: str
    field: tuple[str, str]
    places: int
    entries: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class Reading:
    """A whole list."""

    groups: tuple[Group, ...]
    reasons: tuple[Reasons, ...]
    open: tuple[Open, ...]
    changes: tuple[Problem, ...]
    count: int
    spent: int
    ranked: int
    without_result: int


WHOLE = ("", "")


def read(content: Mapping[str, Any]) -> Reading:
    """Return a stored content as pages show it."""
    rows = {row["id"]: row for row in content["rows"]}
    lines = [(Tier(award["tier"]), _line(content, award, rows)) for award in content["awards"]]
    groups = []
    for tier in dict.fromkeys(sorted((Tier(row["tier"]) for row in content["rows"]), key=list(Tier).index)):
        of_tier = sorted((line for kind, line in lines if kind is tier), key=lambda line: (line.field, -line.score))
        groups.append(Group(tier, tuple(of_tier), sum(line.amount for line in of_tier)))
    scores = [item["score"] is not None for item in content["ranking"]]
    return Reading(
        groups=tuple(groups),
        reasons=tuple(_reasons(content, rows)),
        open=tuple(_open(content, rows, item) for item in content["pending"]),
        changes=tuple(
            Problem(line["message"], values=line["values"]) for line in content["log"] if line["kind"] == "changed"
        ),
        count=len(lines),
        spent=content["spent"],
        ranked=sum(scores),
        without_result=len(scores) - sum(scores),
    )


def entry_of_code(content: Mapping[str, Any], code: str) -> int:
    """Return the entry with a dossier code in a list, without regard to case; 0 when there is none."""
    wanted = code.casefold().strip()
    return next((item["entry_id"] for item in content["ranking"] if item["code"].casefold() == wanted), 0)


def prize_names(content: Mapping[str, Any]) -> list[tuple[int, tuple[str, str], tuple[str, str]]]:
    """Return (row, name of the prize, name of the field) of every row, names in Vietnamese and English."""
    return [(row["id"], (row["name"], row["name_en"]), _field(content, row["field_id"])) for row in content["rows"]]


def _field(content: Mapping[str, Any], field_id: int | None) -> tuple[str, str]:
    name, english = content["fields"].get(str(field_id), WHOLE)
    return name, english


def _line(content: Mapping[str, Any], award: Mapping[str, Any], rows: Mapping[int, Any]) -> Line:
    ranked = next(item for item in content["ranking"] if item["entry_id"] == award["entry_id"])
    entry = content["entries"][str(award["entry_id"])]
    return Line(
        code=ranked["code"],
        public_id=entry["public_id"],
        title=entry["title"],
        authors=entry["authors"],
        unit=entry["unit"],
        field=_field(content, ranked["field_id"]),
        place=ranked["place"],
        score=ranked["score"],
        name=rows[award["row_id"]]["name"],
        amount=award["amount"],
        by_decision=award["by_decision"],
        provisional=award["provisional"],
    )


def _reasons(content: Mapping[str, Any], rows: Mapping[int, Any]) -> list[Reasons]:
    """Return the log by scope, with how many prizes of each row were used."""
    given = Counter(award["row_id"] for award in content["awards"])
    found = []
    for scope in dict.fromkeys(row["field_id"] for row in content["rows"]):
        mine = [row for row in content["rows"] if row["field_id"] == scope]
        ids = {row["id"] for row in mine}
        found.append(
            Reasons(
                _field(content, scope),
                tuple((row["name"], given[row["id"]], _quota(row)) for row in mine),
                tuple(
                    Problem(line["message"], values=line["values"])
                    for line in content["log"]
                    if line["row_id"] in ids and line["kind"] != "changed"
                ),
            )
        )
    return found


def _quota(row: Mapping[str, Any]) -> str:
    """Return the quota of a row as written: a number, a percentage, or none."""
    if row["quota"] is not None:
        return str(row["quota"])
    return f"{row['quota_percent']}%" if row["quota_percent"] is not None else "∞"


def _open(content: Mapping[str, Any], rows: Mapping[int, Any], item: Mapping[str, Any]) -> Open:
    codes = {one["entry_id"]: one["code"] for one in content["ranking"]}
    return Open(
        prize_row_id=rows[item["row_id"]]["prize_row_id"],
        field_id=item["field_id"] or 0,
        prize=rows[item["row_id"]]["name"],
        field=_field(content, item["field_id"]),
        places=item["places"],
        entries=tuple((key, codes[key], content["entries"][str(key)]["title"]) for key in item["entry_ids"]),
    )
