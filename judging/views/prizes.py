"""Pages of prizes: propose a list, decide ties, change a prize, confirm a version."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from contest.db import commit, current_session
from contest.forms.base import Form, say
from contest.models.editions import Edition
from contest.rules.problems import RuleError
from contest.views.guards import organiser, utc_now, viewer
from contest.views.pages import in_language, page
from judging.forms.prizes import ChangeForm, ConfirmForm, TieForm
from judging.models.prizes import PrizeProposal
from judging.services import prizes
from judging.services.prize_readings import Open, Reading, entry_of_code, prize_names, read

blueprint = Blueprint("prizes", __name__)


@blueprint.get("/organise/<edition_code>/prizes")
@organiser
def index(edition: Edition) -> ResponseReturnValue:
    """Show the latest list of prizes, with every reason, what is open, and whether it is still true."""
    return _show(edition)


@blueprint.get("/organise/<edition_code>/prizes/<int:version>")
@organiser
def show_version(edition: Edition, version: int) -> ResponseReturnValue:
    """Show an earlier version as it was."""
    found = prizes.find_version(current_session(), edition, version)
    if found is None:
        abort(404)
    return page("judging/prizes/version.html", edition=edition, proposal=found, reading=read(found.content), say=say)


@blueprint.post("/organise/<edition_code>/prizes/propose")
@organiser
def propose(edition: Edition) -> ResponseReturnValue:
    """Compute a new version."""
    try:
        made = prizes.propose(current_session(), edition, by=viewer(), now=utc_now())
    except RuleError as error:
        flash(" ".join(say(problem) for problem in error.problems))
        return _back(edition)
    commit()
    flash(gettext("Đã lập danh sách số %(version)s.", version=made.version))
    return _back(edition)


@blueprint.post("/organise/<edition_code>/prizes/ties/<int:prize_row_id>/<int:field_id>")
@organiser
def decide_tie(edition: Edition, prize_row_id: int, field_id: int) -> ResponseReturnValue:
    """Keep the committee's choice among equals, and show the list that follows from it."""
    session = current_session()
    last = prizes.latest(session, edition)
    found = read(last.content).open if last else ()
    tie = next((one for one in found if (one.prize_row_id, one.field_id) == (prize_row_id, field_id)), None)
    if tie is None:
        flash(gettext("Nhóm bằng nhau này không còn chờ quyết định. Hãy xem lại danh sách mới nhất."))
        return _back(edition)
    form = _tie_form(tie, fresh=False)
    if form.validate_on_submit():
        try:
            prizes.record_tie_decision(
                session,
                edition,
                prize_row_id=prize_row_id,
                field_id=field_id or None,
                entry_ids=form.entry_ids.data,
                reason=form.reason.data,
                by=viewer(),
                now=utc_now(),
            )
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã ghi quyết định và lập lại danh sách."))
            return _back(edition)
    return _show(edition, form)


@blueprint.post("/organise/<edition_code>/prizes/change")
@organiser
def change(edition: Edition) -> ResponseReturnValue:
    """Give one entry another prize, or none, by decision of the committee."""
    session = current_session()
    last = prizes.latest(session, edition)
    if last is None:
        abort(404)
    form = _change_form(last, fresh=False)
    if form.validate_on_submit():
        try:
            prizes.change_award(
                session,
                edition,
                entry_id=entry_of_code(last.content, form.code.data),
                row_id=form.row_id.data or None,
                reason=form.reason.data,
                by=viewer(),
                now=utc_now(),
            )
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã ghi quyết định thành danh sách mới."))
            return _back(edition)
    return _show(edition, form)


@blueprint.post("/organise/<edition_code>/prizes/<int:version>/confirm")
@organiser
def confirm(edition: Edition, version: int) -> ResponseReturnValue:
    """Adopt the latest version with the minutes of the meeting."""
    session, form = current_session(), ConfirmForm()
    proposal = prizes.find_version(session, edition, version)
    if proposal is None:
        abort(404)
    if form.validate_on_submit():
        minutes = prizes.Minutes(
            present=form.present.data,
            votes_for=form.votes_for.data or 0,
            votes_against=form.votes_against.data or 0,
            votes_other=form.votes_other.data or 0,
            notes=form.notes.data,
        )
        try:
            prizes.confirm(session, proposal, minutes=minutes, by=viewer(), now=utc_now())
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Ban Tổ chức đã thông qua danh sách số %(version)s.", version=version))
            return _back(edition)
    return _show(edition, form)


def _back(edition: Edition) -> Response:
    return redirect(url_for("prizes.index", edition_code=edition.code))


def _tie_form(tie: Open, *, fresh: bool) -> TieForm:
    """Return the form of one tie, with the tied entries to choose from."""
    options = {"formdata": None} if fresh else {}
    form = TieForm(prefix=f"tie-{tie.prize_row_id}-{tie.field_id}-", **options)
    form.offer(tie.entries)
    return form


def _change_form(proposal: PrizeProposal, *, fresh: bool) -> ChangeForm:
    """Return the form of a change, with the prizes of the list to choose from."""
    form = ChangeForm(formdata=None) if fresh else ChangeForm()
    form.offer(
        (key, " – ".join(in_language(*name) for name in (prize, field) if name[0]))
        for key, prize, field in prize_names(proposal.content)
    )
    return form


def _show(edition: Edition, form: Form | None = None) -> ResponseReturnValue:
    """Return the page of the latest list; a form with problems takes the place of its fresh one."""
    session = current_session()
    proposal = prizes.latest(session, edition)
    reading: Reading | None = read(proposal.content) if proposal else None
    return page(
        "judging/prizes/index.html",
        form=form,
        edition=edition,
        proposal=proposal,
        reading=reading,
        stale=prizes.staleness(session, edition, proposal) if proposal else [],
        waits=prizes.awaiting_decision(session, edition) is not None,
        versions=prizes.list_versions(session, edition),
        tie_forms=[
            (tie, form if isinstance(form, TieForm) and form._prefix == fresh._prefix else fresh)
            for tie in (reading.open if reading else ())
            for fresh in [_tie_form(tie, fresh=True)]
        ],
        change_form=form if isinstance(form, ChangeForm) else proposal and _change_form(proposal, fresh=True),
        confirm_form=form if isinstance(form, ConfirmForm) else ConfirmForm(formdata=None),
        say=say,
    )
