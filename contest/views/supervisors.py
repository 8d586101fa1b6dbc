"""Pages of the supervising teachers."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.db import commit, current_session
from contest.forms.accounts import EmptyForm
from contest.forms.people import SupervisorForm
from contest.models.entries import Entry
from contest.models.people import Supervisor
from contest.rules.people import SupervisorFacts
from contest.rules.problems import RuleError
from contest.services import people
from contest.views.entry_pages import after_saving, closed, entry_page
from contest.views.guards import entry_editor, utc_now, viewer

blueprint = Blueprint("supervisors", __name__)


def _supervisor(entry: Entry, number: int) -> Supervisor:
    found = next((item for item in entry.supervisors if item.id == number), None)
    if found is None:
        abort(404)
    return found


@blueprint.get("/entries/<entry_id>/supervisors")
@entry_editor
def index(entry: Entry) -> ResponseReturnValue:
    """List the teachers who guided the authors."""
    return closed(entry) or entry_page("contest/entries/supervisors.html", entry)


@blueprint.route("/entries/<entry_id>/supervisors/new", methods=["GET", "POST"])
@entry_editor
def add(entry: Entry) -> ResponseReturnValue:
    """Ask about a new teacher; the school of the entry is filled in."""
    return _edit(entry, None, SupervisorForm(data={"workplace": entry.unit_name}))


@blueprint.route("/entries/<entry_id>/supervisors/<int:supervisor_id>", methods=["GET", "POST"])
@entry_editor
def edit(entry: Entry, supervisor_id: int) -> ResponseReturnValue:
    """Ask about one teacher."""
    supervisor = _supervisor(entry, supervisor_id)
    return _edit(entry, supervisor, SupervisorForm(obj=supervisor))


def _edit(entry: Entry, supervisor: Supervisor | None, form: SupervisorForm) -> ResponseReturnValue:
    if form.validate_on_submit():
        facts = SupervisorFacts(form.full_name.data, form.phone.data, form.subject.data, form.workplace.data)
        try:
            people.save_supervisor(current_session(), entry, facts, supervisor=supervisor, by=viewer(), now=utc_now())
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã lưu %(name)s.", name=facts.full_name))
            return after_saving(entry, "supervisors.index")
    return closed(entry) or entry_page("contest/entries/supervisor.html", entry, form=form, supervisor=supervisor)


@blueprint.route("/entries/<entry_id>/supervisors/<int:supervisor_id>/remove", methods=["GET", "POST"])
@entry_editor
def remove(entry: Entry, supervisor_id: int) -> ResponseReturnValue:
    """Ask once more, then take a teacher out."""
    supervisor, form = _supervisor(entry, supervisor_id), EmptyForm()
    if form.validate_on_submit():
        try:
            people.remove_supervisor(current_session(), entry, supervisor, by=viewer(), now=utc_now())
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã gỡ %(name)s.", name=supervisor.full_name))
            return redirect(url_for("supervisors.index", entry_id=entry.public_id))
    return closed(entry) or entry_page(
        "contest/entries/remove.html",
        entry,
        form=form,
        name=supervisor.full_name,
        back_to=url_for("supervisors.index", entry_id=entry.public_id),
    )
