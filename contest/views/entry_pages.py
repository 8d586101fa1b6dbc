"""How every page of one entry is rendered: who it is for, until when, and where to go after saving."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from contest.db import current_session
from contest.forms.base import Form, say
from contest.forms.entries import RevisionForm
from contest.models.entries import Entry
from contest.rules import access
from contest.rules.completeness import Task, missing, progress, tasks
from contest.rules.entries import last_moment, may_edit
from contest.rules.kinds import Channel, EntrantKind
from contest.rules.problems import Problem, StaleError
from contest.rules.text import format_date, local
from contest.services import entries
from contest.services.dossiers import rules_of, standing_of, working_copy
from contest.views.guards import utc_now, viewer
from contest.views.labels import label
from contest.views.pages import language, page


def entry_page(
    template: str,
    entry: Entry,
    *,
    form: Form | None = None,
    stale: StaleError | None = None,
    **context: Any,
) -> ResponseReturnValue:
    """Return a page of an entry; after a stale save both texts are shown and the form may be sent again."""
    now, standing = utc_now(), standing_of(entry, viewer())
    stored: list[tuple[str, str]] = []
    if stale is not None and isinstance(form, RevisionForm):
        stored = differences(form, stale.current)
        form.revision.data = str(stale.current.get("revision", ""))
    return page(
        template,
        form=form,
        status=409 if stale else None,
        entry=entry,
        edition=entry.edition,
        now=now,
        until=last_moment(standing),
        editable=may_edit(standing, now=now),
        stands_in=entry.channel is Channel.PAPER and access.may_screen(viewer(), entry.edition_id),
        stored=stored,
        from_check=request.args.get("next") == "check",
        **context,
    )


def closed(entry: Entry) -> Response | None:
    """Return the way to the entry's own page when nothing may be written any more, else None."""
    if request.method == "GET" and not may_edit(standing_of(entry, viewer()), now=utc_now()):
        return redirect(url_for("entries.show", entry_id=entry.public_id))
    return None


def after_saving(entry: Entry, endpoint: str = "entries.show", **values: Any) -> Response:
    """Return the way on: back to the check page if the person came from there, else where told."""
    if request.args.get("next") == "check":
        endpoint, values = "submissions.check", {}
    return redirect(url_for(endpoint, entry_id=entry.public_id, **values))


def task_list(entry: Entry, *, now: datetime) -> tuple[list[Task], tuple[int, int]]:
    """Return the entry's task list and how many of the required tasks are done."""
    entries.load_parts(current_session(), entry)
    rules = rules_of(entry.edition, english=language() == "en")
    rows = tasks(working_copy(entry), rules, today=local(now).date())
    return rows, progress(rows)


def missing_links(entry: Entry, rows: list[Task]) -> list[tuple[str, str]]:
    """Return what is missing in words with the address of its field, which leads back to the check page."""
    return [(say(problem), _address(entry, problem)) for problem in missing(rows)]


def _address(entry: Entry, problem: Problem) -> str:
    path, _, field = problem.field.partition("#")
    return f"/entries/{entry.public_id}/{path}?next=check{'#' + field if field else ''}"


def differences(form: Form, current: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return label and stored value of each field whose value somebody else changed meanwhile."""
    values = dict(current)
    if "made_month" in values or "made_year" in values:
        month, year = values.pop("made_month", None), values.pop("made_year", None)
        values["made"] = "/".join(str(part) for part in (month, year) if part)
    found = []
    for name, value in values.items():
        field = form._fields.get(name)
        if name in ("revision", "commune_id") or field is None:
            continue
        text = _in_words(value)
        if text != _in_words(field.data):
            found.append((str(field.label.text), text or gettext("Không khai")))
    return found


def _in_words(value: object) -> str:
    if isinstance(value, EntrantKind):
        return label(value)
    if isinstance(value, bool):
        return gettext("Có") if value else gettext("Không")
    if hasattr(value, "strftime"):
        return format_date(value)  # type: ignore[arg-type]  # dates and moments alone have strftime
    return "" if value is None else str(value)
