"""Rules of people: authors and their shares, ages, minors and their guardians, supervising teachers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from contest.rules.accounts import normalise_email, normalise_phone
from contest.rules.problems import N_, Problem

MAX_NAME = 120
ADULT_AGE = 18
OLDEST = 110
SEXES = (N_("Nam"), N_("Nữ"))
RELATIONS = (
    N_("Bố"),
    N_("Mẹ"),
    N_("Ông (nội, ngoại)"),
    N_("Bà (nội, ngoại)"),
    N_("Anh, chị"),
    N_("Người giám hộ khác"),
)


@dataclass(frozen=True)
class AuthorFacts:
    """An author as rules and dossiers see them; ``Submission.content`` keeps the same names."""

    id: int
    full_name: str
    birth_date: date | None = None
    sex: str = ""
    ethnicity: str = ""
    workplace: str = ""
    class_name: str = ""
    job_title: str = ""
    qualification: str = ""
    commune_name: str = ""
    phone: str = ""
    email: str = ""
    share_percent: int = 100
    is_lead: bool = False
    guardian_name: str = ""
    guardian_relation: str = ""
    guardian_phone: str = ""


@dataclass(frozen=True)
class SupervisorFacts:
    """A teacher who guided the authors."""

    full_name: str
    phone: str = ""
    subject: str = ""
    workplace: str = ""


def age_on(birth_date: date, day: date) -> int:
    """Return the age in full years on a day."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def is_minor(birth_date: date | None, day: date) -> bool:
    """Say whether a person is under 18 on a day; without a birth date nobody is."""
    return birth_date is not None and age_on(birth_date, day) < ADULT_AGE


def born_outside(birth_date: date, earliest: date | None, latest: date | None) -> bool:
    """Say whether a birth date lies outside an edition's window; both ends belong to it (domain.md 4.2)."""
    return (earliest is not None and birth_date < earliest) or (latest is not None and birth_date > latest)


def problems_in_phone(text: str, field: str) -> list[Problem]:
    """Return why a telephone number cannot be one; an empty one is no problem here."""
    if text and normalise_phone(text) is None:
        return [Problem(N_("Nhập số điện thoại gồm 10 chữ số, ví dụ 0912 345 678."), field)]
    return []


def problems_in_email(text: str, field: str) -> list[Problem]:
    """Return why a mail address cannot be one; an empty one is no problem here."""
    if text and normalise_email(text) is None:
        return [Problem(N_("Nhập địa chỉ email, ví dụ vang.my@example.vn, hoặc để trống."), field)]
    return []


def problems_in_author(author: AuthorFacts, *, today: date) -> list[Problem]:
    """Return what is mistyped about an author; what is merely missing may be filled in later."""
    problems = _problems_in_name(author.full_name, "full_name")
    if author.birth_date is not None and not 0 <= age_on(author.birth_date, today) <= OLDEST:
        problems.append(Problem(N_("Kiểm tra lại năm sinh, ví dụ 05/09/2012."), "birth_date"))
    problems += problems_in_phone(author.phone, "phone") + problems_in_email(author.email, "email")
    if len(author.guardian_name) > MAX_NAME:
        problems.append(_too_long("guardian_name", author.guardian_name))
    return problems + problems_in_phone(author.guardian_phone, "guardian_phone")


def problems_in_supervisor(supervisor: SupervisorFacts) -> list[Problem]:
    """Return what is mistyped about a supervising teacher."""
    return _problems_in_name(supervisor.full_name, "full_name") + problems_in_phone(supervisor.phone, "phone")


def problems_in_adding(count: int, max_authors: int) -> list[Problem]:
    """Return why another author may not join the ``count`` there are; 0 as the limit means none."""
    if max_authors and count >= max_authors:
        return [Problem(N_("Mỗi hồ sơ có nhiều nhất %(n)s tác giả."), "", {"n": max_authors})]
    return []


def problems_in_shares(shares: Sequence[int | None]) -> list[Problem]:
    """Return why shares of the authors are not right: whole percents from 1, together 100."""
    if any(share is None or not 1 <= share <= 100 for share in shares):
        return [Problem(N_("Mỗi tác giả có tỷ lệ từ 1 đến 100, ví dụ 60 và 40."))]
    total = sum(share or 0 for share in shares)
    if total != 100:
        return [Problem(N_("Tổng tỷ lệ đóng góp phải là 100%%; hiện là %(n)s%%."), "", {"n": total})]
    return []


def even_shares(count: int) -> list[int]:
    """Return shares as even as whole percents allow, the first ones larger (3 authors: 34, 33, 33)."""
    return [100 // count + (number < 100 % count) for number in range(count)]


def missing_of_author(author: AuthorFacts, *, today: date, pupil: bool) -> list[Problem]:
    """Return what an author still lacks before submission; ``pupil`` asks for the school instead of the workplace.

    Each problem's field is the form field on the author's page.
    """
    name = {"name": author.full_name}
    found = []
    if author.birth_date is None:
        found.append(Problem(N_("Điền ngày sinh của %(name)s."), "birth_date", name))
    if not author.workplace:
        text = N_("Điền trường của %(name)s.") if pupil else N_("Điền nơi làm việc hoặc nơi ở của %(name)s.")
        found.append(Problem(text, "workplace", name))
    if is_minor(author.birth_date, today):
        wanted = (
            (author.guardian_name, "guardian_name", N_("Điền họ tên cha mẹ hoặc người giám hộ của %(name)s.")),
            (author.guardian_relation, "guardian_relation", N_("Chọn quan hệ của người giám hộ với %(name)s.")),
            (author.guardian_phone, "guardian_phone", N_("Điền số điện thoại người giám hộ của %(name)s.")),
        )
        found += [Problem(text, field, name) for value, field, text in wanted if not value]
    return found


def missing_of_group(authors: Sequence[AuthorFacts], *, max_authors: int) -> list[Problem]:
    """Return what the authors lack as a group: at least one, not too many, shares of 100, one lead."""
    if not authors:
        return [Problem(N_("Thêm ít nhất một tác giả."))]
    found = []
    if max_authors and len(authors) > max_authors:
        found.append(Problem(N_("Mỗi hồ sơ có nhiều nhất %(n)s tác giả."), "", {"n": max_authors}))
    found += problems_in_shares([author.share_percent for author in authors])
    if sum(author.is_lead for author in authors) != 1:
        found.append(Problem(N_("Chọn đúng một tác giả chính.")))
    return found


def authors_outside(authors: Iterable[AuthorFacts], earliest: date | None, latest: date | None) -> list[AuthorFacts]:
    """Return the authors whose birth date lies outside an edition's window."""
    return [a for a in authors if a.birth_date is not None and born_outside(a.birth_date, earliest, latest)]


def _problems_in_name(name: str, field: str) -> list[Problem]:
    if not name:
        return [Problem(N_("Nhập họ và tên, ví dụ Vàng Thị Mỷ."), field)]
    return [_too_long(field, name)] if len(name) > MAX_NAME else []


def _too_long(field: str, text: str) -> Problem:
    return Problem(N_("Tối đa %(limit)s ký tự; hiện có %(count)s."), field, {"limit": MAX_NAME, "count": len(text)})
