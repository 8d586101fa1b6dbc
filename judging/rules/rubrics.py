"""The rubric: criteria with scales, what a judge may type, and the exact total of a sheet."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from contest.rules.problems import N_, Problem
from contest.rules.text import clean, format_hundredths, parse_decimal
from judging.rules.scoring import half_up


@dataclass(frozen=True)
class Band:
    """One printed stretch of a scale with its meaning; both ends in hundredths, both included."""

    low: int
    high: int
    text: str


@dataclass(frozen=True)
class CriterionFacts:
    """One criterion; every score is an integer in hundredths of a point, ``weight`` a whole number of 100."""

    id: int
    code: str
    name: str
    maximum: int
    step: int
    minimum: int = 0
    weight: int | None = None
    optional: bool = False
    bands: tuple[Band, ...] = ()
    comment_below: int | None = None
    comment_above: int | None = None


def mark_field(criterion_id: int) -> str:
    """Return the name of the form field that holds the mark of a criterion."""
    return f"mark-{criterion_id}"


def comment_field(criterion_id: int) -> str:
    """Return the name of the form field that holds the remark on a criterion."""
    return f"comment-{criterion_id}"


def problems_in_rubric(criteria: Sequence[CriterionFacts], *, total: int = 10000) -> list[Problem]:
    """Check a rubric before it is used: names, codes, scales, bands, and the sum of maxima or weights.

    ``total`` is in hundredths and holds for additive rubrics; a weighted one has weights that sum to 100 and
    one common maximum (judging.md 3.1). Problems hang on ``criteria-<position>-<column>``.
    """
    if not criteria:
        return [Problem(N_("Bảng tiêu chí chưa có tiêu chí nào. Hãy thêm ít nhất một tiêu chí."), "criteria")]
    found: list[Problem] = []
    codes: set[str] = set()
    for position, criterion in enumerate(criteria):
        at = f"criteria-{position}"
        found += _problems_in_naming(criterion, at, position + 1, codes)
        found += _problems_in_scale(criterion, at) or _problems_in_bands(criterion, at)
        codes.add(criterion.code)
    if all(criterion.optional for criterion in criteria):
        found.append(Problem(N_("Phải có ít nhất một tiêu chí bắt buộc chấm."), "criteria"))
    return found + _problems_in_sums(criteria, total)


def _problems_in_naming(criterion: CriterionFacts, at: str, number: int, codes: set[str]) -> list[Problem]:
    """Ask for a name and for a code that no earlier criterion has."""
    found = []
    if not clean(criterion.name):
        found.append(Problem(N_("Tiêu chí thứ %(number)s chưa có tên."), f"{at}-name", {"number": number}))
    if not clean(criterion.code):
        message = N_("Tiêu chí thứ %(number)s chưa có mã, ví dụ TC1.")
        found.append(Problem(message, f"{at}-code", {"number": number}))
    elif criterion.code in codes:
        message = N_("Mã tiêu chí “%(code)s” bị trùng. Mỗi tiêu chí cần một mã riêng.")
        found.append(Problem(message, f"{at}-code", {"code": criterion.code}))
    return found


def _problems_in_scale(criterion: CriterionFacts, at: str) -> list[Problem]:
    """Check that the scale is positive, divided by its step, and holds its own limits."""
    name = {"name": criterion.name}
    if criterion.maximum <= 0:
        return [Problem(N_("Điểm tối đa của “%(name)s” phải lớn hơn 0."), f"{at}-maximum", name)]
    values = name | {"step": format_hundredths(criterion.step), "max": format_hundredths(criterion.maximum)}
    if criterion.step <= 0 or criterion.maximum % criterion.step:
        message = N_("Bước điểm %(step)s của “%(name)s” phải chia hết điểm tối đa %(max)s, ví dụ 0,25; 0,5 hoặc 1.")
        return [Problem(message, f"{at}-step", values)]
    if not 0 <= criterion.minimum < criterion.maximum or criterion.minimum % criterion.step:
        message = N_("Điểm thấp nhất của “%(name)s” phải từ 0, nhỏ hơn %(max)s và đúng bước %(step)s.")
        return [Problem(message, f"{at}-minimum", values)]
    found = []
    for column, limit in (("comment_below", criterion.comment_below), ("comment_above", criterion.comment_above)):
        if limit is not None and not 0 <= limit <= criterion.maximum:
            message = N_("Ngưỡng bắt buộc nhận xét của “%(name)s” phải từ 0 đến %(max)s.")
            found.append(Problem(message, f"{at}-{column}", values))
    return found


def _problems_in_bands(criterion: CriterionFacts, at: str) -> list[Problem]:
    """Check that every band lies inside the scale, says something and overlaps no other."""
    field, found = f"{at}-bands", []
    for band in criterion.bands:
        values = {"name": criterion.name, "low": format_hundredths(band.low), "high": format_hundredths(band.high)}
        if not criterion.minimum <= band.low <= band.high <= criterion.maximum:
            message = N_("Mức %(low)s–%(high)s của “%(name)s” nằm ngoài thang điểm hoặc bị đảo ngược.")
            found.append(Problem(message, field, values))
        if not clean(band.text):
            message = N_("Mức %(low)s–%(high)s của “%(name)s” chưa có lời mô tả.")
            found.append(Problem(message, field, values))
    ordered = sorted(criterion.bands, key=lambda band: (band.low, band.high))
    for lower, upper in itertools.pairwise(ordered):
        if upper.low <= lower.high:
            message = N_("Hai mức của “%(name)s” chồng nhau ở điểm %(low)s.")
            found.append(Problem(message, field, {"name": criterion.name, "low": format_hundredths(upper.low)}))
    return found


def _problems_in_sums(criteria: Sequence[CriterionFacts], total: int) -> list[Problem]:
    """Check the sum of weights (weighted rubric) or of maxima (additive rubric)."""
    weights = [criterion.weight for criterion in criteria if criterion.weight is not None]
    if not weights:
        reached = sum(criterion.maximum for criterion in criteria)
        if reached == total:
            return []
        values = {"sum": format_hundredths(reached), "total": format_hundredths(total)}
        return [Problem(N_("Tổng điểm tối đa là %(sum)s, phải bằng %(total)s."), "criteria", values)]
    if len(weights) < len(criteria):
        return [Problem(N_("Hoặc mọi tiêu chí đều có trọng số, hoặc không tiêu chí nào có."), "criteria")]
    found = []
    if min(weights) <= 0 or sum(weights) != 100:
        message = N_("Các trọng số phải là số dương và cộng lại bằng 100 (hiện là %(sum)s).")
        found.append(Problem(message, "criteria", {"sum": sum(weights)}))
    if len({criterion.maximum for criterion in criteria}) > 1:
        message = N_("Khi dùng trọng số, mọi tiêu chí phải có cùng điểm tối đa.")
        found.append(Problem(message, "criteria"))
    return found


def parse_mark(text: str, criterion: CriterionFacts) -> int | Problem | None:
    """Return the hundredths of a typed mark, None for an empty field, or the Problem with it.

    Comma and point are both decimal marks; the mark must lie on the scale and on its step (judging.md 3.1).
    """
    if not clean(text):
        return None
    mark = parse_decimal(clean(text))
    if mark is None or not _on_scale(mark, criterion):
        return _off_scale(criterion)
    return mark


def _on_scale(mark: int, criterion: CriterionFacts) -> bool:
    """Tell whether a mark lies on the scale of the criterion and on its step."""
    return criterion.minimum <= mark <= criterion.maximum and mark % criterion.step == 0


def _off_scale(criterion: CriterionFacts) -> Problem:
    """Say which marks the criterion takes."""
    values = {
        "name": criterion.name,
        "min": format_hundredths(criterion.minimum),
        "max": format_hundredths(criterion.maximum),
        "step": format_hundredths(criterion.step),
        "example": format_hundredths(criterion.maximum - criterion.step),
    }
    message = N_("Điểm “%(name)s” phải từ %(min)s đến %(max)s, mỗi bước %(step)s, ví dụ %(example)s.")
    return Problem(message, mark_field(criterion.id), values)


def needs_comment(criterion: CriterionFacts, mark: int | None) -> bool:
    """Tell whether a mark asks for a remark: under or over the named limits, or 0 where bands have a row for 0.

    Source: domain.md 4.9 and judging.md 3.4. No mark asks for nothing.
    """
    if mark is None:
        return False
    below = criterion.comment_below is not None and mark < criterion.comment_below
    above = criterion.comment_above is not None and mark > criterion.comment_above
    return below or above or (mark == 0 and any(band.low == band.high == 0 for band in criterion.bands))


def problems_in_sheet(
    criteria: Sequence[CriterionFacts],
    marks: Mapping[int, int | None],
    comments: Mapping[int, str],
    *,
    submitting: bool,
) -> list[Problem]:
    """Check a sheet (criterion id -> hundredths or None); completeness and remarks only when it is submitted."""
    found = []
    for criterion in criteria:
        mark = marks.get(criterion.id)
        if mark is None:
            if submitting and not criterion.optional:
                message = N_("Chưa chấm tiêu chí “%(name)s”. Hãy cho điểm rồi nộp phiếu.")
                found.append(Problem(message, mark_field(criterion.id), {"name": criterion.name}))
        elif not _on_scale(mark, criterion):
            found.append(_off_scale(criterion))
        elif submitting and needs_comment(criterion, mark) and not clean(comments.get(criterion.id)):
            values = {"name": criterion.name, "mark": format_hundredths(mark)}
            message = N_("Điểm %(mark)s của “%(name)s” cần một lời nhận xét giải thích.")
            found.append(Problem(message, comment_field(criterion.id), values))
    if set(marks) - {criterion.id for criterion in criteria}:
        found.append(Problem(N_("Phiếu có tiêu chí không thuộc bảng tiêu chí này. Hãy tải lại trang và chấm lại.")))
    if submitting and not found and sheet_quotient(criteria, marks) is None:
        found.append(Problem(N_("Phiếu chưa có điểm nào.")))
    return found


def sheet_quotient(criteria: Sequence[CriterionFacts], marks: Mapping[int, int | None]) -> Fraction | None:
    """Return the exact sheet total in hundredths; None while an obligatory mark is missing.

    Additive: the sum of marks. Weighted: the sum of w·s/M in hundredths of a 100-point scale (judging.md 3.1).
    An optional criterion without a mark leaves the denominator: the rest is scaled to the full total (3.4).
    """
    given = {one.id: mark for one in criteria if (mark := marks.get(one.id)) is not None}
    if not given or any(not one.optional and one.id not in given for one in criteria):
        return None
    full = answered = 0
    reached = Fraction(0)
    for one in criteria:
        worth = one.maximum if one.weight is None else one.weight * 100
        full += worth
        if one.id in given:
            answered += worth
            reached += Fraction(given[one.id] * worth, one.maximum)
    return reached * full / answered


def sheet_total(criteria: Sequence[CriterionFacts], marks: Mapping[int, int | None]) -> int | None:
    """Return the sheet total in hundredths; None while an obligatory mark is missing.

    A complete additive sheet needs no rounding. A weighted sheet, or one whose optional criterion was left out,
    is rounded half up here: "sheet total" is then a rounding step that the regulation must name (judging.md 3.3).
    """
    exact = sheet_quotient(criteria, marks)
    return None if exact is None else half_up(exact.numerator, exact.denominator)
