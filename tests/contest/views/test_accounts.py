"""The door and the account's pages, as people meet them."""

import re

from flask import Flask
from sqlalchemy import select

from contest.db import Database
from contest.models.accounts import Account, SignIn
from contest.models.mail import Message
from contest.rules.kinds import CodePurpose
from contest.services import accounts
from tests import factories
from tests.client import form_with, main_text
from tests.conftest import NOW, Cast


def _contact(cast: Cast, name: str) -> str:
    with cast.database.reading() as session:
        return cast.account(session, name).sign_in_name


def test_signing_in_with_csrf_and_out_again(app: Flask, cast: Cast) -> None:
    """A person signs in through the form, sees their account, and signs out on the server."""
    app.config["WTF_CSRF_ENABLED"] = True
    client = cast.client(None)
    page = client.get("/sign-in")
    form = form_with(client, page, "Đăng nhập").fill(contact=_contact(cast, "an"), password=factories.PASSWORD)
    form.send(follow=False)
    shown = client.get("/account")
    assert "Giàng A An" in main_text(shown)
    form_with(client, shown, "Đăng xuất khỏi thiết bị này").send()
    assert client.get("/account").status_code == 401
    with cast.database.reading() as session:
        assert session.scalars(select(SignIn.ended_at)).all().count(None) == 0


def test_a_wrong_password_and_an_unknown_contact_sound_the_same(cast: Cast) -> None:
    """Nobody learns from the door who has an account."""
    answers = []
    for contact in (_contact(cast, "an"), "khong-ai@example.vn"):
        page = cast.client(None).post("/sign-in", data={"contact": contact, "password": "sai mất rồi"})
        assert page.status_code == 422
        assert contact in page.get_data(as_text=True)
        answers.append(main_text(page))
    assert answers[0] == answers[1]
    assert "mật khẩu không đúng" in answers[0]


def test_guessing_is_slowed_down(cast: Cast) -> None:
    """After five failures the door asks to wait, even with the right password."""
    client = cast.client(None)
    for _ in range(5):
        client.post("/sign-in", data={"contact": _contact(cast, "an"), "password": "sai mất rồi"})
    page = client.post("/sign-in", data={"contact": _contact(cast, "an"), "password": factories.PASSWORD})
    assert page.status_code == 429
    assert "Hãy chờ" in main_text(page)


def test_a_form_posted_after_the_session_ended_is_kept(app: Flask, cast: Cast) -> None:
    """Values survive an expired sign-in: sign in, press once, and they are posted (X6); a password is typed again."""
    app.config["WTF_CSRF_ENABLED"] = True
    client = cast.client("an")
    page = client.get("/account")
    form = form_with(client, page, "Đổi").fill(contact="0987 654 321", current=factories.PASSWORD)
    with cast.database.writing() as session:
        for sign_in in session.scalars(select(SignIn)):
            sign_in.ended_at = NOW
    kept = form.send()
    assert kept.status_code == 401
    assert "được giữ lại" in main_text(kept)
    assert factories.PASSWORD not in kept.get_data(as_text=True)
    door = form_with(client, kept, "Đăng nhập").fill(contact=_contact(cast, "an"), password=factories.PASSWORD)
    again = door.send()
    assert "Nội dung bạn vừa gửi vẫn còn" in main_text(again)
    asked = form_with(client, again, "Gửi lại").send()
    assert asked.status_code == 422
    done = form_with(client, asked, "Đổi").fill(current=factories.PASSWORD).send()
    assert done.status_code == 200
    assert _contact(cast, "an") == "0987654321"


def test_an_expired_csrf_token_keeps_the_values(app: Flask, cast: Cast) -> None:
    """A stale token gives the values back with one button, not an empty form."""
    app.config["WTF_CSRF_ENABLED"] = True
    client = cast.client("an")
    page = client.post("/account/contact", data={"contact": "0987654321", "csrf_token": "cũ"})
    assert page.status_code == 400
    assert "0987654321" in page.get_data(as_text=True)
    assert "csrf_token" not in re.sub(r'name="csrf_token" value="[^"]+"', "", page.get_data(as_text=True))


