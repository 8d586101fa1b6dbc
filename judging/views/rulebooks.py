"""Office pages of whole rule books: make an edition, see its rule book, download it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.adapters.rulebooks import LARGEST, dump_rulebook, load_rulebook, shipped
from contest.db import commit, current_session
from contest.forms.base import Form
from contest.models.editions import Edition
from contest.rules.edition_copies import renumbered
from contest.rules.problems import N_, Problem, RuleError
from contest.services import edition_rows, editions
from contest.views.guards import admin_only, organiser, utc_now, viewer
from contest.views.pages import page
from judging.forms.rulebooks import CopyForm, PresetForm, UploadForm
from judging.rules.rulebooks import problems_across
from judging.services import prize_structure, rubrics, rulebooks

blueprint = Blueprint("rulebooks", __name__)


@blueprint.get("/organise/new")
@admin_only
def new() -> ResponseReturnValue:
    """Offer the three ways to make an edition."""
    return _page(None)


@blueprint.post("/organise/new/preset")
@admin_only
def new_from_preset() -> ResponseReturnValue:
    """Make an edition from a shipped preset."""

    def make(form: Any) -> Edition:
        path = next(path for path in shipped() if path.stem == form.preset.data)
        return _imported(load_rulebook(path), code=form.code.data)

    return _made(_preset_form(), make)


@blueprint.post("/organise/new/file")
@admin_only
def new_from_file() -> ResponseReturnValue:
    """Make an edition from an uploaded rule book."""

    def make(form: Any) -> Edition:
        with form.book.data.stream as stream:
            return _imported(load_rulebook(stream.read(LARGEST + 1)))

    return _made(UploadForm(), make)


@blueprint.post("/organise/new/copy")
@admin_only
def new_from_copy() -> ResponseReturnValue:
    """Make the edition of a later year from an earlier one."""

    def make(form: Any) -> Edition:
        session = current_session()
        source, years = editions.find_edition(session, form.source.data), int(form.years.data)
        if source is None:
            raise RuleError([Problem(N_("Kỳ thi này không còn nữa."), "source")])
        changes = {
            "title": form.title.data or renumbered(source.title, years),
            "title_en": renumbered(source.title_en, years),
            "year_label": form.year_label.data or renumbered(source.year_label, years),
            "edition_no": form.edition_no.data or source.edition_no + 1,
        }
        return rulebooks.copy_edition(
            session, source, code=form.code.data, changes=changes, years=years, by=viewer(), now=utc_now()
        )

    return _made(_copy_form(), make)


@blueprint.get("/organise/<edition_code>/rules")
@organiser
def show(edition: Edition) -> ResponseReturnValue:
    """Show the whole rule book with a way to every part."""
    session = current_session()
    rubric = rubrics.current_rubric(session, edition.id)
    warnings = problems_across(editions.book_of(edition), rubrics.criterion_rows(rubric))
    return page(
        "judging/rulebooks/show.html",
        edition=edition,
        rubric=rubric,
        prizes=prize_structure.list_rows(session, edition.id),
        entries=edition_rows.entries_by_field(session, edition),
        warnings=warnings,
        now=utc_now(),
    )


@blueprint.get("/organise/<edition_code>/rules.toml")
@organiser
def download(edition: Edition) -> ResponseReturnValue:
    """Give the rule book as a file that makes an edition again."""
    text = dump_rulebook(rulebooks.export_rulebook(current_session(), edition))
    answer = Response(text, mimetype="application/toml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{edition.code}.toml"'
    return answer


def _imported(book: dict[str, Any], *, code: str = "") -> Edition:
    """Make an edition that is not yet public from the tables of a rule book, under another code when one is given."""
    edition = book.get("edition")
    if isinstance(edition, dict):
        book = {**book, "edition": {**edition, "is_public": False, **({"code": code} if code else {})}}
    return rulebooks.import_rulebook(current_session(), book, by=viewer(), now=utc_now())


def _made(form: Form, make: Callable[[Any], Edition]) -> ResponseReturnValue:
    """Make an edition with a form that is right, else show the page with what is wrong."""
    if form.validate_on_submit():
        try:
            edition = make(form)
        except RuleError as error:
            form.hang(RuleError([_placed(problem, form) for problem in error.problems]))
        else:
            commit()
            flash(
                gettext(
                    "Đã tạo “%(title)s”. Kỳ thi chưa công khai: xem lại rồi bật ở “Thông tin chung”.",
                    title=edition.title,
                )
            )
            return redirect(f"/organise/{edition.code}/rules")
    return _page(form)


def _placed(problem: Problem, form: Form) -> Problem:
    """Return a problem hung on the form's file where it has no field of its own."""
    return problem if problem.field in form else replace(problem, field="book" if "book" in form else "")


def _page(form: Form | None) -> ResponseReturnValue:
    """Show the three forms; the one that was sent keeps what was typed."""
    forms: dict[str, Form] = {
        "preset_form": form if isinstance(form, PresetForm) else _preset_form(fresh=True),
        "upload_form": form if isinstance(form, UploadForm) else UploadForm(formdata=None),
        "copy_form": form if isinstance(form, CopyForm) else _copy_form(fresh=True),
    }
    return page("judging/rulebooks/new.html", form=form, **forms)


def _preset_form(*, fresh: bool = False) -> PresetForm:
    form = PresetForm(formdata=None) if fresh else PresetForm()
    titles = {"stkt": N_("Hội thi Sáng tạo kỹ thuật"), "youth": N_("Cuộc thi Sáng tạo Thanh thiếu niên, nhi đồng")}
    form.offer([(path.stem, gettext(titles.get(path.stem, path.stem))) for path in shipped()])
    return form


def _copy_form(*, fresh: bool = False) -> CopyForm:
    form = CopyForm(formdata=None) if fresh else CopyForm()
    form.offer([(one.code, one.title) for one in editions.list_editions(current_session())])
    return form
