"""The people of an edition: roles given and taken, new accounts, sign-in codes shown once."""

import re

from sqlalchemy import select

from contest.models.accounts import Account, RoleGrant
from contest.models.editions import Edition
from contest.rules.kinds import AccountKind, Role
from tests import factories
from tests.client import form_with, main_text
from tests.conftest import Cast

PEOPLE = "/organise/stkt-2026/people"


def _roles(cast: Cast, name: str) -> set[Role]:
    with cast.database.reading() as session:
        return set(session.scalars(select(RoleGrant.role).where(RoleGrant.account_id == cast.ids[name])))


def test_a_role_is_given_to_somebody_found_without_diacritics_and_taken_again(cast: Cast) -> None:
    """Search, grant, withdraw; the page lists who works."""
    client = cast.client("oanh")
    page = client.get(PEOPLE, query_string={"q": "duc manh"})
    assert "Lý Đức Mạnh" in main_text(page)
    page = form_with(client, page, "Làm thư ký").send()
    assert "Đã trao quyền cho Lý Đức Mạnh." in main_text(page)
    assert _roles(cast, "manh") == {Role.SECRETARY}
    assert cast.client("manh").get("/organise").status_code == 200
    with cast.database.reading() as session:
        grant = session.scalars(select(RoleGrant.id).where(RoleGrant.account_id == cast.ids["manh"])).one()
    client.post(f"{PEOPLE}/withdraw", data={"grant": grant})
    assert _roles(cast, "manh") == set()


def test_a_new_member_signs_in_with_the_code_shown_once(cast: Cast) -> None:
    """The account has no password; its code stands on one answer only and opens the door."""
    client = cast.client("oanh")
    form = form_with(client, client.get(PEOPLE), "Tạo tài khoản và lấy mã")
    page = form.fill(full_name="Triệu Thị Mai", contact="0912 000 111", role="secretary").send()
    found = re.search(r"big-code\">([^<]+)<", page.get_data(as_text=True))
    assert found
    assert found[1] not in client.get(PEOPLE).get_data(as_text=True)
    with cast.database.reading() as session:
        account = session.scalars(select(Account).where(Account.sign_in_name == "0912000111")).one()
        assert (account.password_hash, account.kind) == (None, AccountKind.STAFF)
    stranger = cast.client(None)
    stranger.post("/code", data={"code": found[1]})
    assert stranger.get("/organise").status_code == 200
    page = form.fill(full_name="", contact="x").send()
    assert page.status_code == 422
    assert "Nhập họ và tên, ví dụ Vàng Thị Mỷ." in main_text(page)


def test_codes_never_open_accounts_of_higher_rank(cast: Cast) -> None:
    """An organiser gets no code for an admin or for the staff of another edition; an admin gets both."""
    with cast.database.writing() as session:
        factories.edition(session, "other-2026")
        other = factories.account(session, "Nông Văn Kia", role="organiser", edition="other-2026").public_id
        admin = cast.account(session, "admin").public_id
    for public_id in (other, admin):
        answer = cast.client("oanh").post(f"{PEOPLE}/code", data={"account": public_id}, follow_redirects=True)
        assert "mã phải do người quản trị cấp" in main_text(answer)
    answer = cast.client("admin").post(f"{PEOPLE}/code", data={"account": other})
    assert "Mã đăng nhập của Nông Văn Kia" in main_text(answer)
    assert cast.client("oanh").post(f"{PEOPLE}/code", data={"account": "khong-co"}).status_code == 404


def test_nobody_takes_the_organisers_role_from_themselves(cast: Cast) -> None:
    """Oanh stays organiser; a secretary and a stranger see nothing of the page."""
    with cast.database.reading() as session:
        grant = session.scalars(select(RoleGrant.id).where(RoleGrant.account_id == cast.ids["oanh"])).one()
    client = cast.client("oanh")
    answer = client.post(f"{PEOPLE}/withdraw", data={"grant": grant}, follow_redirects=True)
    assert "Bạn không tự thu quyền Ban Tổ chức của mình được" in main_text(answer)
    assert _roles(cast, "oanh") == {Role.ORGANISER}
    assert client.post(f"{PEOPLE}/grant", data={"account": "x", "role": "organiser"}).status_code == 404
    assert cast.client("thu").post(f"{PEOPLE}/grant", data={"account": "x"}).status_code == 403


def test_codes_never_open_accounts_of_other_editions(cast: Cast) -> None:
    """Judges and entrants who belong to another edition only are let in by its own organiser, or by an admin."""
    with cast.database.writing() as session:
        other = factories.edition(session, "other-2026")
        judge = factories.account(session, "Nông Thị Chấm", role="judge", edition="other-2026")
        entrant = factories.account(session, "Lù Văn Dự")
        factories.entry(session, other, entrant)
        both = factories.account(session, "Lù Văn Hai")
        factories.entry(session, other, both)
        factories.entry(session, session.scalars(select(Edition).filter_by(code="stkt-2026")).one(), both)
        ids = [judge.public_id, entrant.public_id]
        own = both.public_id
    for public_id in ids:
        answer = cast.client("oanh").post(f"{PEOPLE}/code", data={"account": public_id}, follow_redirects=True)
        assert "mã phải do người quản trị cấp" in main_text(answer)
        assert "Mã đăng nhập của" in main_text(cast.client("admin").post(f"{PEOPLE}/code", data={"account": public_id}))
    assert "Mã đăng nhập của Lù Văn Hai" in main_text(cast.client("oanh").post(f"{PEOPLE}/code", data={"account": own}))
