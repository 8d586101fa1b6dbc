"""Every endpoint stands in the table with its guard, and its guard keeps out whom it should."""

import importlib
import pkgutil

import pytest
from flask import Flask
from werkzeug.routing.converters import NumberConverter

from tests import access
from tests.conftest import Cast

TABLE: dict[str, str] = {}
for module in pkgutil.iter_modules(access.__path__):
    TABLE |= importlib.import_module(f"tests.access.{module.name}").ENDPOINTS

INSIDERS = {
    "anyone": {None, "an", "binh", "giang", "thu", "oanh", "admin", "manh"},
    "signed_in": {"an", "binh", "giang", "thu", "oanh", "admin", "manh"},
    "staff": {"thu", "oanh", "admin"},
    "secretary": {"thu", "oanh", "admin"},
    "organiser": {"oanh", "admin"},
    "admin_only": {"admin"},
    "judge": {"giang"},
    "entry_reader": set(),
    "entry_editor": set(),
    "file_reader": set(),
    "queue_entry": set(),
}
"""Who passes each guard with the edition of the cast; entries belong to nobody of them here."""


def test_every_endpoint_is_in_the_table(app: Flask) -> None:
    """No endpoint is unlisted, none is listed that is not there, and each wears the guard that is listed."""
    worn = {name: getattr(view, "guard", None) for name, view in app.view_functions.items()}
    assert worn == TABLE


def _address(app: Flask, endpoint: str, edition_code: str) -> str | None:
    """Return an address of a GET endpoint with the cast's edition and otherwise values that do not exist."""
    for rule in app.url_map.iter_rules(endpoint):
        if "GET" not in (rule.methods or set()):
            continue
        values = {
            name: edition_code
            if name == "edition_code"
            else 999999
            if isinstance(converter, NumberConverter)
            else "khong-co"
            for name, converter in rule._converters.items()
        }
        with app.test_request_context():
            built = rule.build(values)
            return built[1] if built else None
    return None


@pytest.mark.parametrize("endpoint", sorted(TABLE))
def test_a_guard_keeps_strangers_out(cast: Cast, endpoint: str) -> None:
    """Whoever is not an insider of a page's guard gets 401, 403 or 404, and insiders never 401 or 403."""
    address = _address(cast.app, endpoint, cast.edition_code)
    if address is None:
        return
    insiders = INSIDERS[TABLE[endpoint]]
    for person in (None, "an", "giang", "thu", "oanh", "admin", "manh"):
        status = cast.client(person).get(address).status_code
        if person in insiders:
            assert status not in (401, 403, 405, 500), (person, address, status)
        else:
            assert status in (401, 403, 404), (person, address, status)
