"""The guards that every view wears exactly one of, and the viewer they ask about."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter

from contest.db import SAFE_METHODS, current_database, current_session
from contest.rules import access
from contest.rules.access import NOBODY, Viewer
from contest.services import editions, entries, sign_ins
from contest.services.dossiers import state_for_others

View = Callable[..., ResponseReturnValue]
Check = Callable[[dict[str, Any]], dict[str, Any]]


def utc_now() -> datetime:
    """Return the server's clock; the only place where a request asks for the time."""
    return datetime.now(UTC)


def viewer() -> Viewer:
    """Return who is behind this request."""
    found: Viewer = current_user._get_current_object()
    return found


def cookie_name() -> str:
    """Return the name of the sign-in cookie: bound to the host and HTTPS where there is HTTPS."""
    return "__Host-hoithi" if current_app.config["SESSION_COOKIE_SECURE"] else "hoithi"


def make_guard(name: str, check: Check) -> Callable[[View], View]:
    """Return a decorator that runs a check on the address's values before the view."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> ResponseReturnValue:
            return view(**check(values))

        guarded.guard = name  # type: ignore[attr-defined]  # read by the door below and by the endpoint table's test
        return guarded

    return decorate


def _pass(values: dict[str, Any]) -> dict[str, Any]:
    return values


def require_sign_in() -> Viewer:
    """Return the viewer, or send them to the door with what they posted kept."""
    somebody = viewer()
    if somebody.is_anonymous:
        abort(401)
    return somebody


def _signed_in(values: dict[str, Any]) -> dict[str, Any]:
    require_sign_in()
    return values


def _admin(values: dict[str, Any]) -> dict[str, Any]:
    if not access.may_administer(require_sign_in()):
        abort(403)
    return values


def _staff(values: dict[str, Any]) -> dict[str, Any]:
    if not access.is_staff(require_sign_in()):
        abort(403)
    return values


def _edition_check(question: Callable[[Viewer, int], bool]) -> Check:
    def check(values: dict[str, Any]) -> dict[str, Any]:
        somebody = require_sign_in()
        edition = editions.find_edition(current_session(), values.pop("edition_code"))
        if edition is None:
            abort(404)
        if not question(somebody, edition.id):
            abort(403 if edition.is_public else 404)
        return {"edition": edition, **values}

    return check


def _entry_check(*, write: bool) -> Check:
    def check(values: dict[str, Any]) -> dict[str, Any]:
        somebody = require_sign_in()
        entry = entries.find_entry(current_session(), values.pop("entry_id"))
        if entry is None:
            abort(404)
        facts: dict[str, Any] = {"owner_id": entry.owner_id, "edition_id": entry.edition_id, "channel": entry.channel}
        if not access.may_see_dossier(somebody, state=state_for_others(entry), **facts):
            abort(404)
        if write and not access.may_edit_dossier(somebody, **facts):
            abort(403)
        return {"entry": entry, **values}

    return check


anyone = make_guard("anyone", _pass)
signed_in = make_guard("signed_in", _signed_in)
admin_only = make_guard("admin_only", _admin)
staff = make_guard("staff", _staff)
organiser = make_guard("organiser", _edition_check(access.may_organise))
secretary = make_guard("secretary", _edition_check(access.may_screen))
entry_reader = make_guard("entry_reader", _entry_check(write=False))
entry_editor = make_guard("entry_editor", _entry_check(write=True))


class RowNumber(IntegerConverter):
    """The number of a row in an address, as large as a database counts and no larger; else there is no such page."""

    regex = "[0-9]{1,10}"

    def to_python(self, value: str) -> Any:
        """Return the number."""
        self.max = 2**31 - 1
        return super().to_python(value)


def init_app(app: Flask) -> None:
    """Load the viewer of each request, refuse every endpoint that wears no guard, and what no browser sends."""
    app.url_map.converters["int"] = RowNumber
    manager = LoginManager(app)
    manager.session_protection = None
    manager.anonymous_user = lambda: NOBODY

    @manager.request_loader
    def _load(_request: object) -> Viewer | None:
        token = request.cookies.get(cookie_name())
        if not token:
            return None
        now = utc_now()
        if request.method in SAFE_METHODS:
            found = sign_ins.find_viewer(current_session(), token, now=now)
        else:  # a short session of its own, so that a writing request takes the writer lock late
            with current_database().reading() as session:
                found = sign_ins.find_viewer(session, token, now=now)
        if found is None:
            return None
        somebody, last_seen = found
        if now - last_seen > sign_ins.LAST_SEEN_STEP:
            with current_database().writing() as session:
                sign_ins.note_access(session, somebody.sign_in_id, now=now)
        return somebody

    @app.before_request
    def _deny_by_default() -> None:
        if request.endpoint in (None, "static"):
            return
        view = current_app.view_functions.get(request.endpoint or "")
        if not getattr(view, "guard", None):
            abort(403)

    @app.before_request
    def _refuse_oddities() -> None:
        if "\0" in request.path:  # PostgreSQL stores no NUL, so no address holds one
            abort(404)
        if any("\0" in value for value in request.args.values()):
            abort(400)
        if request.is_json:  # forms would take its numbers and lists for what was typed
            abort(415)
        if any("\0" in value for values in request.form.listvalues() for value in values):
            pairs = [(key, value.replace("\0", "")) for key, value in request.form.items(multi=True)]
            request.form = ImmutableMultiDict(pairs)
