"""The intake desk: verdicts on dossiers, blind codes, paper dossiers, what waits for a decision."""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from contest.rules.dossier_codes import dossier_code
from contest.rules.kinds import EntryState
from contest.rules.problems import N_, Problem
from contest.rules.text import format_moment, local

VERDICTS = (EntryState.VALID, EntryState.CORRECTION, EntryState.REJECTED)
REASON_LIMIT = 2000
"""Characters of a reason that the entrant reads."""
CORRECTION_DAYS = 7
"""Days that the desk's form suggests for a correction."""
BLIND_ALPHABET = "CDFGHJKMNPQRTWXY34679"
"""Signs of a blind code: none looks like another, no vowel makes a word, no E makes a number in Excel."""
BLIND_LENGTH = 5


@dataclass(frozen=True)
class Standing:
    """Where a dossier stands at the desk: the facts that verdicts and re-classing ask for."""

    state: EntryState
    is_submitted: bool
    has_field: bool
    judging_begun: bool


def problems_in_verdict(
    standing: Standing, verdict: EntryState, *, reason: str, correction_due: datetime | None, now: datetime
) -> list[Problem]:
    """Return why this verdict may not be given: waiting dossiers take any, judged ones none (domain.md 4.5)."""
    problems = _problems_of_standing(standing)
    if problems:
        return problems
    if verdict not in VERDICTS:
        return [Problem(N_("Chọn một kết luận: hợp lệ, cần bổ sung hoặc không hợp lệ."), "verdict")]
    if verdict is standing.state and verdict is not EntryState.CORRECTION:
        return [Problem(N_("Hồ sơ đã có kết luận này rồi."), "verdict")]
    if verdict is EntryState.VALID and not standing.has_field:
        problems.append(
            Problem(N_("Hồ sơ chưa có lĩnh vực. Hãy chuyển lĩnh vực trước khi xác nhận hợp lệ."), "verdict")
        )
    if not reason:
        if verdict is EntryState.CORRECTION:
            problems.append(
                Problem(N_("Ghi điều cần bổ sung, ví dụ: Thiếu chữ ký của cha mẹ ở phiếu đăng ký."), "reason")
            )
        elif verdict is EntryState.REJECTED:
            problems.append(
                Problem(N_("Ghi lý do không hợp lệ, ví dụ: Giải pháp đã đoạt giải ở hội thi lần trước."), "reason")
            )
        elif standing.state is EntryState.REJECTED:
            problems.append(Problem(N_("Ghi lý do xem lại hồ sơ đã bị loại."), "reason"))
    if len(reason) > REASON_LIMIT:
        problems.append(Problem(N_("Lý do dài quá %(limit)s ký tự."), "reason", {"limit": REASON_LIMIT}))
    if verdict is EntryState.CORRECTION:
        if correction_due is None:
            problems.append(Problem(N_("Ghi hạn bổ sung, ví dụ 31/07/2026 17:00."), "correction_due"))
        elif correction_due <= now:
            problems.append(Problem(N_("Hạn bổ sung phải ở sau lúc này."), "correction_due"))
    return problems


def problems_in_reclassing(standing: Standing, *, same_field: bool, foreign_field: bool, reason: str) -> list[Problem]:
    """Return why a dossier may not be moved to another field."""
    problems = _problems_of_standing(standing)
    if problems:
        return problems
    if foreign_field:
        problems.append(Problem(N_("Chọn một lĩnh vực của kỳ thi này."), "field"))
    elif same_field:
        problems.append(Problem(N_("Hồ sơ đang ở lĩnh vực này. Chọn lĩnh vực khác."), "field"))
    if not reason:
        problems.append(Problem(N_("Ghi lý do chuyển, ví dụ: Nội dung chính là phần mềm, không phải cơ khí."), "why"))
    elif len(reason) > REASON_LIMIT:
        problems.append(Problem(N_("Lý do dài quá %(limit)s ký tự."), "why", {"limit": REASON_LIMIT}))
    return problems


def _problems_of_standing(standing: Standing) -> list[Problem]:
    """Return why the desk may not touch a dossier at all."""
    if standing.state is EntryState.WITHDRAWN:
        return [Problem(N_("Tác giả đã rút hồ sơ này."))]
    if standing.state is EntryState.DRAFT or not standing.is_submitted:
        return [Problem(N_("Hồ sơ chưa được nộp."))]
    if standing.judging_begun:
        return [Problem(N_("Giám khảo đã bắt đầu chấm hồ sơ này, nên không đổi kết luận hay lĩnh vực được nữa."))]
    return []


def problems_in_paper_dossier(*, name: str, postmark: date | None, now: datetime) -> list[Problem]:
    """Return why a paper dossier may not be taken in; whether it is late is asked when it is submitted."""
    problems = []
    if not name:
        problems.append(Problem(N_("Nhập họ và tên người nộp, ví dụ Vàng Thị Mỷ."), "full_name"))
    if postmark is not None and postmark > local(now).date():
        problems.append(Problem(N_("Ngày dấu bưu điện không thể ở sau hôm nay."), "postmark"))
    return problems


