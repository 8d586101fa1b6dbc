"""Accounts keep their promises: one contact one account, codes once, throttling without lock-out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.adapters.passwords import verify_password
from contest.db import Database
from contest.models.accounts import Account
from contest.models.audit import AuditEvent
from contest.rules.accounts import wait_before_next_attempt
from contest.rules.kinds import AccountKind, CodePurpose
from contest.rules.problems import RuleError
from contest.services import accounts, audit, sign_ins
from tests import factories


def _register(session: Session, now: datetime, **values: str) -> Account:
    facts = {"full_name": "Sùng Thị Mỷ", "contact": "0912 345 678", "password": "ruộng bậc thang", **values}
    return accounts.register(session, kind=AccountKind.ADULT, now=now, **facts)


def test_a_phone_number_is_the_same_however_it_is_typed(session: Session, now: datetime) -> None:
    """Spaces, dots and +84 make no second account."""
    made = _register(session, now)
    assert made.sign_in_name == "0912345678"
    assert accounts.find_account(session, "+84 912.345.678") is made
    with pytest.raises(RuleError, match="đã có tài khoản"):
        _register(session, now, contact="(0912) 345-678")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"full_name": " \u202e "}, "full_name"),
        ({"contact": "12345"}, "contact"),
        ({"contact": "a@b"}, "contact"),
        ({"password": "ngắn"}, "password"),
        ({"password": "aaaaaaaaaaaa"}, "password"),
        ({"password": "matkhau1234"}, "password"),
        ({"password": "x" * 129}, "password"),
    ],
)
def test_registration_says_what_is_wrong(session: Session, now: datetime, values: dict[str, str], field: str) -> None:
    """Each fault is named at its field, and nothing is written."""
    with pytest.raises(RuleError) as refused:
        _register(session, now, **values)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert session.scalars(select(Account)).all() == []


def test_a_code_opens_once_even_when_many_try(database: Database, now: datetime) -> None:
    """Of 12 parallel redemptions exactly one succeeds (I-26)."""
    with database.writing() as session:
        code = accounts.issue_code(session, factories.account(session), CodePurpose.SIGN_IN, now=now, by=None)

    def redeem(_number: int) -> bool:
        try:
            with database.writing() as session:
                accounts.redeem_code(session, code.lower().replace("-", " "), CodePurpose.SIGN_IN, now=now)
        except RuleError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(redeem, range(12))) == 1


@pytest.mark.parametrize("after", [timedelta(days=61), timedelta(0)])
def test_a_code_is_refused_when_old_or_for_something_else(session: Session, now: datetime, after: timedelta) -> None:
    """An expired code and one for another purpose are refused in the same words."""
    code = accounts.issue_code(session, factories.account(session), CodePurpose.SIGN_IN, now=now, by=None)
    purpose = CodePurpose.SIGN_IN if after else CodePurpose.RESET
    with pytest.raises(RuleError, match="không đúng, đã dùng hoặc đã hết hạn"):
        accounts.redeem_code(session, code, purpose, now=now + after)


def test_a_new_password_ends_the_other_sign_ins(session: Session, now: datetime) -> None:
    """Changing the password signs other browsers out, this one stays."""
    account = factories.account(session)
    here, there = (
        sign_ins.start_sign_in(session, account, device=d, lifetime=timedelta(days=1), now=now) for d in "ab"
    )
    found = sign_ins.find_viewer(session, here, now=now)
    assert found
    accounts.set_password(session, account, "suối nguồn trong vắt", keep=found[0].sign_in_id, now=now)
    session.flush()
    assert sign_ins.find_viewer(session, here, now=now)
    assert sign_ins.find_viewer(session, there, now=now) is None
    assert verify_password(account.password_hash, "suối nguồn trong vắt")


def test_waiting_grows_and_ends(now: datetime) -> None:
    """Five tries are free, then the pause doubles up to a quarter of an hour; nobody is locked out for good."""
    assert [wait_before_next_attempt(n, now, now) for n in (0, 4, 5, 6, 9, 40)] == [0, 0, 2, 4, 32, 900]
    assert wait_before_next_attempt(9, now, now + timedelta(seconds=32)) == 0


def test_disabling_an_account_ends_it_with_the_next_request(session: Session, now: datetime) -> None:
    """A withdrawn right ends at once (I-25)."""
    account = factories.account(session)
    token = sign_ins.start_sign_in(session, account, device="", lifetime=timedelta(days=1), now=now)
    assert sign_ins.find_viewer(session, token, now=now)
    account.disabled_at = now
    session.flush()
    assert sign_ins.find_viewer(session, token, now=now) is None


def test_the_audit_chain_shows_tampering(session: Session, now: datetime) -> None:
    """Every event is chained; a changed one is found, and the database refuses to change or delete one."""
    for number in range(3):
        audit.record(session, None, "edition.changed", now=now, subject=("edition", number, "thử"))
    session.commit()
    assert list(audit.broken_links(session)) == []
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()[1]
    event.details = {"changed": True}
    with pytest.raises(Exception, match="append-only"):
        session.flush()
    session.rollback()
