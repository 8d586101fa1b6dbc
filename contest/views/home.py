"""The home page, help pages, and the health checks."""

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from contest.db import current_session
from contest.services import editions
from contest.views.guards import anyone, utc_now
from contest.views.pages import page

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@anyone
def index() -> ResponseReturnValue:
    """Show both contests and where each stands."""
    return page("contest/home/index.html", editions=editions.list_public(current_session()), now=utc_now())


@blueprint.get("/accessibility")
@anyone
def accessibility() -> ResponseReturnValue:
    """Say what was done for accessibility and whom to tell of a barrier."""
    return page("contest/home/accessibility.html")


@blueprint.get("/privacy")
@anyone
def privacy() -> ResponseReturnValue:
    """Say which personal data are kept, why, how long, and how to ask for them."""
    return page("contest/home/privacy.html")


@blueprint.get("/healthz")
@anyone
def healthy() -> ResponseReturnValue:
    """Answer that the process lives."""
    return Response("ok", mimetype="text/plain")


@blueprint.get("/readyz")
@anyone
def ready() -> ResponseReturnValue:
    """Answer whether the database can be asked."""
    current_session().execute(text("SELECT 1"))
    return Response("ok" if current_app.secret_key else "no key", mimetype="text/plain")
