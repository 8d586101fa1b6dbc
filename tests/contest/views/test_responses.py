"""What every answer carries, in both languages, and what an error looks like."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError

from contest.app import create_app
from contest.config import Settings
from tests.client import main_text
from tests.conftest import Cast


def test_every_answer_is_guarded_by_headers(cast: Cast) -> None:
    """Strict policy, no sniffing, no framing, nothing kept of signed-in pages."""
    public, own = cast.client(None).get("/"), cast.client("an").get("/account")
    for page in (public, own):
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Referrer-Policy"] == "same-origin"
    assert own.headers["Cache-Control"] == "private, no-store"
    assert public.headers["Cache-Control"] == "no-cache"


def test_home_is_vietnamese_first_and_english_on_demand(cast: Cast) -> None:
    """No redirect, lang vi; the switch keeps the page and is remembered."""
    client = cast.client(None)
    page = client.get("/", headers={"Accept-Language": "en-US"})
    assert page.status_code == 200
    assert '<html lang="vi">' in page.get_data(as_text=True)
    assert '<html lang="en">' in client.get("/?lang=en").get_data(as_text=True)
    assert '<html lang="en">' in client.get("/privacy").get_data(as_text=True)
    assert '<html lang="vi">' in client.get("/privacy?lang=vi").get_data(as_text=True)


@pytest.mark.parametrize(("address", "code"), [("/khong-co", 404), ("/static/../pyproject.toml", 404)])
def test_errors_say_what_to_do(cast: Cast, address: str, code: int) -> None:
    """An error page names the phone number of the secretariat."""
    page = cast.client(None).get(address)
    assert page.status_code == code
    assert "0207 3822 000" in main_text(page)


def test_an_unknown_host_is_refused(app: Flask) -> None:
    """Links in mails cannot be bent by a Host header."""
    assert FlaskClient(app, app.response_class).get("/", headers={"Host": "evil.example"}).status_code == 400


def test_an_unexpected_error_is_a_page_not_a_trace(settings: Settings) -> None:
    """A fault of ours shows the error page and writes the trace to the log."""
    app = create_app(settings)

    def broken() -> str:
        raise ZeroDivisionError

    broken.guard = "anyone"  # type: ignore[attr-defined]
    app.add_url_rule("/broken", view_func=broken)
    page = app.test_client().get("/broken")
    assert page.status_code == 500
    assert "ZeroDivision" not in page.get_data(as_text=True)
    app.extensions["database"].dispose()


def test_an_endpoint_without_a_guard_is_shut(app: Flask) -> None:
    """Deny by default: a forgotten guard is a closed door."""
    app.add_url_rule("/forgotten", view_func=lambda: "open")
    assert app.test_client().get("/forgotten").status_code == 403


def test_pages_are_compressed_and_static_files_kept(cast: Cast) -> None:
    """Text is compressed when the browser takes it; a hashed static file is kept for a year."""
    client = cast.client(None)
    page = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert b"<html" in gzip.decompress(page.data)
    assert len(page.data) < 8000
    sheet = client.get("/static/css/site.css")
    assert sheet.headers["Cache-Control"] == "no-cache"
    address = page_asset(gzip.decompress(page.data).decode(), "/static/css/site.css")
    assert "immutable" in client.get(address).headers["Cache-Control"]


def page_asset(html: str, start: str) -> str:
    """Return the address of an asset with its digest as the page names it."""
    begin = html.index(start)
    return html[begin : html.index('"', begin)]


def test_https_gets_a_host_cookie_and_hsts(settings: Settings) -> None:
    """Behind HTTPS the sign-in cookie is bound to host and HTTPS."""
    secure = Settings(**{**settings.__dict__, "secure_cookies": True})
    app = create_app(secure, testing=True)
    page = app.test_client().get("/sign-in", base_url="https://localhost")
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    assert "__Host-form" in page.headers["Set-Cookie"]
    assert "Secure" in page.headers["Set-Cookie"]
    app.extensions["database"].dispose()


def test_what_another_site_sent_is_not_kept(app: Flask, cast: Cast) -> None:
    """A form without token comes back with a button only when a page of ours sent it."""
    app.config["WTF_CSRF_ENABLED"] = True
    client = cast.client("an")
    data = {"contact": "ke-gian@example.vn"}
    for foreign in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        answer = client.post("/account/contact", data=data, headers=foreign)
        assert answer.status_code == 400
        assert "ke-gian" not in answer.get_data(as_text=True)
    answer = client.post("/account/contact", data=data, headers={"Origin": "http://localhost"})
    assert "ke-gian@example.vn" in answer.get_data(as_text=True)


@pytest.mark.parametrize(("kind", "code"), [(IntegrityError, 409), (OperationalError, 503), (DataError, 500)])
def test_a_refusal_of_the_database_is_told(settings: Settings, kind: type[DBAPIError], code: int) -> None:
    """Two who wrote the same at once, and a busy database, get a page that says what to do."""
    app = create_app(settings)

    def broken() -> str:
        raise kind("x", None, Exception())

    broken.guard = "anyone"  # type: ignore[attr-defined]
    app.add_url_rule("/broken", view_func=broken)
    assert app.test_client().get("/broken").status_code == code
    app.extensions["database"].dispose()
