"""The overview of an edition for its office: figures, the deadline, what needs a decision today."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from contest.db import current_session
from contest.forms.base import say
from contest.models.editions import Edition
from contest.rules.intake import next_steps, phase_now
from contest.rules.kinds import EntryState
from contest.services.intake_lists import figures, next_waiting
from contest.views.guards import secretary, utc_now
from contest.views.pages import page

blueprint = Blueprint("desk", __name__)

COLUMNS = (EntryState.DRAFT, EntryState.SUBMITTED, EntryState.CORRECTION, EntryState.VALID, EntryState.REJECTED)


@blueprint.get("/organise/<edition_code>")
@secretary
def overview(edition: Edition) -> ResponseReturnValue:
    """Show where an edition stands and what to do next."""
    now = utc_now()
    found = figures(current_session(), edition, now=now)
    return page(
        "contest/intake/overview.html",
        edition=edition,
        figures=found,
        first=next_waiting(current_session(), edition)[0],
        columns=COLUMNS,
        steps=next_steps(found.facts, now=now),
        say=say,
        phase=phase_now([(phase, phase.starts_at, phase.ends_at) for phase in edition.phases], now=now),
        now=now,
    )
