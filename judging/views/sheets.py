"""The score sheet: the dossier on one side, the rubric on the other; save, submit, skip, refuse."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.db import commit, current_session
from contest.models.editions import Edition
from contest.rules.kinds import SheetState
from contest.rules.problems import RuleError, StaleError
from contest.rules.text import format_hundredths, local
from contest.views.guards import utc_now, viewer
from contest.views.pages import in_language, page
from judging.forms.scoring import RecuseForm, SheetForm, sheet_form
from judging.models.assignment import Assignment
from judging.models.panels import Judge
from judging.models.rubrics import Criterion
from judging.models.scoring import ScoreSheet
from judging.rules.rubrics import comment_field, mark_field
from judging.services import dossiers, queues, scoring
from judging.services.assignment import recuse as recuse_from
from judging.services.queues import QueueItem
from judging.services.scoring import OpenSheet, SheetText
from judging.views.guards import queue_entry

blueprint = Blueprint("sheets", __name__)


def values_of(text: SheetText) -> dict[str, Any]:
    """Return a sheet's marks and words by the names of its form's fields."""
    return {
        **{mark_field(key): mark for key, mark in text.marks.items()},
        **{comment_field(key): words for key, words in text.comments.items()},
        "remark": text.remark,
        "recommendation": text.recommendation,
    }


def _form_for(opened: OpenSheet, *, typed: bool = False) -> SheetForm:
    """Return the form of a sheet, as stored or as typed; it names the criteria in the language of the page."""
    criteria, sheet = opened.criteria, opened.sheet
    facts = scoring.criteria_facts(criteria, names=[in_language(one.name, one.name_en) for one in criteria])
    values = {**values_of(scoring.text_of(sheet)), "revision": str(sheet.revision if sheet else 0)}
    return sheet_form(facts, values, typed=typed)


def _typed(form: SheetForm, criteria: Sequence[Criterion]) -> SheetText:
    """Return what the judge typed."""
    return SheetText(
        {one.id: form[mark_field(one.id)].data for one in criteria},
        {one.id: form[comment_field(one.id)].data for one in criteria},
        form.remark.data or "",
        form.recommendation.data or "",
    )


def _texts(values: dict[str, Any]) -> dict[str, str]:
    """Return the values of another version as a person reads them."""
    return {
        name: format_hundredths(value) if name.startswith("mark-") else str(value or "–")
        for name, value in values.items()
    }


def _sheet_page(
    edition: Edition,
    seat: Judge,
    assignment: Assignment,
    form: SheetForm,
    *,
    opened: OpenSheet,
    other: dict[str, str] | None = None,
    recuse_form: RecuseForm | None = None,
    status: int | None = None,
) -> ResponseReturnValue:
    session, sheet = current_session(), opened.sheet
    dossier, files = dossiers.dossier_of(session, assignment.entry, blind=edition.blind)
    queue = queues.queue_of(session, seat)
    early = request.headers.get("Sec-Purpose", "").startswith("prefetch")
    answer = make_response(
        page(
            "judging/queue/sheet.html",
            form=recuse_form if recuse_form and recuse_form.errors else form,
            sheet_form=form,
            recuse_form=recuse_form or RecuseForm(formdata=None),
            edition=edition,
            blind_code=assignment.entry.blind_code,
            dossier=dossier,
            files=files,
            criteria=opened.criteria,
            sheet=sheet,
            is_open=sheet is None or sheet.state is SheetState.DRAFT,
            closed=scoring.problems_with_time(session, edition.id, now=utc_now()),
            queue=queue,
            number=min(queue.done + 1 + early, len(queue.items)),
            following=queue.next_after(assignment.entry_id),
            other=other or {},
            status=status,
        )
    )
    if early:  # the next sheet, fetched while this one is scored, may be shown from the browser's own cache
        answer.headers["Cache-Control"] = "private, max-age=120"
    return answer


@blueprint.get("/judge/<edition_code>/entries/<blind_code>")
@queue_entry
def show(edition: Edition, seat: Judge, assignment: Assignment) -> ResponseReturnValue:
    """Show the dossier beside its score sheet."""
    session = current_session()
    opened = scoring.open_sheet(session, assignment)
    return _sheet_page(edition, seat, assignment, _form_for(opened), opened=opened)


@blueprint.post("/judge/<edition_code>/entries/<blind_code>")
@queue_entry
def save(edition: Edition, seat: Judge, assignment: Assignment) -> ResponseReturnValue:
    """Save the sheet as a draft, or submit it and go on; a script asks for JSON and stays."""
    session = current_session()
    try:
        opened = scoring.open_sheet(session, assignment, lock=True)
    except RuleError:  # the entry left the queue this very moment
        abort(404)
    form = _form_for(opened, typed=True)
    submitting = request.form.get("act") == "submit"
    write = scoring.submit_sheet if submitting else scoring.save_draft
    other: dict[str, Any] = {}
    if form.validate_on_submit():
        text, revision = _typed(form, opened.criteria), form.base_revision
        try:
            sheet = write(session, assignment, text, revision=revision, by=viewer(), now=utc_now(), opened=opened)
        except RuleError as error:
            form.hang(error)
        except StaleError as error:
            other = error.current
        else:
            waiting = queues.queue_of(session, seat).waiting if submitting else ()
            commit()
            return _submitted(edition, waiting) if submitting else _saved(edition, assignment, sheet)
    return _not_saved(edition, seat, assignment, form, opened=opened, other=other)


def _submitted(edition: Edition, waiting: Sequence[QueueItem]) -> ResponseReturnValue:
    """Go on to the next entry, or home when that was the last."""
    if not waiting:
        flash(gettext("Bạn đã nộp phiếu của bài cuối cùng. Xin cảm ơn!"))
        return redirect(url_for("judge.show", edition_code=edition.code), 303)
    return redirect(url_for("sheets.show", edition_code=edition.code, blind_code=waiting[0].blind_code), 303)


def _saved(edition: Edition, assignment: Assignment, sheet: ScoreSheet) -> ResponseReturnValue:
    """Answer a saved draft: the truth for a script, else the same page again."""
    saved = gettext("Đã lưu lúc %(time)s", time=f"{local(sheet.updated_at):%H:%M:%S}")
    if _wants_json():
        return jsonify(revision=sheet.revision, total=format_hundredths(sheet.total), saved=saved)
    flash(saved)
    return redirect(url_for("sheets.show", edition_code=edition.code, blind_code=assignment.entry.blind_code), 303)


def _not_saved(
    edition: Edition,
    seat: Judge,
    assignment: Assignment,
    form: SheetForm,
    *,
    opened: OpenSheet,
    other: dict[str, Any],
) -> ResponseReturnValue:
    """Answer a save that was refused: what is wrong (422), or both versions when another tab was first (409)."""
    texts = _texts(values_of(other["sheet"])) if other else {}
    if other:
        form.revision.data, form.revision.raw_data = str(other["revision"]), None
    if _wants_json():
        return jsonify(
            errors={name or "": [str(text) for text in texts_] for name, texts_ in form.errors.items()},
            other=texts,
            revision=form.base_revision,
        ), 409 if other else 422
    return _sheet_page(
        edition,
        seat,
        assignment,
        form,
        opened=opened,
        other=texts,
        status=409 if other else 422,
    )


def _wants_json() -> bool:
    """Say whether a script asks."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


