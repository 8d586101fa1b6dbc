"""A judge's pages: my editions, my queue, the next entry."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from contest.db import current_session
from contest.models.editions import Edition
from contest.services.listing import PAGE_SIZE, Listing
from contest.views.guards import signed_in, utc_now, viewer
from contest.views.pages import page, page_number
from judging.models.panels import Judge
from judging.services import queues, scoring
from judging.views.guards import judge

blueprint = Blueprint("judge", __name__)


@blueprint.get("/judge")
@signed_in
def index() -> ResponseReturnValue:
    """Show the editions that one judges and the invitations that wait for an answer."""
    return page("judging/queue/index.html", seats=queues.seats_of(current_session(), viewer().id))


@blueprint.get("/judge/<edition_code>")
@judge
def show(edition: Edition, seat: Judge) -> ResponseReturnValue:
    """Show the queue: how far it is, one button, the list."""
    session = current_session()
    queue = queues.queue_of(session, seat)
    last = max(1, -(-len(queue.items) // PAGE_SIZE))
    number = min(page_number(), last)
    shown = queue.items[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return page(
        "judging/queue/show.html",
        edition=edition,
        queue=queue,
        shown=shown,
        titles=queues.titles_of(session, shown),
        listing=Listing((), len(queue.items), number, PAGE_SIZE),
        closed=scoring.problems_with_time(session, edition.id, now=utc_now()),
    )


@blueprint.post("/judge/<edition_code>/next")
@judge
def next_entry(edition: Edition, seat: Judge) -> ResponseReturnValue:
    """Go to the entry that comes next in the judge's own order."""
    waiting = queues.queue_of(current_session(), seat).waiting
    if not waiting:
        return redirect(url_for("judge.show", edition_code=edition.code), 303)
    return redirect(url_for("sheets.show", edition_code=edition.code, blind_code=waiting[0].blind_code), 303)
