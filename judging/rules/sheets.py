"""Score sheets: when they may be written, submitted and opened again, and what a judge may recommend."""

from collections.abc import Mapping
from datetime import datetime

from contest.rules.kinds import SheetState
from contest.rules.problems import N_, Problem
from contest.rules.text import clean, format_moment

RECOMMENDATIONS: dict[str, str] = {
    "": N_("Không đề nghị gì thêm"),
    "prize": N_("Đề nghị xếp giải"),
    "national": N_("Đề nghị xếp giải và gửi dự thi toàn quốc"),
}
"""What a sheet may recommend (domain.md 5.4): stored value and words."""

COUNTED = (SheetState.SUBMITTED, SheetState.LOCKED)
"""The states in which a sheet counts in the score."""


def problems_in_time(starts_at: datetime | None, ends_at: datetime | None, now: datetime) -> list[Problem]:
    """Refuse scoring outside the judging phase of the edition; the end itself is outside."""
    if starts_at is None or ends_at is None:
        return [Problem(N_("Kỳ thi chưa có giai đoạn chấm điểm. Hãy liên hệ Ban Tổ chức."))]
    if now < starts_at:
        message = N_("Chưa đến thời gian chấm. Phiếu được mở từ %(when)s.")
        return [Problem(message, values={"when": format_moment(starts_at)})]
    if now >= ends_at:
        message = N_("Đã hết thời gian chấm (%(when)s). Nếu cần chấm tiếp, hãy liên hệ Ban Tổ chức.")
        return [Problem(message, values={"when": format_moment(ends_at)})]
    return []


def problems_in_saving(state: SheetState | None) -> list[Problem]:
    """Refuse to change a sheet that was submitted or locked; None = there is no sheet yet."""
    if state is SheetState.SUBMITTED:
        return [Problem(N_("Phiếu này đã nộp. Muốn sửa, hãy đề nghị Ban Tổ chức mở lại phiếu."))]
    if state is SheetState.LOCKED:
        return [Problem(N_("Phiếu này đã khóa vì kết quả đã được chốt."))]
    return []


def problems_in_reopening(state: SheetState, reason: str, *, published: bool) -> list[Problem]:
    """Refuse to open a sheet again when it is not submitted, the results stand, or no reason is given."""
    if state is SheetState.DRAFT:
        return [Problem(N_("Phiếu này đang chấm, chưa nộp, nên không cần mở lại."))]
    if state is SheetState.LOCKED or published:
        return [Problem(N_("Kết quả đã được chốt nên phiếu không mở lại được nữa."))]
    if not clean(reason):
        return [Problem(N_("Ghi lý do mở lại, ví dụ: điểm lệch nhiều, tiểu ban đã thảo luận ngày 12/9."), "reason")]
    return []


def problems_in_recommendation(value: str) -> list[Problem]:
    """Refuse a recommendation that is not on the list."""
    if value in RECOMMENDATIONS:
        return []
    return [Problem(N_("Chọn một đề nghị trong danh sách."), "recommendation")]


def changed_marks(before: Mapping[str, int | None], after: Mapping[str, int | None]) -> dict[str, list[int | None]]:
    """Return criterion code -> [mark before, mark after] in hundredths, for the marks that differ."""
    codes = {**before, **after}
    return {code: [before.get(code), after.get(code)] for code in codes if before.get(code) != after.get(code)}
