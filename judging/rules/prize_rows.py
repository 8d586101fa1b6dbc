"""The rule rows of prizes: what an edition may set, and how much room a row has."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from contest.rules.problems import N_, Problem
from contest.rules.text import clean, format_hundredths
from judging.rules.scoring import half_up

TiePolicy = Literal["keys", "include_all", "exclude_all", "committee"]
PercentRounding = Literal["floor", "half_up", "ceil"]
TIE_POLICIES: tuple[TiePolicy, ...] = get_args(TiePolicy)
PERCENT_ROUNDINGS: tuple[PercentRounding, ...] = get_args(PercentRounding)


@dataclass(frozen=True)
class PrizeRow:
    """One rule row (judging.md 8.1).

    ``field_id`` None = the whole contest; ``position`` orders the rows of a scope; ``quota_percent`` is a whole
    percentage of the scope's eligible entries; no quota at all = unlimited; ``minimum`` in hundredths;
    ``amount`` in đồng per entry; ``cap_per_unit`` counts within this row.
    """

    id: int
    field_id: int | None
    position: int
    name: str
    tier: str
    quota_count: int | None = None
    quota_percent: int | None = None
    percent_rounding: PercentRounding = "floor"
    minimum: int | None = None
    tie_policy: TiePolicy = "keys"
    carry_down: bool = False
    amount: int = 0
    cap_per_unit: int | None = None


def room_of(row: PrizeRow, base: int, carry: int) -> int | None:
    """Return how many places a row has for ``base`` eligible entries plus carried ones; None = unlimited."""
    if row.quota_count is not None:
        return row.quota_count + carry
    if row.quota_percent is None:
        return None
    hundredfold = base * row.quota_percent
    if row.percent_rounding == "floor":
        return hundredfold // 100 + carry
    if row.percent_rounding == "ceil":
        return -(-hundredfold // 100) + carry
    return half_up(hundredfold, 100) + carry


def scopes_in_order(rows: Sequence[PrizeRow], order: Sequence[int | None] = ()) -> list[int | None]:
    """Return each scope that has rows once: as ``order`` names them, the rest by field id, whole contest last."""
    present = {row.field_id for row in rows}
    named = [scope for scope in dict.fromkeys(order) if scope in present]
    rest = sorted(scope for scope in present if scope is not None and scope not in named)
    return [*named, *rest, *([None] if None in present and None not in named else [])]


def problems_in_rows(rows: Sequence[PrizeRow]) -> list[Problem]:
    """Check rule rows before they are used; problems hang on ``rows-<position in the list>-<column>``."""
    found: list[Problem] = []
    for index, row in enumerate(rows):
        at = f"rows-{index}"
        found += _problems_in_words(row, at, index + 1)
        found += _problems_in_numbers(row, at)
        for other in rows[:index]:
            if other.field_id != row.field_id:
                continue
            if other.position == row.position:
                values = {"name": row.name, "other": other.name}
                message = N_("“%(name)s” và “%(other)s” có cùng thứ tự. Mỗi hạng giải cần một thứ tự riêng.")
                found.append(Problem(message, f"{at}-position", values))
            if other.tier == row.tier and clean(row.tier):
                message = N_("Mã hạng “%(tier)s” bị trùng trong cùng phạm vi.")
                found.append(Problem(message, f"{at}-tier", {"tier": row.tier}))
    return found + _problems_in_minima(rows)


def _problems_in_words(row: PrizeRow, at: str, number: int) -> list[Problem]:
    """Check name, tier code and the choices."""
    found = []
    if not clean(row.name):
        message = N_("Dòng giải thứ %(number)s chưa có tên, ví dụ “Giải Nhất”.")
        found.append(Problem(message, f"{at}-name", {"number": number}))
    if not clean(row.tier):
        message = N_("Dòng giải thứ %(number)s chưa có mã hạng, ví dụ “nhat”.")
        found.append(Problem(message, f"{at}-tier", {"number": number}))
    if row.tie_policy not in TIE_POLICIES:
        found.append(Problem(N_("Hãy chọn cách xử lý khi bằng điểm."), f"{at}-tie_policy"))
    if row.percent_rounding not in PERCENT_ROUNDINGS:
        found.append(Problem(N_("Hãy chọn cách làm tròn tỷ lệ giải."), f"{at}-percent_rounding"))
    return found


def _problems_in_numbers(row: PrizeRow, at: str) -> list[Problem]:
    """Check quota, minimum, amount and cap."""
    name, found = {"name": row.name}, []
    if row.quota_count is not None and row.quota_percent is not None:
        message = N_("“%(name)s” chỉ được có số lượng hoặc tỷ lệ, không cả hai.")
        found.append(Problem(message, f"{at}-quota_percent", name))
    if row.quota_count is not None and row.quota_count < 0:
        found.append(Problem(N_("Số lượng của “%(name)s” không được âm."), f"{at}-quota_count", name))
    if row.quota_percent is not None and not 0 <= row.quota_percent <= 100:
        found.append(Problem(N_("Tỷ lệ của “%(name)s” phải từ 0 đến 100."), f"{at}-quota_percent", name))
    if row.minimum is not None and row.minimum < 0:
        found.append(Problem(N_("Điểm tối thiểu của “%(name)s” không được âm."), f"{at}-minimum", name))
    if row.amount < 0:
        found.append(Problem(N_("Tiền thưởng của “%(name)s” không được âm."), f"{at}-amount", name))
    if row.cap_per_unit is not None and row.cap_per_unit < 1:
        message = N_("Số giải tối đa của một đơn vị ở “%(name)s” phải từ 1, hoặc để trống.")
        found.append(Problem(message, f"{at}-cap_per_unit", name))
    return found


def _problems_in_minima(rows: Sequence[PrizeRow]) -> list[Problem]:
    """Refuse a lower tier that asks for more points than the tier above it in the same scope."""
    found = []
    for scope in scopes_in_order(rows):
        ordered = sorted(
            (row.position, index, row) for index, row in enumerate(rows) if row.field_id == scope and row.minimum
        )
        for (_, _, upper), (_, index, lower) in pairwise(ordered):
            if (upper.minimum or 0) < (lower.minimum or 0):
                values = {
                    "lower": lower.name,
                    "upper": upper.name,
                    "minimum": format_hundredths(upper.minimum),
                }
                message = N_("Điểm tối thiểu của “%(lower)s” không được cao hơn của “%(upper)s” (%(minimum)s).")
                found.append(Problem(message, f"rows-{index}-minimum", values))
    return found
