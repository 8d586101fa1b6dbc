"""How every page is rendered: template, status, language, where to go next."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, has_request_context, make_response, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from flask_login import current_user

from contest.forms.base import Form

LANGUAGES = ("vi", "en")


def page(template: str, *, form: Form | None = None, status: int | None = None, **context: Any) -> ResponseReturnValue:
    """Return a rendered page; a form with problems makes it 422."""
    broken = form is not None and bool(form.errors)
    return make_response(render_template(template, form=form, **context), status or (422 if broken else 200))


def public_page(state: tuple[int | None, str], make: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Return a page that is alike for everybody who is not signed in, made once for a state of the data.

    ``state`` is the last event of the audit trail (None = nothing was recorded, so nothing is kept) and the minute.
    """
    if state[0] is None or current_user.is_authenticated or session.get("_flashes"):
        return make()
    kept: dict[Any, Any] = current_app.extensions.setdefault("public_pages", {})
    key = (request.path, language())
    known = kept.get(key)
    if known is None or known[0] != state:
        known = kept[key] = state, make_response(make()).get_data()
    return make_response(known[1])


def language() -> str:
    """Return ``vi`` or ``en``: the language of this page."""
    if not has_request_context():
        return str(get_locale() or "vi")
    found: str | None = getattr(request, "hoithi_language", None)
    if found is None:
        found = request.hoithi_language = str(get_locale() or "vi")  # type: ignore[attr-defined]  # kept on the request
    return found


def in_language(vietnamese: str, english: str) -> str:
    """Return the stored text in the language of this page; the Vietnamese where there is no English."""
    return english if english and language() == "en" else vietnamese


def local_address(text: str | None, default: str) -> str:
    """Return an address of this site to go on to; anything that leads elsewhere becomes the default."""
    if not text or not text.startswith("/") or text.startswith(("//", "/\\")) or any(ord(c) < 32 for c in text):
        return default
    parts = urlsplit(text)
    return text if not parts.scheme and not parts.netloc else default


def page_number() -> int:
    """Return the page of a list that was asked for, 1 when it is no sensible number."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


def translated(message: str, **values: object) -> str:
    """Return a catalogue message in the language of the page."""
    return gettext(message, **values)
