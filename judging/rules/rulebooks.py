"""The judging part of a rule book: criteria and prize rows as plain data, read into facts and written back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from contest.rules.kinds import Tier
from contest.rules.problems import N_, Problem, refuse_if
from contest.rules.rulebooks import Key, Reader, RuleBook, Table, write_table
from contest.rules.text import clean, format_hundredths, parse_decimal
from judging.rules.prize_rows import PrizeRow, problems_in_rows
from judging.rules.ranking import problems_in_chain
from judging.rules.rubrics import Band, CriterionFacts, problems_in_rubric

SCOPES = ("field", "contest")
LARGEST_AMOUNT, LARGEST_QUOTA = 2_000_000_000, 10_000
_CRITERIA = (
    Key("code", needed=True),
    Key("name", needed=True),
    Key("name_en"),
    Key("guidance", "lines"),
    Key("guidance_en", "lines"),
)
_PRIZES = (
    Key("scope", needed=True),
    Key("field", "line", "field_code"),
    Key("tier", Tier, needed=True),
    Key("name", needed=True),
    Key("name_en"),
    Key("quota", "whole"),
    Key("quota_percent", "whole"),
    Key("tie_policy"),
    Key("carry_down", "flag"),
    Key("amount", "whole", needed=True),
)


@dataclass(frozen=True)
class BandRow:
    """A band with its words in both languages; both ends in hundredths."""

    low: int
    high: int
    text: str
    text_en: str = ""


@dataclass(frozen=True)
class CriterionRow:
    """A criterion as the rule book has it; scale in hundredths, None where nothing was given."""

    code: str
    name: str
    name_en: str = ""
    guidance: str = ""
    guidance_en: str = ""
    maximum: int | None = None
    step: int | None = None
    minimum: int = 0
    bands: tuple[BandRow, ...] = ()

    def facts(self, number: int) -> CriterionFacts:
        """Return what the rules of rubrics ask about."""
        return CriterionFacts(
            id=number,
            code=self.code,
            name=self.name,
            maximum=self.maximum or 0,
            step=self.step or 0,
            minimum=self.minimum,
            bands=tuple(Band(band.low, band.high, band.text) for band in self.bands),
        )


@dataclass(frozen=True)
class PrizeLine:
    """A row of the prize structure as the rule book has it; ``field_code`` empty = each field."""

    scope: str
    tier: Tier
    name: str
    name_en: str = ""
    field_code: str = ""
    quota: int | None = None
    quota_percent: int | None = None
    minimum: int | None = None
    tie_policy: str = "keys"
    carry_down: bool = False
    amount: int = 0
    id: int = 0


def problems_in_criteria(rows: Sequence[CriterionRow]) -> list[Problem]:
    """Check a rubric; problems hang on ``criteria-<position>-<column>``."""
    return problems_in_rubric([row.facts(number) for number, row in enumerate(rows, 1)])


def problems_in_prizes(rows: Sequence[PrizeLine], field_codes: Sequence[str]) -> list[Problem]:
    """Check a prize structure; problems hang on ``rows-<position>-<column>``."""
    scopes = {code: number for number, code in enumerate(field_codes, 1)}
    found = []
    for index, row in enumerate(rows):
        if row.scope not in SCOPES:
            found.append(Problem(N_("Chọn phạm vi: mỗi lĩnh vực hoặc toàn cuộc thi."), f"rows-{index}-scope"))
        if row.field_code and row.field_code not in scopes:
            values = {"code": row.field_code}
            found.append(Problem(N_("Không có lĩnh vực “%(code)s”."), f"rows-{index}-scope", values))
        if row.amount > LARGEST_AMOUNT:
            found.append(Problem(N_("Tiền thưởng một giải không quá 2.000.000.000 đồng."), f"rows-{index}-amount"))
        if row.quota is not None and row.quota > LARGEST_QUOTA:
            found.append(Problem(N_("Số giải của một hạng không quá 10.000."), f"rows-{index}-quota"))
    checked = [
        PrizeRow(
            id=index,
            field_id=None if row.scope == "contest" else scopes.get(row.field_code, 0),
            position=index,
            name=row.name,
            tier=row.tier.value,
            quota_count=row.quota,
            quota_percent=row.quota_percent,
            minimum=row.minimum,
            tie_policy=row.tie_policy,  # type: ignore[arg-type]  # an unknown one is a problem that the rule names
            carry_down=row.carry_down,
            amount=row.amount,
        )
        for index, row in enumerate(rows)
    ]
    renamed = [
        replace(problem, field=problem.field.replace("quota_count", "quota")) for problem in problems_in_rows(checked)
    ]
    return found + renamed


def problems_across(book: RuleBook, criteria: Sequence[CriterionRow]) -> list[Problem]:
    """Check what names criteria outside the rubric: text sections and the tie chain."""
    codes = [row.code for row in criteria]
    found = []
    for section in book.sections:
        if section.criterion_code and section.criterion_code not in codes:
            message = N_("Mục “%(label)s” gắn với tiêu chí “%(code)s”, nhưng phiếu điểm không có tiêu chí này.")
            found.append(Problem(message, "book", {"label": section.label, "code": section.criterion_code}))
    return found + problems_in_chain(book.edition.tie_chain, codes)


def read_judging(book: Table) -> tuple[tuple[CriterionRow, ...], tuple[PrizeLine, ...]]:
    """Return criteria and prize rows of a rule book; RuleError names each wrong, missing or unknown key."""
    reader = Reader(book)
    numbers = ("max", "step", "min", "bands")
    criteria = [
        CriterionRow(
            **row,
            maximum=_hundredths(reader, raw, "max", f"[[criteria]] {number}"),
            step=_hundredths(reader, raw, "step", f"[[criteria]] {number}"),
            minimum=_hundredths(reader, raw, "min", f"[[criteria]] {number}", default="0") or 0,
            bands=_bands(reader, raw.get("bands", []), number),
        )
        for number, (row, raw) in enumerate(
            zip(reader.rows("criteria", _CRITERIA, ignored=numbers), book.get("criteria", []), strict=False), 1
        )
    ]
    prizes = [
        PrizeLine(**row, minimum=_hundredths(reader, raw, "minimum", f"[[prizes]] {number}", default=""))
        for number, (row, raw) in enumerate(
            zip(reader.rows("prizes", _PRIZES, ignored=("minimum",)), book.get("prizes", []), strict=False), 1
        )
    ]
    refuse_if(reader.problems)
    return tuple(criteria), tuple(prizes)


def _hundredths(reader: Reader, raw: Table, key: str, where: str, *, default: str | None = None) -> int | None:
    """Return a number such as "0.5" in hundredths; None for an empty one that may be empty."""
    text = raw.get(key, default)
    if text is None:
        reader.say(N_("%(where)s: thiếu “%(key)s”."), where=where, key=key)
        return None
    if text == "" and default == "":
        return None
    number = parse_decimal(str(text)) if isinstance(text, str | int | float) and text is not True else None
    if number is None:
        reader.say(N_('%(where)s: “%(key)s” phải là một số, ví dụ "0.5".'), where=where, key=key)
    return number


def _bands(reader: Reader, raw: Any, number: int) -> tuple[BandRow, ...]:
    """Return the bands of a criterion."""
    where = f"[[criteria]] {number} bands"
    if not isinstance(raw, list) or not all(isinstance(band, dict) for band in raw):
        reader.say(N_("%(where)s: cần danh sách {low, high, text, text_en}."), where=where)
        return ()
    found = []
    for band in raw:
        low, high = (_hundredths(reader, band, key, where) for key in ("low", "high"))
        if low is not None and high is not None:
            found.append(BandRow(low, high, clean(str(band.get("text", ""))), clean(str(band.get("text_en", "")))))
    return tuple(found)


def write_judging(criteria: Sequence[CriterionRow], prizes: Sequence[PrizeLine]) -> dict[str, Any]:
    """Return criteria and prize rows as the tables of a TOML file."""
    tables: dict[str, Any] = {}
    if criteria:
        tables["criteria"] = [_written_criterion(row) for row in criteria]
    if prizes:
        tables["prizes"] = [_written_prize(row) for row in prizes]
    return tables


def _written_criterion(row: CriterionRow) -> dict[str, Any]:
    scale = {"max": number(row.maximum), "step": number(row.step), "min": number(row.minimum)}
    bands = [
        {"low": number(band.low), "high": number(band.high), "text": band.text, "text_en": band.text_en}
        for band in row.bands
    ]
    return write_table(row, _CRITERIA) | scale | ({"bands": bands} if bands else {})


def _written_prize(row: PrizeLine) -> dict[str, Any]:
    table = write_table(row, _PRIZES) | {"minimum": number(row.minimum)}
    if not row.field_code:
        del table["field"]
    return table


def number(value: int | None) -> str:
    """Return hundredths as a rule book writes them: decimal point, no group separator, empty for None."""
    return "" if value is None else format_hundredths(value).replace(".", "").replace(",", ".")
