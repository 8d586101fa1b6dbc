"""Awards in public: whose name may be shown, what stands in its place, and what makes a decision complete."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contest.rules.consents import ConsentFacts, is_in_force
from contest.rules.kinds import ConsentGiver, ConsentScope, Tier
from contest.rules.people import ADULT_AGE, age_on
from contest.rules.problems import N_, Problem
from contest.rules.text import clean, fold

PRIZE_TIERS = (Tier.SPECIAL, Tier.FIRST, Tier.SECOND, Tier.THIRD, Tier.CONSOLATION)
"""The tiers of which an entry holds one at most."""


@dataclass(frozen=True)
class Named:
    """A person whose name an award carries, with every consent that was given or taken back."""

    full_name: str
    birth_date: date | None
    consents: tuple[ConsentFacts, ...] = ()


def counts_as_minor(birth_date: date | None, *, on: date, children: bool) -> bool:
    """Say whether a person is under 18; without a birth date, a person of a children's contest (``children``) is."""
    return children if birth_date is None else age_on(birth_date, on) < ADULT_AGE


def name_is_public(person: Named, *, on: date, children: bool) -> bool:
    """Say whether everybody may read the name (domain.md 7.2).

    An adult winner's name is public by the decision, unless they took their consent back. A minor's needs the
    guardian's consent, and the child's own from the age of 7; where the age is unknown, both.
    """
    about = [consent for consent in person.consents if consent.scope is ConsentScope.PUBLISH_NAME]
    given = {consent.giver for consent in about if consent.active}
    if not counts_as_minor(person.birth_date, on=on, children=children):
        return ConsentGiver.AUTHOR in given or not any(c.giver is ConsentGiver.AUTHOR for c in about)
    if person.birth_date is None:
        return given >= {ConsentGiver.GUARDIAN, ConsentGiver.AUTHOR}
    return is_in_force(about, ConsentScope.PUBLISH_NAME, birth_date=person.birth_date, day=on)


def initials(full_name: str) -> str:
    """Return the initials of a name (``Sùng Mí Dính`` -> ``S.M.D.``)."""
    return "".join(f"{word[0].upper()}." for word in clean(full_name).split())


def public_names(names: Sequence[str], people: Sequence[Named], *, on: date, children: bool) -> list[str]:
    """Return each name as the public may read it: whole, or its initials.

    A name that belongs to none of ``people`` is shown only where no children take part.
    """
    allowed: dict[str, bool] = {}
    for person in people:
        key = name_key(person.full_name)
        allowed[key] = allowed.get(key, True) and name_is_public(person, on=on, children=children)
    return [name if allowed.get(name_key(name), not children) else initials(name) for name in names]


def name_key(name: str) -> str:
    """Return what two spellings of one name share: no diacritics, one kind of apostrophe or none."""
    return "".join(char for char in fold(clean(name)) if char.isalnum())


def problems_in_decision(
    *, number: str, signed_on: date | None, issuer: str, signer_position: str, signer: str, today: date
) -> list[Problem]:
    """Check the facts of an award decision."""
    found = []
    if not clean(number):
        found.append(Problem(N_("Nhập số quyết định, ví dụ 125/QĐ-BTCHT."), "number"))
    if signed_on is None:
        found.append(Problem(N_("Nhập ngày ký quyết định, ví dụ 18/11/2026."), "signed_on"))
    elif signed_on > today:
        found.append(Problem(N_("Ngày ký quyết định không được sau hôm nay."), "signed_on"))
    if not clean(issuer):
        found.append(Problem(N_("Nhập cơ quan ban hành, ví dụ Ban Tổ chức Hội thi."), "issuer"))
    if not clean(signer_position):
        found.append(Problem(N_("Nhập chức vụ người ký, ví dụ TRƯỞNG BAN."), "signer_position"))
    if not clean(signer):
        found.append(Problem(N_("Nhập họ và tên người ký, ví dụ Nguyễn Thị Hồng Phượng."), "signer"))
    return found


def problems_in_honour(*, recipient: str, merit: str, name: str, amount: int) -> list[Problem]:
    """Check the facts of an honour without an entry."""
    found = []
    if not clean(recipient):
        found.append(Problem(N_("Nhập tên người hoặc tập thể được khen."), "recipient"))
    if not clean(merit):
        message = N_("Nhập thành tích, ví dụ: Đã có thành tích xuất sắc trong công tác tổ chức Hội thi.")
        found.append(Problem(message, "merit"))
    if not clean(name):
        found.append(Problem(N_("Nhập hình thức khen, ví dụ Giấy khen."), "name"))
    if amount < 0:
        found.append(Problem(N_("Tiền thưởng không được âm."), "amount"))
    return found


def problem_in_reason(reason: str, field: str = "reason") -> list[Problem]:
    """Ask for a reason where something is taken back or done again."""
    return [] if clean(reason) else [Problem(N_("Hãy ghi lý do."), field)]


def unit_of(*, unit_name: str, workplaces: Sequence[tuple[str, str]], children: bool) -> str:
    """Return the unit that an award names, from (class, workplace) of each author and the entering unit.

    In a children's contest the schools come first, with the class of a child who is alone; else the entering unit.
    """
    named = [(clean(group), clean(place)) for group, place in workplaces if clean(place)]
    places = "; ".join(dict.fromkeys(place for _, place in named))
    if children and places:
        group = named[0][0] if len(workplaces) == 1 else ""
        if group and not fold(group).startswith("lop"):
            group = f"Lớp {group}"
        return f"{group}, {places}" if group else places
    return clean(unit_name) or places
