"""The public page of one edition of a contest."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from contest.db import current_session
from contest.models.editions import Edition
from contest.rules import access
from contest.services import editions
from contest.views.guards import anyone, utc_now, viewer
from contest.views.pages import page

blueprint = Blueprint("contests", __name__)


def visible_edition(code: str) -> Edition:
    """Return an edition that this viewer may see: a public one, or one that they work for."""
    edition = editions.find_edition(current_session(), code)
    if edition is None or not (edition.is_public or access.may_screen(viewer(), edition.id)):
        abort(404)
    return edition


@blueprint.get("/contests/<edition_code>")
@anyone
def show(edition_code: str) -> ResponseReturnValue:
    """Show what the contest is, who may enter, what a dossier needs, and until when."""
    edition, now = visible_edition(edition_code), utc_now()
    return page(
        "contest/editions/show.html",
        edition=edition,
        now=now,
        is_open=edition.opens_at <= now < edition.closes_at,
    )
