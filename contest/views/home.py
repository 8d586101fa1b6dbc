"""The home page, help pages, and the health checks."""

from datetime import datetime

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from contest.db import current_session
from contest.rules.kinds import RecipientKind
from contest.rules.text import local
from contest.services import audit, certificate_checks, editions
from contest.views.guards import anyone, utc_now
from contest.views.pages import page, public_page

blueprint = Blueprint("home", __name__)

TEASERS = 6
"""Prizes shown on the home page."""


@blueprint.get("/")
@anyone
def index() -> ResponseReturnValue:
    """Show where each contest stands, and the highest prizes of the one that published its results last."""
    now = utc_now()
    return public_page((audit.last_event(current_session()), f"{now:%Y%m%d%H%M}"), lambda: _front(now))


def _front(now: datetime) -> ResponseReturnValue:
    """Render the home page."""
    session = current_session()
    found = editions.list_public(session)
    published = [(one.results_published_at, one) for one in found if one.results_published_at]
    latest = max(published, key=lambda pair: pair[0])[1] if published else None
    best = certificate_checks.public_results(session, latest, today=local(now).date(), first=TEASERS) if latest else []
    return page(
        "contest/home/index.html",
        editions=found,
        now=now,
        latest=latest,
        best=[one for one in best if one.award.recipient_kind is RecipientKind.ENTRY],
    )


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
