"""Rules of entries: until when an owner may write, submit or withdraw, and the words that go with a dossier."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from contest.rules import dossiers
from contest.rules.accounts import CODE_LETTERS
from contest.rules.kinds import Channel, ContestType, DeadlineRule, EntryState
from contest.rules.people import born_outside
from contest.rules.problems import N_, Problem
from contest.rules.text import format_date, format_moment, local

MAX_TITLE, MAX_SHORT_TITLE, MAX_LINE, MAX_LINES = 300, 80, 200, 2000
EARLIEST_YEAR = 1980
JUDGED = N_("Giám khảo đã bắt đầu chấm hồ sơ này nên không sửa được nữa. Hãy liên hệ Ban Tổ chức nếu cần.")
DEPLOYMENTS = (N_("Ý tưởng, bản vẽ"), N_("Đã làm thử, đang thử nghiệm"), N_("Đã áp dụng trong thực tế"))
"""How far a solution has come; kept in these words."""


@dataclass(frozen=True)
class Standing:
    """Where a dossier stands, and who wants to write in it."""

    state: EntryState
    opens_at: datetime
    closes_at: datetime
    correction_due: datetime | None = None
    channel: Channel = Channel.ONLINE
    by_desk: bool = False
    """Whether the writer works at the intake desk, which enters paper dossiers after the deadline too."""
    judging_begun: bool = False
    """Whether a judge has given the first mark: what is judged changes no more."""


@dataclass(frozen=True)
class SectionRule:
    """A text section that an edition asks for."""

    code: str
    label: str
    max_words: int
    required: bool


@dataclass(frozen=True)
class SlotRule:
    """A slot of files that an edition asks for."""

    code: str
    label: str
    required: bool


@dataclass(frozen=True)
class EditionRules:
    """What an edition's rule book says about dossiers."""

    contest_type: ContestType = ContestType.STKT
    birth_from: date | None = None
    birth_to: date | None = None
    max_authors: int = 0
    eligible_from_year: int | None = None
    minors: bool = False
    organisers_may_enter: bool = False
    has_divisions: bool = False
    sections: tuple[SectionRule, ...] = ()
    slots: tuple[SlotRule, ...] = ()


def count_words(text: str) -> int:
    """Return the number of words, as spaces divide them."""
    return len(text.split())


def new_receipt_code() -> str:
    """Return an unguessable receipt code without look-alikes such as ``7KQ4-M2XR`` (30^8, 39 bits)."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def parse_month(text: str) -> tuple[int, int] | None:
    """Return month and year typed as ``3/2025``, ``03-2025`` or ``2025-03``; None if it is neither."""
    match = re.fullmatch(r"\s*(\d{1,2})\s*[/.\-]\s*(\d{4})\s*", text)
    if match:
        month, year = int(match[1]), int(match[2])
    else:
        match = re.fullmatch(r"\s*(\d{4})-(\d{1,2})\s*", text)
        if match is None:
            return None
        year, month = int(match[1]), int(match[2])
    return (month, year) if 1 <= month <= 12 else None


def last_moment(standing: Standing) -> datetime:
    """Return until when the owner may write: the deadline, or the later end of a correction."""
    if standing.state is EntryState.CORRECTION and standing.correction_due:
        return max(standing.closes_at, standing.correction_due)
    return standing.closes_at


def problems_in_starting(*, opens_at: datetime, closes_at: datetime, desk: bool, now: datetime) -> list[Problem]:
    """Return why no entry may be started; the desk may enter paper dossiers after the deadline."""
    if desk:
        return []
    if now < opens_at:
        return [Problem(N_("Kỳ thi chưa nhận hồ sơ; bắt đầu từ %(day)s."), "", {"day": format_date(opens_at)})]
    if now >= closes_at:
        return [Problem(N_("Đã hết hạn nộp hồ sơ lúc %(when)s."), "", {"when": format_moment(closes_at)})]
    return []


def problems_in_editing(standing: Standing, *, now: datetime) -> list[Problem]:
    """Return why the dossier may not be written in at ``now``, the server's clock; a deadline itself is too late."""
    if standing.state is EntryState.REJECTED:
        return [Problem(N_("Hồ sơ này không được nhận nên không sửa được nữa. Hãy liên hệ Ban Tổ chức nếu cần."))]
    if standing.state is EntryState.WITHDRAWN:
        return [Problem(N_("Hồ sơ này đã rút. Hãy khôi phục trước khi sửa."))]
    if standing.judging_begun:
        return [Problem(JUDGED)]
    if standing.by_desk and standing.channel is Channel.PAPER:
        return []
    end = last_moment(standing)
    if standing.state is EntryState.CORRECTION and standing.correction_due is None:
        return []
    if now >= end:
        when = {"when": format_moment(end)}
        return [Problem(N_("Đã hết hạn sửa hồ sơ lúc %(when)s. Nội dung vừa rồi chưa được ghi."), "", when)]
    return []


def may_edit(standing: Standing, *, now: datetime) -> bool:
    """Say whether the working copy may be changed at ``now``."""
    return not problems_in_editing(standing, now=now)


