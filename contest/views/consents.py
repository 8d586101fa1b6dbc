"""Pages of the agreements of authors and guardians: each scope on its own, nothing ticked beforehand."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.db import commit, current_session
from contest.forms.accounts import EmptyForm
from contest.forms.people import consent_form
from contest.models.entries import Entry
from contest.models.people import Author
from contest.rules.consents import TEXTS, givers_needed, missing_consents
from contest.rules.kinds import ConsentGiver, ConsentScope
from contest.rules.problems import RuleError
from contest.rules.text import local
from contest.services import consents, entries
from contest.services.dossiers import consent_facts
from contest.views.authors import find_author
from contest.views.entry_pages import after_saving, entry_page
from contest.views.guards import entry_editor, utc_now, viewer
from contest.views.pages import translated

blueprint = Blueprint("consents", __name__)


@blueprint.get("/entries/<entry_id>/consents")
@entry_editor
def index(entry: Entry) -> ResponseReturnValue:
    """List the authors with whether their agreement to take part is there."""
    entries.load_parts(current_session(), entry)
    today = local(utc_now()).date()
    lacking = {
        author.id: missing_consents(
            [consent_facts(c) for c in author.consents],
            name=author.full_name,
            birth_date=author.birth_date,
            day=today,
        )
        for author in entry.authors
    }
    return entry_page("contest/entries/consents.html", entry, lacking=lacking)


@blueprint.route("/entries/<entry_id>/authors/<int:author_id>/consents", methods=["GET", "POST"])
@entry_editor
def show(entry: Entry, author_id: int) -> ResponseReturnValue:
    """Show what an author and a guardian agreed to, and ask for the rest."""
    author = find_author(entry, author_id)
    wanted = _wanted(author)
    form = consent_form(
        (giver, scope, translated(TEXTS[scope])) for giver, scopes in wanted.items() for scope in scopes
    )
    if form.validate_on_submit():
        chosen = [
            (giver, scope)
            for giver, scopes in wanted.items()
            for scope in scopes
            if form[f"{giver.value}_{scope.value}"].data
        ]
        try:
            consents.give_consents(current_session(), entry, author, chosen, by=viewer(), now=utc_now())
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã ghi nhận."))
            return after_saving(entry, "consents.show", author_id=author.id)
    return entry_page("contest/entries/consent.html", entry, form=form, author=author, wanted=wanted)


def _wanted(author: Author) -> dict[ConsentGiver, list[ConsentScope]]:
    """Return what each giver has not agreed to so far."""
    given = {(c.giver, c.scope) for c in author.consents if c.withdrawn_at is None}
    givers = givers_needed(author.birth_date, local(utc_now()).date())
    return {giver: [scope for scope in ConsentScope if (giver, scope) not in given] for giver in givers}


@blueprint.post("/entries/<entry_id>/authors/<int:author_id>/consents/<int:consent_id>/withdraw")
@entry_editor
def withdraw(entry: Entry, author_id: int, consent_id: int) -> ResponseReturnValue:
    """Take one agreement back."""
    author, form = find_author(entry, author_id), EmptyForm()
    consent = next((item for item in author.consents if item.id == consent_id), None)
    if consent is None:
        abort(404)
    if form.validate_on_submit():
        consents.withdraw_consent(current_session(), entry, consent, by=viewer(), now=utc_now())
        commit()
        flash(gettext("Đã rút lại sự đồng ý."))
    return redirect(url_for("consents.show", entry_id=entry.public_id, author_id=author.id))
