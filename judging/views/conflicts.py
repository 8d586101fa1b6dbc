"""Office pages of conflicts of interest: list, add, detect, take back."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from contest.db import commit, current_session
from contest.forms.accounts import EmptyForm
from contest.forms.base import say
from contest.models.editions import Edition
from contest.rules.problems import N_, Problem, RuleError
from contest.views.guards import organiser, utc_now, viewer
from contest.views.pages import page, page_number
from judging.forms.assignment import ConflictForm, with_judges
from judging.forms.panels import ReasonForm
from judging.models.conflicts import Conflict
from judging.services import assignment_lists, conflicts, judges, panels

blueprint = Blueprint("conflicts", __name__, url_prefix="/organise/<edition_code>/conflicts")


@blueprint.route("", methods=["GET", "POST"])
@organiser
def index(edition: Edition) -> ResponseReturnValue:
    """List the conflicts by judge and entry, and record one."""
    session = current_session()
    form = with_judges(ConflictForm(), judges.choices(session, edition.id))
    if form.validate_on_submit():
        try:
            found = assignment_lists.find_by_code(session, edition.id, form.entry.data)
            judge = panels.find_judge(session, edition.id, form.judge.data)
            if found is None or judge is None:
                message = N_("Không có hồ sơ mang mã này. Nhập mã số hồ sơ, ví dụ STKT06-01-007.")
                raise RuleError([Problem(message, "entry")])
            conflicts.record_conflict(session, judge, found, reason=form.reason.data, by=viewer(), now=utc_now())
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã ghi xung đột lợi ích."))
            return redirect(url_for(".index", edition_code=edition.code))
    words = request.args.get("q", "")
    return page(
        "judging/panels/conflicts.html",
        form=form,
        edition=edition,
        words=words,
        listing=assignment_lists.list_conflicts(session, edition.id, words=words, page=page_number()),
        standing=assignment_lists.submitted_despite_conflict(session, edition.id),
    )


@blueprint.route("/detect", methods=["GET", "POST"])
@organiser
def detect(edition: Edition) -> ResponseReturnValue:
    """Show what the dossiers and accounts show, then record it."""
    session, form = current_session(), EmptyForm()
    if form.validate_on_submit():
        count = conflicts.record_detected(session, edition.id, by=viewer(), now=utc_now())
        commit()
        flash(ngettext("Đã ghi %(num)s xung đột lợi ích.", "Đã ghi %(num)s xung đột lợi ích.", count))
        return redirect(url_for(".index", edition_code=edition.code))
    found = conflicts.detect(session, edition.id)
    return page(
        "judging/panels/detect.html",
        edition=edition,
        found=found,
        judges=assignment_lists.names_of(session, {one.judge_id for one in found}),
        entries=assignment_lists.titles_of(session, {one.entry_id for one in found}),
        say=say,
    )


@blueprint.route("/<int:conflict_id>")
@organiser
def show(edition: Edition, conflict_id: int) -> ResponseReturnValue:
    """Show one conflict and what may be done about it."""
    return _show(edition, _conflict(edition, conflict_id), ReasonForm(formdata=None))


@blueprint.route("/<int:conflict_id>/remove", methods=["POST"])
@organiser
def remove(edition: Edition, conflict_id: int) -> ResponseReturnValue:
    """Take back a conflict that the office recorded."""
    return _take_back(edition, conflict_id, conflicts.remove_conflict)


@blueprint.route("/<int:conflict_id>/namesake", methods=["POST"])
@organiser
def namesake(edition: Edition, conflict_id: int) -> ResponseReturnValue:
    """Record that an equal name is another person."""
    return _take_back(edition, conflict_id, conflicts.confirm_namesake)


def _conflict(edition: Edition, conflict_id: int) -> Conflict:
    return assignment_lists.find_conflict(current_session(), edition.id, conflict_id) or abort(404)


def _take_back(edition: Edition, conflict_id: int, service: Any) -> ResponseReturnValue:
    """Run a service that takes a conflict back with a reason."""
    conflict, form = _conflict(edition, conflict_id), ReasonForm()
    try:
        service(current_session(), conflict, reason=form.reason.data or "", by=viewer(), now=utc_now())
    except RuleError as error:
        form.hang(error)
        return _show(edition, conflict, form)
    commit()
    flash(gettext("Đã ghi."))
    return redirect(url_for(".index", edition_code=edition.code))


def _show(edition: Edition, conflict: Conflict, form: ReasonForm) -> ResponseReturnValue:
    """Return the page of one conflict."""
    session = current_session()
    title = assignment_lists.titles_of(session, [conflict.entry_id]).get(conflict.entry_id)
    by_name = conflicts.rests_on_a_name(session, conflict)
    template = "judging/panels/conflict.html"
    return page(template, form=form, edition=edition, conflict=conflict, entry=title, by_name=by_name)
