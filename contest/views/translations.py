"""The words of templates, with the catalogue found once a request instead of once a word."""

from typing import Any

from flask import Flask, has_request_context, request
from flask_babel import get_translations
from markupsafe import Markup


def _catalogue() -> Any:
    """Return the catalogue of this request's language."""
    if not has_request_context():
        return get_translations()
    found = getattr(request, "hoithi_catalogue", None)
    if found is None:
        found = request.hoithi_catalogue = get_translations()  # type: ignore[attr-defined]  # kept on the request
    return found


def translate(message: str, **values: Any) -> Markup:
    """Return a text in the language of the page; values are escaped, a literal % is written %%."""
    text = _catalogue().gettext(message)
    return Markup(text) if not values and "%" not in text else Markup(text) % values  # noqa: S704 - own catalogues


def translate_number(singular: str, plural: str, num: int, **values: Any) -> Markup:
    """Return a text that counts something, with ``num`` among its values."""
    text = _catalogue().ngettext(singular, plural, num)
    return Markup(text) % {"num": num, **values}  # noqa: S704 - own catalogues


def init_app(app: Flask) -> None:
    """Give the templates their words, in place of the slower functions of Jinja's extension."""
    app.jinja_env.globals.update(_=translate, gettext=translate, ngettext=translate_number)
