"""Office pages of panels: list, make, change, remove."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.db import commit, current_session
from contest.models.editions import Edition
from contest.rules.kinds import JudgeState
from contest.rules.problems import RuleError
from contest.views.guards import organiser, utc_now, viewer
from contest.views.labels import label
from contest.views.pages import in_language, page
from judging.forms.panels import PanelForm, panel_form
from judging.models.panels import Panel
from judging.services import judges, panels

blueprint = Blueprint("panels", __name__, url_prefix="/organise/<edition_code>/panels")


@blueprint.route("")
@organiser
def index(edition: Edition) -> ResponseReturnValue:
    """List the panels with fields and judges, and what is still missing."""
    found = judges.list_panels(current_session(), edition.id)
    seated = {one.field_id for panel in found for one in panel.fields}
    without = [field for field in edition.fields if field.id not in seated]
    return page("judging/panels/panels.html", edition=edition, panels=found, without=without)


@blueprint.route("/new", methods=["GET", "POST"])
@organiser
def create(edition: Edition) -> ResponseReturnValue:
    """Make a panel."""
    return _edit(edition, None)


@blueprint.route("/<int:panel_id>", methods=["GET", "POST"])
@organiser
def edit(edition: Edition, panel_id: int) -> ResponseReturnValue:
    """Change a panel."""
    return _edit(edition, _panel(edition, panel_id))


@blueprint.route("/<int:panel_id>/remove", methods=["POST"])
@organiser
def remove(edition: Edition, panel_id: int) -> ResponseReturnValue:
    """Remove a panel without assignments."""
    panel = _panel(edition, panel_id)
    try:
        panels.remove_panel(current_session(), panel, by=viewer(), now=utc_now())
    except RuleError as error:
        form = _form(edition, panel, fresh=True)
        form.hang(error)
        return page("judging/panels/panel.html", form=form, edition=edition, panel=panel)
    commit()
    flash(gettext("Đã xóa %(name)s.", name=panel.name))
    return redirect(url_for(".index", edition_code=edition.code))


def _panel(edition: Edition, panel_id: int) -> Panel:
    return panels.find_panel(current_session(), edition.id, panel_id) or abort(404)


def _edit(edition: Edition, panel: Panel | None) -> ResponseReturnValue:
    """Show the form of a panel and save what was sent."""
    form = _form(edition, panel)
    if form.validate_on_submit():
        try:
            saved = panels.save_panel(
                current_session(),
                edition,
                panel,
                name=form.name.data,
                fields=form.fields.data or [],
                members=form.members(),
                by=viewer(),
                now=utc_now(),
            )
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã lưu %(name)s.", name=saved.name))
            _warn(saved)
            return redirect(url_for(".index", edition_code=edition.code))
    return page("judging/panels/panel.html", form=form, edition=edition, panel=panel)


def _form(edition: Edition, panel: Panel | None, *, fresh: bool = False) -> PanelForm:
    """Return the form with the edition's fields and judges; ``fresh`` ignores what was sent."""
    rows = judges.choices(current_session(), edition.id)
    seated = {member.judge_id: member.role for member in panel.members} if panel else {}
    names = [
        (
            row.id,
            f"{row.code} · {row.full_name}"
            + (f" ({label(row.state)})" if row.state is not JudgeState.ACCEPTED else ""),
        )
        for row in rows
    ]
    known = {row.id for row in rows}
    names += [
        (m.judge_id, f"{m.judge.code} · {m.judge.account.full_name} ({label(m.judge.state)})")
        for m in (panel.members if panel else ())
        if m.judge_id not in known
    ]
    values = {"name": panel.name, "fields": [one.field_id for one in panel.fields]} if panel else {}
    fields = [(field.id, in_language(field.name, field.name_en)) for field in edition.fields]
    extra = {"formdata": None} if fresh else {}
    return panel_form(fields, names, seated, data=values, **extra)


def _warn(panel: Panel) -> None:
    """Say which seated judges have not answered yet."""
    waiting = [m.judge.account.full_name for m in panel.members if m.judge.state is JudgeState.INVITED]
    if waiting:
        names = ", ".join(waiting)
        flash(gettext("Chưa nhận lời nên chưa được phân công: %(names)s.", names=names))
