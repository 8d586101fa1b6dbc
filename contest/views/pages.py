"""How every page is rendered: template, status, language, where to go next."""

from typing import Any
from urllib.parse import urlsplit

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from contest.forms.base import Form

LANGUAGES = ("vi", "en")


def page(template: str, *, form: Form | None = None, status: int | None = None, **context: Any) -> ResponseReturnValue:
    """Return a rendered page; a form with problems makes it 422."""
    broken = form is not None and bool(form.errors)
    return make_response(render_template(template, form=form, **context), status or (422 if broken else 200))


def language() -> str:
    """Return ``vi`` or ``en``: the language of this page."""
    return str(get_locale() or "vi")


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
