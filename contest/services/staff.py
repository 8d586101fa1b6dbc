"""The people who run an edition: who they are, giving and taking their roles, letting them in."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, selectinload

from contest.models.accounts import Account, RoleGrant
from contest.models.editions import Edition
from contest.models.entries import Entry
from contest.rules.access import Viewer, may_issue_code, may_organise
from contest.rules.kinds import CodePurpose, Role
from contest.rules.problems import N_, Problem, RuleError
from contest.rules.text import clean
from contest.services import accounts

STAFF_ROLES = (Role.ORGANISER, Role.SECRETARY)


def list_staff(session: Session, edition_id: int) -> Sequence[RoleGrant]:
    """Return the organisers and secretaries of an edition with their accounts, by name."""
    return session.scalars(
        select(RoleGrant)
        .join(RoleGrant.account)
        .where(RoleGrant.edition_id == edition_id, RoleGrant.role.in_(STAFF_ROLES))
        .order_by(Account.name_sort, Account.id, RoleGrant.role)
        .options(contains_eager(RoleGrant.account))
    ).all()


def find_account(session: Session, public_id: str) -> Account | None:
    """Return the account with this public id, unless it is disabled."""
    return session.scalar(
        select(Account)
        .where(Account.public_id == public_id, Account.disabled_at.is_(None))
        .options(selectinload(Account.roles))
    )


def search(session: Session, words: str, *, but: Sequence[RoleGrant]) -> Sequence[Account]:
    """Return accounts found by name, contact or unit; nothing for no words."""
    if len(clean(words)) < 2:
        return ()
    here = {grant.account_id for grant in but}
    return [one for one in accounts.search_accounts(session, words) if one.id not in here]


def register(
    session: Session,
    edition: Edition,
    *,
    full_name: str,
    contact: str,
    unit_name: str,
    role: Role,
    by: Viewer,
    now: datetime,
) -> tuple[Account, str]:
    """Make an account without password for somebody of the staff, with a role, and return its sign-in code."""
    account, code = accounts.register_staff(
        session, full_name=full_name, contact=contact, unit_name=unit_name, by=by, now=now
    )
    accounts.grant_role(session, account, edition, role, by=by, now=now)
    return account, code


def issue_code(session: Session, edition: Edition, account: Account, *, by: Viewer, now: datetime) -> str:
    """Return a one-time sign-in code for an account; refused for people of other editions: staff, judge or entrant."""
    roles = frozenset((grant.edition_id, grant.role) for grant in account.roles)
    entered = set(session.scalars(select(Entry.edition_id).where(Entry.owner_id == account.id)))
    is_foreign = bool(entered) and not roles and not any(may_organise(by, number) for number in entered)
    if is_foreign or not may_issue_code(by, edition.id, is_admin=account.is_admin, roles=roles):
        message = N_("%(name)s còn làm việc cho kỳ thi khác, nên mã phải do người quản trị cấp.")
        raise RuleError([Problem(message, "account", {"name": account.full_name})])
    return accounts.issue_code(session, account, CodePurpose.SIGN_IN, now=now, by=by)


def withdraw(session: Session, edition: Edition, grant_id: int, *, by: Viewer, now: datetime) -> RoleGrant:
    """Take a role in an edition away from somebody; nobody takes the organiser's role from themselves."""
    grant = session.get(RoleGrant, grant_id)
    if grant is None or grant.edition_id != edition.id or grant.role not in STAFF_ROLES:
        raise RuleError([Problem(N_("Người này không còn quyền đó nữa."))])
    if grant.account_id == by.id and grant.role is Role.ORGANISER:
        raise RuleError([Problem(N_("Bạn không tự thu quyền Ban Tổ chức của mình được. Hãy nhờ một người khác."))])
    accounts.withdraw_role(session, grant, by=by, now=now)
    return grant
