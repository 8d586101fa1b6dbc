"""A test client that looks at every page it gets, and fills in forms as a browser without scripts would."""

import gzip
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contest.db import Database
from contest.models.accounts import Account
from contest.rules.text import clean
from contest.services import sign_ins

HTML = "{http://www.w3.org/1999/xhtml}"


def words(node: Any) -> str:
    """Return the text inside an element, spaces folded."""
    return clean(" ".join(node.itertext()))


class WatchfulClient(FlaskClient):
    """A client that fails on a page which a person could not use."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask for a page and look at it."""
        kwargs.pop("buffered", None)
        response = super().open(*args, buffered=True, **kwargs)
        assert not self.application.extensions.get("left_dirty"), f"{args}: changes were left uncommitted"
        if response.mimetype == "text/html":
            inspect(response)
        return response


def inspect(response: TestResponse) -> Any:
    """Return the parsed page after asserting what every page must have."""
    packed = response.headers.get("Content-Encoding") == "gzip"
    text = (gzip.decompress(response.data) if packed else response.data).decode()
    if response.status_code in (301, 302, 303, 307, 308):
        return None
    parser = html5lib.HTMLParser(strict=False)
    document = parser.parse(text)
    assert not parser.errors, [(where, error, details) for where, error, details in parser.errors]
    elements = list(document.iter())
    headings = [words(e) for e in elements if e.tag == HTML + "h1"]
    assert len(headings) == 1, f"one h1 wanted, found {headings}"
    title = next(words(e) for e in elements if e.tag == HTML + "title")
    assert re.sub(r"^(Lỗi|Error): ", "", title).startswith(headings[0]), (title, headings[0])
    assert document.get("lang") in ("vi", "en")
    ids = [e.get("id") for e in elements if e.get("id")]
    assert len(ids) == len(set(ids)), f"ids twice: {sorted(i for i in ids if ids.count(i) > 1)}"
    labelled = {e.get("for") for e in elements if e.tag == HTML + "label"}
    for field in elements:
        if field.tag in (HTML + "input", HTML + "select", HTML + "textarea"):
            if field.get("type") in ("hidden", "submit", "button"):
                continue
            named = field.get("aria-label") or field.get("aria-labelledby") or field.get("aria-hidden")
            assert field.get("id") in labelled or named, f"no label: {field.attrib}"
        assert "style" not in field.attrib, f"inline style: {field.tag} {field.attrib}"
        assert not any(str(name).startswith("on") for name in field.attrib), f"inline script: {field.attrib}"
    for script in elements:
        if script.tag == HTML + "script":
            assert script.get("src") or script.get("type") in ("application/json", "application/ld+json")
    return document


class Form:
    """A form of a page, with what is in it, to be filled in by labels or names and sent."""

    def __init__(self, client: WatchfulClient, address: str, node: Any, document: Any) -> None:
        self.client, self.address, self.node = client, address, node
        self.values: list[tuple[str, Any]] = []
        self.buttons: list[tuple[str, str, str]] = []
        self.labels = {label.get("for"): words(label) for label in document.iter(HTML + "label") if label.get("for")}
        self.names: dict[str, str] = {}
        for item in node.iter():
            name = item.get("name")
            if item.tag == HTML + "button" and item.get("type") != "button":
                self.buttons.append((words(item), name or "", item.get("value") or ""))
            if not name or item.get("disabled") is not None:
                continue
            label = self.labels.get(item.get("id"), "")
            self.names.setdefault(label, name)
            if item.tag == HTML + "textarea":
                self.values.append((name, "".join(item.itertext())))
            elif item.tag == HTML + "select":
                chosen = [o for o in item.iter(HTML + "option") if o.get("selected") is not None]
                options = chosen or list(item.iter(HTML + "option"))[:1]
                self.values += [(name, o.get("value") or "") for o in options]
            elif item.tag == HTML + "input":
                kind = item.get("type", "text")
                if kind in ("checkbox", "radio") and item.get("checked") is None:
                    continue
                if kind not in ("submit", "button", "file", "image"):
                    self.values.append((name, item.get("value") or ("on" if kind == "checkbox" else "")))

    def fill(self, **values: Any) -> "Form":
        """Put values into fields by name; a list gives several, None takes a field away."""
        for name, value in values.items():
            self.values = [(key, old) for key, old in self.values if key != name]
            if value is None:
                continue
            self.values += [(name, item) for item in (value if isinstance(value, list) else [value])]
        return self

    def send(self, button: str | None = None, *, follow: bool = True) -> TestResponse:
        """Send the form with a button (by its words), and follow the redirect as a browser does."""
        values = list(self.values)
        for text, name, value in self.buttons:
            if name and (button is None or text == button):
                values.append((name, value))
                break
        action = urljoin(self.address, self.node.get("action") or self.address)
        data: dict[str, Any] = {}
        for key, value in values:
            data.setdefault(key, []).append(value)
        if (self.node.get("method") or "get").lower() == "get":
            return self.client.get(urlsplit(action).path, query_string=data, follow_redirects=follow)
        multipart = self.node.get("enctype") == "multipart/form-data"
        kind = "multipart/form-data" if multipart else "application/x-www-form-urlencoded"
        return self.client.post(action, data=data, content_type=kind, follow_redirects=follow)


def forms(client: WatchfulClient, response: TestResponse) -> list[Form]:
    """Return the forms in the main part of a page."""
    document = inspect(response)
    main = next(document.iter(HTML + "main"))
    address = response.request.path
    return [Form(client, address, node, document) for node in main.iter(HTML + "form")]


def form_with(client: WatchfulClient, response: TestResponse, button: str) -> Form:
    """Return the form that has a button with these words."""
    found = [form for form in forms(client, response) if any(text == button for text, _, _ in form.buttons)]
    assert found, f"no button {button!r} on the page"
    return found[0]


def main_text(response: TestResponse) -> str:
    """Return the words of the main part of a page."""
    return words(next(inspect(response).iter(HTML + "main")))


def links(response: TestResponse) -> dict[str, str]:
    """Return the addresses of the links in the main part of a page, by their words."""
    main = next(inspect(response).iter(HTML + "main"))
    return {words(node): node.get("href") for node in main.iter(HTML + "a") if node.get("href")}


def signed_in_client(app: Flask, account_id: int) -> WatchfulClient:
    """Return a client that is signed in."""
    database: Database = app.extensions["database"]
    with database.writing() as session:
        token = sign_ins.start_sign_in(
            session,
            session.get_one(Account, account_id),
            device="test",
            lifetime=timedelta(days=1),
            now=datetime.now(UTC),
        )
    client = app.test_client()
    assert isinstance(client, WatchfulClient)
    client.set_cookie("hoithi", token)
    return client