def may_have_slip(*, has_password: bool, is_admin: bool, has_roles: bool, is_disabled: bool) -> bool:
    """Say whether the desk may give out a sign-in code for an account.

    Only for one that nobody has opened yet and that holds no office: a code for any other would be a way into it.
    """
    return not (has_password or is_admin or has_roles or is_disabled)


def is_number_of_field(code: str, pattern: str, *, contest: str, edition_no: int, field_code: str) -> bool:
    """Say whether a dossier number belongs to a field's series, whatever its running number."""
    mark = "\0"
    shape = dossier_code(
        re.sub(r"\{seq[^}]*\}", mark, pattern), contest=contest, edition_no=edition_no, field_code=field_code, seq=0
    )
    return re.fullmatch(r"\d+".join(re.escape(part) for part in shape.split(mark)), code) is not None


def new_blind_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """Return a random code that names a dossier to judges without saying anything about it (``H4QKD``)."""
    return "".join(choose(BLIND_ALPHABET) for _ in range(BLIND_LENGTH))


def suggested_due(now: datetime) -> datetime:
    """Return the end of a correction that the desk's form suggests: 17:00 in a week, Vietnamese time."""
    return local(now + timedelta(days=CORRECTION_DAYS)).replace(hour=17, minute=0, second=0, microsecond=0)


def verdict_message(
    verdict: EntryState, *, title: str, code: str, reason: str, due: datetime | None
) -> tuple[str, str]:
    """Return subject and body of the message that tells a verdict to the owner of a dossier."""
    if verdict is EntryState.VALID:
        lines = [f"Hồ sơ “{title}” hợp lệ và được chuyển sang chấm.", f"Mã số hồ sơ: {code}."]
        return f"Hồ sơ hợp lệ, mã số {code}", "\n".join(lines + ([reason] if reason else []))
    if verdict is EntryState.CORRECTION:
        lines = [
            f"Hồ sơ “{title}” cần bổ sung:",
            reason,
            f"Hạn bổ sung: {format_moment(due)}.",
            "Hãy mở mục Hồ sơ của tôi, sửa và nộp lại. Nộp lại càng sớm, hồ sơ càng sớm được kiểm tra.",
        ]
        return "Hồ sơ cần bổ sung", "\n\n".join(lines)
    lines = [
        f"Hồ sơ “{title}” không hợp lệ:",
        reason,
        "Nếu có điều chưa rõ, hãy gọi Ban Tổ chức theo số điện thoại ở cuối trang.",
    ]
    return "Hồ sơ không hợp lệ", "\n\n".join(lines)


@dataclass(frozen=True)
class DeskFacts:
    """What the overview knows of an edition's dossiers at a moment."""

    waiting: int
    oldest_waiting: datetime | None
    overdue: int
    correction: int
    paper_drafts: int
    without_field: int
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class Step:
    """One thing to do next, the query of the list that shows it, and whether it is urgent."""

    problem: Problem
    query: str = ""
    is_urgent: bool = False


def next_steps(facts: DeskFacts, *, now: datetime) -> list[Step]:
    """Return what needs a decision today, the most urgent first (experience.md O1)."""
    steps = []
    if facts.waiting and facts.oldest_waiting:
        days = (local(now).date() - local(facts.oldest_waiting).date()).days
        text = (
            N_("%(count)s hồ sơ chờ kiểm tra, hồ sơ lâu nhất đã chờ %(days)s ngày.")
            if days > 0
            else N_("%(count)s hồ sơ chờ kiểm tra, đều nộp hôm nay.")
        )
        values = {"count": facts.waiting, "days": days} if days > 0 else {"count": facts.waiting}
        steps.append(Step(Problem(text, "", values), "state=submitted", is_urgent=days >= 3))
    if facts.overdue:
        steps.append(
            Step(
                Problem(
                    N_("%(count)s hồ sơ đã quá hạn bổ sung: kết luận, hoặc gia hạn."), "", {"count": facts.overdue}
                ),
                "state=correction",
                is_urgent=True,
            )
        )
    if facts.without_field:
        steps.append(
            Step(
                Problem(N_("%(count)s hồ sơ đã nộp chưa có lĩnh vực."), "", {"count": facts.without_field}),
                "field=none",
            )
        )
    if facts.paper_drafts:
        steps.append(
            Step(
                Problem(N_("%(count)s hồ sơ giấy đang nhập dở."), "", {"count": facts.paper_drafts}),
                "state=draft&channel=paper",
            )
        )
    left = facts.closes_at - now
    if timedelta(0) < left <= timedelta(days=7) and now >= facts.opens_at:
        steps.append(
            Step(Problem(N_("Sắp hết hạn nộp: %(deadline)s."), "", {"deadline": format_moment(facts.closes_at)}))
        )
    return sorted(steps, key=lambda step: not step.is_urgent)


Phase = TypeVar("Phase")


def phase_now(phases: Sequence[tuple[Phase, datetime, datetime]], *, now: datetime) -> Phase | None:
    """Return the phase that a moment lies in, from its start to before its end; None outside all of them."""
    return next((phase for phase, starts_at, ends_at in phases if starts_at <= now < ends_at), None)
