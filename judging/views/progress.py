"""Organiser's pages of judging under way: who is behind, what is short, every sheet with its history."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.db import commit, current_session
from contest.models.editions import Edition
from contest.rules.kinds import SheetState
from contest.rules.problems import RuleError
from contest.views.guards import organiser, utc_now, viewer
from contest.views.pages import page, page_number
from judging.forms.scoring import ReopenForm
from judging.rules.sheets import RECOMMENDATIONS
from judging.services import progress, scoring

blueprint = Blueprint("progress", __name__)


@blueprint.get("/organise/<edition_code>/progress")
@organiser
def show(edition: Edition) -> ResponseReturnValue:
    """Show how far the judges and the fields are, and which entries lack sheets."""
    session = current_session()
    judges, fields = progress.judges_progress(session, edition), progress.fields_progress(session, edition)
    return page(
        "judging/progress/show.html",
        edition=edition,
        judges=judges,
        fields=fields,
        field_names={one.field.id: one.field for one in fields},
        short=progress.short_entries(session, edition),
        limit=progress.SHORT_SHOWN,
    )


@blueprint.get("/organise/<edition_code>/sheets")
@organiser
def sheets(edition: Edition) -> ResponseReturnValue:
    """List the sheets of an edition, by judge and state as the address says."""
    state = request.args.get("state", "")
    judge_code = request.args.get("judge", "")
    session = current_session()
    return page(
        "judging/progress/sheets.html",
        edition=edition,
        listing=progress.list_sheets(
            session,
            edition,
            page=page_number(),
            judge_code=judge_code,
            state=SheetState(state) if state in set(SheetState) else None,
        ),
        judges=progress.judges_progress(session, edition),
        states=list(SheetState),
        chosen={"judge": judge_code, "state": state},
    )


@blueprint.route("/organise/<edition_code>/sheets/<int:sheet_id>", methods=["GET", "POST"])
@organiser
def sheet(edition: Edition, sheet_id: int) -> ResponseReturnValue:
    """Show a sheet with every version of it, and give it back to its judge with a reason."""
    session, form = current_session(), ReopenForm()
    found = progress.find_sheet(session, edition, sheet_id)
    if found is None:
        abort(404)
    if form.validate_on_submit():
        try:
            scoring.reopen_sheet(session, found, reason=form.reason.data, by=viewer(), now=utc_now())
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã mở lại phiếu. Bản đã nộp vẫn được giữ trong các bản dưới đây."))
            return redirect(url_for("progress.sheet", edition_code=edition.code, sheet_id=sheet_id), 303)
    return page(
        "judging/progress/sheet.html",
        form=form,
        edition=edition,
        sheet=found,
        marks={mark.criterion_id: mark for mark in found.marks},
        names=progress.names_of(session, found.revisions),
        recommendations=RECOMMENDATIONS,
    )
