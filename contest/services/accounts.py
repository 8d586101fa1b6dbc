"""Accounts: register, one-time codes, passwords, contacts, roles."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.adapters.passwords import common_passwords, hash_password
from contest.models.accounts import Account, OneTimeCode, RoleGrant
from contest.models.editions import Edition
from contest.rules.access import Viewer
from contest.rules.accounts import (
    CODE_LIFETIME,
    digest_code,
    new_code,
    normalise_email,
    normalise_phone,
    normalise_sign_in_name,
    problems_in_password,
)
from contest.rules.kinds import AccountKind, CodePurpose, Role
from contest.rules.problems import N_, Problem, RuleError, refuse_if
from contest.rules.text import clean, fold, person_key
from contest.services import audit, sign_ins


def register(
    session: Session,
    *,
    full_name: str,
    contact: str,
    password: str | None,
    kind: AccountKind,
    now: datetime,
    unit_name: str = "",
    commune_name: str = "",
    is_admin: bool = False,
    by: Viewer | None = None,
) -> Account:
    """Make an account for a contact that has none yet: mail or phone, or a card name that the office (``by``) gives."""
    name, door = clean(full_name), normalise_sign_in_name(contact)
    if by is None and normalise_email(contact) is None and normalise_phone(contact) is None:
        door = None
    problems = []
    if not name:
        problems.append(Problem(N_("Nhập họ và tên, ví dụ Vàng Thị Mỷ."), "full_name"))
    if door is None:
        problems.append(Problem(N_("Nhập email hoặc số điện thoại gồm 10 chữ số, ví dụ 0912 345 678."), "contact"))
    elif session.scalar(select(Account.id).where(Account.sign_in_name == door)):
        problems.append(
            Problem(
                N_("Email hoặc số điện thoại này đã có tài khoản. Hãy đăng nhập, hoặc lấy lại mật khẩu."), "contact"
            )
        )
    if password is not None:
        problems += problems_in_password(password, common=common_passwords(), context=(name, contact))
    refuse_if(problems)
    account = Account(
        public_id=secrets.token_hex(8),
        kind=kind,
        full_name=name,
        name_sort=person_key(name),
        search_text=fold(f"{name} {door} {unit_name}"),
        sign_in_name=door or "",
        email=normalise_email(contact) if "@" in contact else None,
        phone=normalise_phone(contact),
        unit_name=clean(unit_name),
        commune_name=clean(commune_name),
        password_hash=hash_password(password) if password is not None else None,
        is_admin=is_admin,
        created_at=now,
    )
    session.add(account)
    session.flush()
    audit.record(session, by, "account.registered", now=now, subject=("account", account.id, name))
    return account


def register_staff(
    session: Session, *, full_name: str, contact: str, unit_name: str, by: Viewer, now: datetime
) -> tuple[Account, str]:
    """Make an account without password for somebody whom the office asks in, and return its one-time sign-in code."""
    account = register(
        session,
        full_name=full_name,
        contact=contact,
        password=None,
        kind=AccountKind.STAFF,
        unit_name=unit_name,
        now=now,
        by=by,
    )
    return account, issue_code(session, account, CodePurpose.SIGN_IN, now=now, by=by)


def find_account(session: Session, contact: str) -> Account | None:
    """Return the account that signs in with this contact, unless it is disabled."""
    door = normalise_sign_in_name(contact)
    if door is None:
        return None
    return session.scalar(select(Account).where(Account.sign_in_name == door, Account.disabled_at.is_(None)))


def issue_code(
    session: Session,
    account: Account,
    purpose: CodePurpose,
    *,
    now: datetime,
    by: Viewer | None,
    new_contact: str = "",
) -> str:
    """Return a new one-time code for an account; it is shown once and only its digest is kept."""
    code = new_code()
    session.add(
        OneTimeCode(
            code_hash=digest_code(code),
            purpose=purpose,
            account_id=account.id,
            new_contact=new_contact,
            created_by_id=by.id if by and by.id else None,
            created_at=now,
            expires_at=now + CODE_LIFETIME[purpose],
        )
    )
    audit.record(
        session,
        by,
        "account.code_issued",
        now=now,
        subject=("account", account.id, account.full_name),
        details={"purpose": purpose.value},
    )
    return code


def redeem_code(session: Session, code: str, *purposes: CodePurpose, now: datetime) -> OneTimeCode:
    """Use up a code for one of the purposes; a wrong, used or expired one is refused in the same words.

    The row is locked and marked in one transaction, so of many parallel redemptions exactly one succeeds.
    """
    found = session.scalar(
        select(OneTimeCode)
        .join(OneTimeCode.account)
        .where(
            OneTimeCode.code_hash == digest_code(code),
            OneTimeCode.purpose.in_(purposes),
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > now,
            Account.disabled_at.is_(None),
        )
        .with_for_update(of=OneTimeCode)
    )
    if found is None:
        raise RuleError(
            [Problem(N_("Mã này không đúng, đã dùng hoặc đã hết hạn. Hãy xin người tổ chức một mã mới."), "code")]
        )
    found.used_at = now
    session.flush()
    return found


def set_password(session: Session, account: Account, password: str, *, keep: int, now: datetime) -> None:
    """Give an account a new password, end its other sign-ins, and let the codes that still lie about expire."""
    refuse_if(
        problems_in_password(password, common=common_passwords(), context=(account.full_name, account.sign_in_name))
    )
    account.password_hash = hash_password(password)
    session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.account_id == account.id, OneTimeCode.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    sign_ins.end_sign_ins(session, account.id, now=now, but=keep)
    actor = Viewer(id=account.id, name=account.full_name)
    audit.record(
        session, actor, "account.password_changed", now=now, subject=("account", account.id, account.full_name)
    )


def change_contact(session: Session, account: Account, contact: str, *, keep: int, now: datetime) -> None:
    """Change the mail address or phone number that an account signs in with, and end its other sign-ins."""
    door = normalise_sign_in_name(contact)
    if door is None or (normalise_email(contact) is None and normalise_phone(contact) is None):
        raise RuleError([Problem(N_("Nhập email hoặc số điện thoại gồm 10 chữ số, ví dụ 0912 345 678."), "contact")])
    taken = select(Account.id).where(Account.id != account.id, Account.sign_in_name == door)
    if session.scalar(taken):
        raise RuleError([Problem(N_("Email hoặc số điện thoại này đã thuộc một tài khoản khác."), "contact")])
    before = account.sign_in_name
    account.sign_in_name = door
    account.email = normalise_email(contact) if "@" in contact else account.email
    account.phone = normalise_phone(contact) or account.phone
    account.search_text = fold(f"{account.full_name} {door} {account.unit_name}")
    sign_ins.end_sign_ins(session, account.id, now=now, but=keep)
    actor = Viewer(id=account.id, name=account.full_name)
    audit.record(
        session,
        actor,
        "account.contact_changed",
        now=now,
        subject=("account", account.id, account.full_name),
        details={"before": before, "after": door},
    )


def grant_role(
    session: Session, account: Account, edition: Edition, role: Role, *, by: Viewer | None, now: datetime
) -> None:
    """Let an account do something in an edition; granting twice is harmless."""
    known = select(RoleGrant.id).filter_by(account_id=account.id, edition_id=edition.id, role=role)
    if session.scalar(known):
        return
    session.add(RoleGrant(account_id=account.id, edition_id=edition.id, role=role))
    audit.record(
        session,
        by,
        "role.granted",
        now=now,
        subject=("account", account.id, account.full_name),
        edition_id=edition.id,
        details={"role": role.value},
    )


def withdraw_role(session: Session, grant: RoleGrant, *, by: Viewer | None, now: datetime) -> None:
    """Take a role away; it ends with the next request."""
    audit.record(
        session,
        by,
        "role.withdrawn",
        now=now,
        subject=("account", grant.account_id, grant.account.full_name),
        edition_id=grant.edition_id,
        details={"role": grant.role.value},
    )
    session.delete(grant)
    session.flush()


def search_accounts(session: Session, words: str, *, limit: int = 20) -> Sequence[Account]:
    """Return accounts whose name, contact or unit has these words, without regard to diacritics."""
    chosen = select(Account).where(Account.disabled_at.is_(None))
    for word in fold(clean(words)).split():
        chosen = chosen.where(Account.search_text.contains(word, autoescape=True))
    return session.scalars(chosen.order_by(Account.name_sort, Account.id).limit(limit)).all()