@blueprint.post("/judge/<edition_code>/entries/<blind_code>/skip")
@queue_entry
def skip(edition: Edition, seat: Judge, assignment: Assignment) -> ResponseReturnValue:
    """Put the entry to the end of the queue and go on with the next one."""
    session = current_session()
    queues.skip(session, assignment, by=viewer(), now=utc_now())
    following = queues.queue_of(session, seat).next_after(assignment.entry_id)
    commit()
    if following is None:
        flash(gettext("Đây là bài duy nhất còn lại trong danh sách."))
        return redirect(url_for("judge.show", edition_code=edition.code), 303)
    return redirect(url_for("sheets.show", edition_code=edition.code, blind_code=following.blind_code), 303)


@blueprint.post("/judge/<edition_code>/entries/<blind_code>/recuse")
@queue_entry
def recuse(edition: Edition, seat: Judge, assignment: Assignment) -> ResponseReturnValue:
    """Take the entry out of the judge's queue for a conflict of interest or another reason."""
    session, form = current_session(), RecuseForm()
    if form.validate_on_submit():
        try:
            recuse_from(session, assignment, reason=form.reason.data, by=viewer(), now=utc_now())
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(
                gettext(
                    "Bài %(code)s đã rời danh sách của bạn. Ban Tổ chức sẽ giao cho giám khảo khác.",
                    code=assignment.entry.blind_code,
                )
            )
            return redirect(url_for("judge.show", edition_code=edition.code), 303)
    opened = scoring.open_sheet(session, assignment)
    return _sheet_page(
        edition,
        seat,
        assignment,
        _form_for(opened),
        opened=opened,
        recuse_form=form,
        status=422,
    )
