"""Pages of the authors: the list with shares, one author, taking one out."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.db import commit, current_session
from contest.forms.accounts import EmptyForm
from contest.forms.base import Form, say
from contest.forms.people import AuthorForm, shares_form
from contest.models.entries import Entry
from contest.models.people import Author
from contest.rules.people import AuthorFacts, is_minor, missing_of_author
from contest.rules.problems import RuleError, StaleError
from contest.rules.text import local
from contest.services import people
from contest.services.dossiers import author_facts
from contest.services.organisations import list_communes
from contest.views.entry_pages import after_saving, closed, entry_page
from contest.views.guards import entry_editor, utc_now, viewer

blueprint = Blueprint("authors", __name__)


def find_author(entry: Entry, author_id: int) -> Author:
    """Return an author of the entry; anybody else's is not found."""
    found = next((author for author in entry.authors if author.id == author_id), None)
    if found is None:
        abort(404)
    return found


@blueprint.get("/entries/<entry_id>/authors")
@entry_editor
def index(entry: Entry) -> ResponseReturnValue:
    """List the authors with their shares and what is still missing."""
    return closed(entry) or _list_page(entry, _shares(entry))


def _shares(entry: Entry) -> Form:
    return shares_form((a.id, a.full_name, a.share_percent) for a in entry.authors)


def _list_page(entry: Entry, form: Form) -> ResponseReturnValue:
    today = local(utc_now()).date()
    pupil = entry.edition.minors
    lacking = {
        author.id: [say(p) for p in missing_of_author(author_facts(author), today=today, pupil=pupil)]
        for author in entry.authors
    }
    limit = entry.edition.max_authors
    return entry_page(
        "contest/entries/authors.html",
        entry,
        form=form,
        lacking=lacking,
        may_add=not limit or len(entry.authors) < limit,
    )


@blueprint.post("/entries/<entry_id>/authors/shares")
@entry_editor
def shares(entry: Entry) -> ResponseReturnValue:
    """Write everybody's share."""
    form = _shares(entry)
    if form.validate_on_submit():
        values = {author.id: form[f"share_{author.id}"].data for author in entry.authors}
        try:
            people.save_shares(current_session(), entry, values, by=viewer(), now=utc_now())
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã lưu tỷ lệ đóng góp."))
            return after_saving(entry, "authors.index")
    return _list_page(entry, form)


@blueprint.post("/entries/<entry_id>/authors/shares/even")
@entry_editor
def share_evenly(entry: Entry) -> ResponseReturnValue:
    """Give every author the same share."""
    form = EmptyForm()
    if form.validate_on_submit():
        try:
            people.share_evenly(current_session(), entry, by=viewer(), now=utc_now())
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã chia đều tỷ lệ đóng góp."))
            return after_saving(entry, "authors.index")
    return entry_page("contest/entries/refused.html", entry, form=form)


@blueprint.route("/entries/<entry_id>/authors/new", methods=["GET", "POST"])
@entry_editor
def add(entry: Entry) -> ResponseReturnValue:
    """Ask about a new author; unit and commune of the entry are filled in."""
    told = {"commune_name": entry.commune_name, "workplace": entry.unit_name}
    return _edit(entry, None, AuthorForm(data={**told, "revision": 0}))


@blueprint.route("/entries/<entry_id>/authors/<int:author_id>", methods=["GET", "POST"])
@entry_editor
def edit(entry: Entry, author_id: int) -> ResponseReturnValue:
    """Ask about one author."""
    author = find_author(entry, author_id)
    facts = author_facts(author)
    values = {name: getattr(facts, name) for name in AuthorFacts.__dataclass_fields__}
    return _edit(entry, author, AuthorForm(data={**values, "revision": author.revision}))


def _edit(entry: Entry, author: Author | None, form: AuthorForm) -> ResponseReturnValue:
    if entry.edition.minors:
        form.workplace.label.text = gettext("Trường")
    stale = None
    if form.validate_on_submit():
        names = [name for name in AuthorFacts.__dataclass_fields__ if name in form._fields]
        facts = AuthorFacts(id=author.id if author else 0, **{name: form[name].data for name in names})
        try:
            saved = people.save_author(current_session(), entry, facts, revision=form.base, by=viewer(), now=utc_now())
        except RuleError as error:
            form.hang(error)
        except StaleError as error:
            stale = error
        else:
            commit()
            flash(gettext("Đã lưu %(name)s.", name=saved.full_name))
            return after_saving(entry, "authors.index")
    today = local(utc_now()).date()
    return closed(entry) or entry_page(
        "contest/entries/author.html",
        entry,
        form=form,
        stale=stale,
        author=author,
        communes=list_communes(current_session(), day=today),
        needs_guardian=entry.edition.minors or is_minor(form.birth_date.data, today) or form.guardian_name.data,
    )


@blueprint.route("/entries/<entry_id>/authors/<int:author_id>/remove", methods=["GET", "POST"])
@entry_editor
def remove(entry: Entry, author_id: int) -> ResponseReturnValue:
    """Ask once more, then take an author out with everything that was said about them."""
    author, form = find_author(entry, author_id), EmptyForm()
    if form.validate_on_submit():
        try:
            people.remove_author(current_session(), entry, author, by=viewer(), now=utc_now())
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã gỡ %(name)s.", name=author.full_name))
            return redirect(url_for("authors.index", entry_id=entry.public_id))
    return closed(entry) or entry_page(
        "contest/entries/remove.html",
        entry,
        form=form,
        name=author.full_name,
        back_to=url_for("authors.index", entry_id=entry.public_id),
    )
