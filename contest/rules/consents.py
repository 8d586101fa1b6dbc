"""Rules of consents: each scope on its own, given by the author, the guardian or both, never assumed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contest.rules.kinds import ConsentGiver, ConsentScope
from contest.rules.people import ADULT_AGE, age_on
from contest.rules.problems import N_, Problem

TEXT_VERSION = "2026-1"
"""The version of TEXTS; raise it whenever a word of them changes."""
AGE_OF_OWN_VOICE = 7
"""From this age a child's own agreement is needed beside the guardian's (domain.md 7.1)."""

TEXTS: dict[ConsentScope, str] = {
    ConsentScope.TAKE_PART: N_(
        "Đồng ý tham gia cuộc thi và để Ban Tổ chức dùng thông tin trong hồ sơ này cho việc nhận, chấm và xét giải."
    ),
    ConsentScope.PUBLISH_NAME: N_("Đồng ý công bố họ tên, trường hoặc đơn vị và giải thưởng nếu đạt giải."),
    ConsentScope.PUBLISH_PHOTO: N_("Đồng ý công bố ảnh tác giả trên trang của cuộc thi và trên báo, đài."),
    ConsentScope.FORWARD: N_("Đồng ý gửi hồ sơ này dự thi toàn quốc nếu được chọn."),
}
"""The words that a person agrees to."""


@dataclass(frozen=True)
class ConsentFacts:
    """One consent as rules see it; ``active`` until it is withdrawn."""

    scope: ConsentScope
    giver: ConsentGiver
    active: bool = True


def givers_needed(birth_date: date | None, day: date) -> tuple[ConsentGiver, ...]:
    """Return whose agreement counts: an adult's own; a guardian's and, from 7 years, the child's beside it."""
    age = age_on(birth_date, day) if birth_date else ADULT_AGE
    if age >= ADULT_AGE:
        return (ConsentGiver.AUTHOR,)
    if age >= AGE_OF_OWN_VOICE:
        return (ConsentGiver.GUARDIAN, ConsentGiver.AUTHOR)
    return (ConsentGiver.GUARDIAN,)


def is_in_force(records: Iterable[ConsentFacts], scope: ConsentScope, *, birth_date: date | None, day: date) -> bool:
    """Say whether everybody whose agreement a scope needs has given it and nobody took it back."""
    given = {record.giver for record in records if record.active and record.scope is scope}
    return given.issuperset(givers_needed(birth_date, day))


def missing_consents(
    records: Iterable[ConsentFacts], *, name: str, birth_date: date | None, day: date
) -> list[Problem]:
    """Return which agreements to take part a minor still lacks; an adult agrees by submitting."""
    givers = givers_needed(birth_date, day)
    if ConsentGiver.GUARDIAN not in givers:
        return []
    given = {r.giver for r in records if r.active and r.scope is ConsentScope.TAKE_PART}
    words = {
        ConsentGiver.GUARDIAN: N_("Cần cha mẹ hoặc người giám hộ đồng ý cho %(name)s dự thi."),
        ConsentGiver.AUTHOR: N_("Cần chính %(name)s đồng ý dự thi."),
    }
    return [Problem(words[giver], "", {"name": name}) for giver in givers if giver not in given]


def problems_in_giving(
    chosen: Iterable[tuple[ConsentGiver, ConsentScope]], *, birth_date: date | None, guardian_name: str, day: date
) -> list[Problem]:
    """Return why these agreements cannot be recorded: none ticked, a wrong giver, an unnamed guardian."""
    chosen, givers = list(chosen), givers_needed(birth_date, day)
    if not chosen:
        return [Problem(N_("Hãy đánh dấu điều được đồng ý, hoặc quay lại nếu chưa đồng ý."))]
    if any(giver not in givers for giver, _ in chosen):
        return [Problem(N_("Người này không cần trả lời thay tác giả."))]
    if not guardian_name and any(giver is ConsentGiver.GUARDIAN for giver, _ in chosen):
        return [Problem(N_("Trước hết hãy điền họ tên cha mẹ hoặc người giám hộ ở trang của tác giả."))]
    return []
