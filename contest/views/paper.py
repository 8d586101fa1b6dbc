"""Pages of paper dossiers: take one in, and the slip by which its owner signs in."""

from flask import Blueprint, flash, redirect, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.db import commit, current_session
from contest.forms.base import say
from contest.forms.intake import PaperForm
from contest.models.editions import Edition
from contest.rules.problems import RuleError
from contest.services import paper_dossiers
from contest.views.guards import secretary, utc_now, viewer
from contest.views.intake import dossier_at_desk, field_choices, field_of
from contest.views.pages import page

blueprint = Blueprint("paper", __name__)


@blueprint.route("/organise/<edition_code>/entries/new", methods=["GET", "POST"])
@secretary
def new(edition: Edition) -> ResponseReturnValue:
    """Take in a paper dossier for a person, then go on to write it down."""
    form = PaperForm()
    form.field.choices = field_choices(edition)
    if form.validate_on_submit():
        session, now = current_session(), utc_now()
        try:
            entry = paper_dossiers.take_in_paper(
                session,
                edition,
                full_name=form.full_name.data,
                contact=form.contact.data,
                field=field_of(edition, form.field.data),
                postmark=form.postmark.data,
                by=viewer(),
                now=now,
            )
            is_new = paper_dossiers.slip_is_possible(entry.owner)
            code = paper_dossiers.issue_slip(session, entry, by=viewer(), now=now) if is_new else ""
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            if not code:
                flash(gettext("Đã tạo hồ sơ giấy của %(name)s.", name=entry.owner.full_name))
                return redirect(f"/entries/{entry.public_id}")
            browser["slip"] = code
            return redirect(url_for("paper.slip", edition_code=edition.code, entry_id=entry.public_id))
    return page("contest/intake/new.html", form=form, edition=edition, now=utc_now())


@blueprint.get("/organise/<edition_code>/entries/<entry_id>/slip")
@secretary
def slip(edition: Edition, entry_id: str) -> ResponseReturnValue:
    """Show the slip with the code that was just made; it is shown once."""
    entry = dossier_at_desk(edition, entry_id)
    code = browser.pop("slip", "")
    return page(
        "contest/intake/slip.html",
        edition=edition,
        entry=entry,
        code=code,
        has_slip=paper_dossiers.slip_is_possible(entry.owner),
    )


@blueprint.post("/organise/<edition_code>/entries/<entry_id>/slip")
@secretary
def new_slip(edition: Edition, entry_id: str) -> ResponseReturnValue:
    """Make another code for the owner of a paper dossier who has not signed in yet."""
    entry = dossier_at_desk(edition, entry_id)
    try:
        code = paper_dossiers.issue_slip(current_session(), entry, by=viewer(), now=utc_now())
    except RuleError as error:
        flash(say(error.problems[0]))
    else:
        commit()
        browser["slip"] = code
    return redirect(url_for("paper.slip", edition_code=edition.code, entry_id=entry.public_id))