def test_a_stranger_registers(cast: Cast) -> None:
    """A new person gets an account and is signed in; a fault keeps what was typed."""
    client = cast.client(None)
    page = client.post(
        "/register",
        data={"full_name": "Thào Mí Dình", "contact": "12", "kind": "teacher", "password": "ngô nếp nương"},
    )
    assert page.status_code == 422
    assert 'value="Thào Mí Dình"' in page.get_data(as_text=True)
    assert "ví dụ 0912 345 678" in main_text(page)
    done = client.post(
        "/register",
        data={"full_name": "Thào Mí Dình", "contact": "0911222333", "kind": "teacher", "password": "ngô nếp nương"},
    )
    assert done.status_code == 302
    assert "Thào Mí Dình" in main_text(client.get("/account"))


def test_a_forgotten_password_is_set_anew_by_mail(cast: Cast, database: Database) -> None:
    """The code goes to the mail only, works once, and the answer does not tell whether the contact is known."""
    client = cast.client(None)
    unknown = client.post("/forgotten-password", data={"contact": "khong-ai@example.vn"})
    known = client.post("/forgotten-password", data={"contact": _contact(cast, "an")})
    assert (unknown.status_code, unknown.location) == (known.status_code, known.location)
    with database.reading() as session:
        message = session.scalars(select(Message)).one()
        assert message.account_id == cast.ids["an"]
        found = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", message.body)
    assert found
    assert found.group() not in main_text(cast.client("an").get("/account"))
    weak = client.post("/reset-password", data={"code": found.group(), "password": "ngắn"})
    assert weak.status_code == 422
    done = client.post("/reset-password", data={"code": found.group(), "password": "bản làng yên vui"})
    assert done.status_code == 302
    twice = cast.client(None).post("/reset-password", data={"code": found.group(), "password": "bản làng yên vui"})
    assert "đã dùng hoặc đã hết hạn" in main_text(twice)
    fresh = cast.client(None)
    signed = fresh.post("/sign-in", data={"contact": _contact(cast, "an"), "password": "bản làng yên vui"})
    assert signed.status_code == 302


def test_a_slip_with_a_code_lets_a_pupil_in(cast: Cast, database: Database) -> None:
    """A pupil without mail signs in with the printed code."""
    with database.writing() as session:
        pupil = session.get_one(Account, cast.ids["manh"])
        code = accounts.issue_code(session, pupil, CodePurpose.SIGN_IN, now=NOW, by=None)
    client = cast.client(None)
    assert client.post("/code", data={"code": "sai"}).status_code == 422
    assert client.post("/code", data={"code": code.lower()}).status_code == 302
    assert "Lý Đức Mạnh" in main_text(client.get("/account"))


def test_going_on_leads_nowhere_else(cast: Cast) -> None:
    """A crafted next address stays on this site."""
    for bad in ("https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)"):
        page = cast.client(None).post(
            "/sign-in", data={"contact": _contact(cast, "an"), "password": factories.PASSWORD, "next": bad}
        )
        assert page.location == "/entries"


def test_one_ends_only_own_sign_ins(cast: Cast, database: Database) -> None:
    """Somebody else's sign-in is not ended by its number."""
    cast.client("binh")
    with database.reading() as session:
        other = session.scalars(select(SignIn).where(SignIn.account_id == cast.ids["binh"])).one().id
    cast.client("an").post(f"/account/sign-ins/{other}/end")
    with database.reading() as session:
        assert session.get_one(SignIn, other).ended_at is None


def test_other_spellings_of_a_contact_open_no_second_set_of_guesses(cast: Cast) -> None:
    """Spaces, dots and +84 name the same door, so its failures are counted together."""
    with cast.database.writing() as session:
        cast.account(session, "an").sign_in_name = "0912000222"
    client = cast.client(None)
    for contact in ("0912000222", "0912 000 222", "0912.000.222", "+84912000222", "(0912) 000-222"):
        client.post("/sign-in", data={"contact": contact, "password": "sai mất rồi"})
    answer = client.post("/sign-in", data={"contact": "09 12 00 02 22", "password": factories.PASSWORD})
    assert answer.status_code == 429


def test_a_new_password_ends_the_codes_that_lie_about(cast: Cast) -> None:
    """A slip that somebody found opens nothing once its owner has chosen a password."""
    with cast.database.writing() as session:
        account = cast.account(session, "an")
        code, other = (accounts.issue_code(session, account, CodePurpose.SIGN_IN, now=NOW, by=None) for _ in range(2))
    data = {"code": code, "password": "rừng sâu nước biếc"}
    assert cast.client(None).post("/reset-password", data=data).status_code == 302
    assert cast.client(None).post("/code", data={"code": other}).status_code == 422