def problems_in_submitting(
    standing: Standing,
    *,
    now: datetime,
    deadline_rule: DeadlineRule,
    postmark_date: date | None = None,
    late_reason: str = "",
) -> list[Problem]:
    """Return why the dossier may not be submitted at ``now``.

    Late dossiers are taken by a person only, on paper, with a reason; a postmark in time is in time where the
    edition goes by postmarks (domain.md 4.4).
    """
    problems = problems_in_editing(standing, now=now)
    if problems or now < last_moment(standing) or standing.state is EntryState.CORRECTION or late_reason:
        return problems
    by_post = deadline_rule is DeadlineRule.POSTMARK_DATE and postmark_date is not None
    if by_post and postmark_date is not None and postmark_date <= local(standing.closes_at).date():
        return []
    return [
        Problem(N_("Hồ sơ đến sau hạn nộp: ghi lý do nhận, ví dụ đường sạt lở, bưu điện chuyển chậm."), "late_reason")
    ]


def problems_in_withdrawing(standing: Standing, *, now: datetime) -> list[Problem]:
    """Return why the owner may not withdraw: after the deadline only the organiser can take a dossier out."""
    if standing.state is EntryState.DRAFT:
        return []
    if standing.state in (EntryState.REJECTED, EntryState.WITHDRAWN) or not may_edit(standing, now=now):
        return [Problem(N_("Không tự rút được hồ sơ này nữa. Hãy gọi Ban Tổ chức nếu bạn muốn rút."))]
    return []


def problems_in_reopening(standing: Standing, *, now: datetime) -> list[Problem]:
    """Return why a withdrawn dossier may not be taken up again."""
    if standing.state is not EntryState.WITHDRAWN:
        return [Problem(N_("Hồ sơ này chưa rút."))]
    if standing.judging_begun:
        return [Problem(JUDGED)]
    return problems_in_starting(
        opens_at=standing.opens_at, closes_at=standing.closes_at, desk=standing.by_desk, now=now
    )


def problems_in_solution(
    *, title: str, short_title: str, made: tuple[int, int] | None, place_of_use: str, prior_awards: str, today: date
) -> list[Problem]:
    """Return what is mistyped about the solution; ``made`` is month and year."""
    problems = []
    if not title:
        problems.append(Problem(N_("Nhập tên giải pháp, ví dụ Máy tách hạt ngô chạy bằng sức nước."), "title"))
    limits = (
        ("title", title, MAX_TITLE),
        ("short_title", short_title, MAX_SHORT_TITLE),
        ("place_of_use", place_of_use, MAX_LINE),
        ("prior_awards", prior_awards, MAX_LINES),
    )
    problems += [
        Problem(N_("Tối đa %(limit)s ký tự; hiện có %(count)s."), name, {"limit": limit, "count": len(text)})
        for name, text, limit in limits
        if len(text) > limit
    ]
    if made is not None and not (EARLIEST_YEAR, 1) <= (made[1], made[0]) <= (today.year, today.month):
        problems.append(Problem(N_("Kiểm tra lại tháng, năm tạo ra, ví dụ 03/2025."), "made"))
    return problems


def problems_in_text(text: str, section: SectionRule) -> list[Problem]:
    """Return why a text cannot be kept: twice as long as allowed; a little too long is kept and named later."""
    count = count_words(text)
    if count > 2 * section.max_words or len(text) > 20 * section.max_words:
        values = {"limit": section.max_words, "count": count}
        return [Problem(N_("Phần này tối đa %(limit)s từ; bạn đã viết %(count)s từ. Hãy rút gọn."), "text", values)]
    return []


def eligibility_warnings(
    content: Mapping[str, object], rules: EditionRules, *, entrant_is_staff: bool = False
) -> Sequence[Problem]:
    """Return what the intake desk should look at in a submitted content; a person decides (domain.md 4.2)."""
    found: list[Problem] = []
    window = {"from": format_date(rules.birth_from), "to": format_date(rules.birth_to)}
    for name, birth_date in dossiers.birth_dates(content):
        if birth_date is not None and born_outside(birth_date, rules.birth_from, rules.birth_to):
            values = {"name": name, "day": format_date(birth_date), **window}
            found.append(
                Problem(N_("%(name)s sinh ngày %(day)s, ngoài khoảng %(from)s – %(to)s của thể lệ."), "", values)
            )
    year = dossiers.made_year(content)
    if year and rules.eligible_from_year and year < rules.eligible_from_year:
        years = {"year": year, "from": rules.eligible_from_year}
        found.append(Problem(N_("Giải pháp tạo ra năm %(year)s, trước năm %(from)s của thể lệ."), "", years))
    if content["prior_awards"]:
        found.append(
            Problem(N_("Người dự thi khai đã dự thi hoặc đạt giải: %(what)s"), "", {"what": content["prior_awards"]})
        )
    if entrant_is_staff and not rules.organisers_may_enter:
        found.append(Problem(N_("Người nộp thuộc Ban Tổ chức, Ban Thư ký hoặc Ban Giám khảo của kỳ thi này.")))
    return found
