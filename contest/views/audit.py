"""Pages of the audit trail of an edition: read it, take it away as a workbook, check its chain."""

from itertools import islice

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.adapters.spreadsheets import XLSX, write_table
from contest.db import current_session
from contest.models.editions import Edition
from contest.rules.audit import ACTIONS
from contest.rules.text import clean, format_moment, local
from contest.services import audit_trail
from contest.services.audit import broken_links
from contest.views.audit_words import action_words, event_words
from contest.views.downloads import send_bytes
from contest.views.guards import organiser, utc_now
from contest.views.pages import in_language, page, page_number

blueprint = Blueprint("audit", __name__)

SHOWN_BREAKS = 20


def _wanted() -> dict[str, str]:
    """Return the action and the words that the address asks for."""
    action = request.args.get("action", "")
    return {"action": action if action in ACTIONS else "", "words": clean(request.args.get("q"))[:100]}


@blueprint.get("/organise/<edition_code>/audit")
@organiser
def trail(edition: Edition) -> ResponseReturnValue:
    """Show who changed what and when; with ``check=1`` also whether the chain is whole."""
    session, wanted = current_session(), _wanted()
    listing = audit_trail.list_events(session, edition, **wanted, page=page_number())
    breaks = list(islice(broken_links(session), SHOWN_BREAKS)) if "check" in request.args else None
    return page(
        "contest/audit/trail.html",
        edition=edition,
        listing=listing,
        events=[event_words(row, edition.code) for row in listing.rows],
        actions=[(action, action_words(action)) for action in audit_trail.actions_of(session, edition)],
        breaks=breaks,
        action=wanted["action"],
        words=wanted["words"],
    )


@blueprint.get("/organise/<edition_code>/audit.xlsx")
@organiser
def export(edition: Edition) -> ResponseReturnValue:
    """Send the trail as it is narrowed as a workbook."""
    now = utc_now()
    found = [
        event_words(row, edition.code) for row in audit_trail.export_events(current_session(), edition, **_wanted())
    ]
    rows = [
        (number, event.at, event.who, event.action, event.subject, "\n".join(str(change) for change in event.changes))
        for number, event in enumerate(found, 1)
    ]
    headings = [
        (gettext("STT"), 7),
        (gettext("Lúc"), 18),
        (gettext("Ai"), 26),
        (gettext("Việc"), 26),
        (gettext("Đối tượng"), 46),
        (gettext("Thay đổi"), 60),
    ]
    title = gettext("Nhật ký: %(title)s", title=in_language(edition.title, edition.title_en))
    subtitle = gettext("lập lúc %(when)s", when=format_moment(now))
    data = write_table(title, headings, rows, subtitle=subtitle, created=now)
    return send_bytes(data, f"Nhật ký {edition.code} {local(now):%Y-%m-%d}.xlsx", XLSX)
