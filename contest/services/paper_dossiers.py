"""Paper dossiers: the desk enters them for people, and gives them a way in."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.models.accounts import Account
from contest.models.editions import Edition, Field
from contest.models.entries import Entry
from contest.rules.access import Viewer
from contest.rules.intake import may_have_slip, problems_in_paper_dossier
from contest.rules.kinds import AccountKind, Channel, CodePurpose
from contest.rules.problems import N_, Problem, RuleError, refuse_if
from contest.rules.text import clean, fold
from contest.services import accounts, entries
from contest.services.counters import next_number

CARD_NAMES = "card names"
"""The series of the names under which people without mail and telephone sign in."""


def take_in_paper(
    session: Session,
    edition: Edition,
    *,
    full_name: str,
    contact: str = "",
    field: Field | None = None,
    postmark: date | None = None,
    by: Viewer,
    now: datetime,
) -> Entry:
    """Start a paper dossier for a person: with the account of the contact, else with a new one.

    A contact that belongs to somebody of another name is refused, so that no dossier lands in a wrong account.
    """
    name = clean(full_name)
    refuse_if(problems_in_paper_dossier(name=name, postmark=postmark, now=now))
    account = accounts.find_account(session, contact) if contact else None
    if account is not None and fold(account.full_name) != fold(name):
        raise RuleError(
            [
                Problem(
                    N_("Liên hệ này là của tài khoản %(name)s. Sửa họ tên cho khớp, hoặc để trống ô liên hệ."),
                    "contact",
                    {"name": account.full_name},
                )
            ]
        )
    if account is None:
        account = accounts.register(
            session,
            full_name=name,
            contact=contact or _free_card_name(session),
            password=None,
            kind=AccountKind.ADULT,
            now=now,
            by=by,
        )
    entry = entries.start_entry(session, edition, owner_id=account.id, channel=Channel.PAPER, by=by, now=now)
    entry.postmark_date = postmark
    if field is not None:
        entry.chosen_field, entry.chosen_field_id = field, field.id
    session.flush()
    return entry


def slip_is_possible(account: Account) -> bool:
    """Say whether the desk may hand out a sign-in code for this account."""
    return may_have_slip(
        has_password=account.password_hash is not None,
        is_admin=account.is_admin,
        has_roles=bool(account.roles),
        is_disabled=account.disabled_at is not None,
    )


def issue_slip(session: Session, entry: Entry, *, by: Viewer, now: datetime) -> str:
    """Return a new one-time code by which the owner of a paper dossier signs in; refused for opened accounts."""
    if entry.channel is not Channel.PAPER or not slip_is_possible(entry.owner):
        raise RuleError([Problem(N_("Người này đã có mật khẩu, nên tự đăng nhập hoặc lấy lại mật khẩu."))])
    return accounts.issue_code(session, entry.owner, CodePurpose.SIGN_IN, now=now, by=by)


def _free_card_name(session: Session) -> str:
    """Return a sign-in name such as ``ho-so-001`` that nobody has."""
    while True:
        name = f"ho-so-{next_number(session, CARD_NAMES):03d}"
        if session.scalar(select(func.count()).where(Account.sign_in_name == name)) == 0:
            return name
