"""Office pages of the assignment: readiness, plans, preview, entries with their judges."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.db import commit, current_database, current_session, release
from contest.forms.base import say
from contest.models.editions import Edition
from contest.models.entries import Entry
from contest.rules.problems import Problem, RuleError
from contest.services.editions import find_edition
from contest.views.guards import organiser, utc_now, viewer
from contest.views.pages import page, page_number
from judging.forms.assignment import AssignForm, PlanForm, with_judges
from judging.forms.panels import ReasonForm
from judging.models.assignment import AssignmentPlan
from judging.rules.panels import problems_before_assignment
from judging.services import assignment, assignment_lists, judges, panels
from judging.services.assignment_facts import gather

blueprint = Blueprint("assignment", __name__, url_prefix="/organise/<edition_code>/assignment")


@blueprint.route("")
@organiser
def index(edition: Edition) -> ResponseReturnValue:
    """Show what is ready, the plans, and the entries with their judges."""
    begun = assignment_lists.has_begun(current_session(), edition.id)
    return _index(edition, PlanForm(formdata=None, data={"seed": 1, "method": "fill" if begun else "first"}))


@blueprint.route("/plans", methods=["POST"])
@organiser
def plan(edition: Edition) -> ResponseReturnValue:
    """Compute a plan, with no lock held meanwhile, and show it."""
    form = PlanForm()
    if not form.validate_on_submit():
        return _index(edition, form)
    release()
    seed = (form.seed.data or 1) % assignment.SEED_LIMIT
    try:
        with current_database().reading() as session:
            facts = gather(session, edition.id, seed=seed)
        computed = assignment.compute(facts, method=form.method.data)
    except RuleError as error:
        form.hang(error)
        return _index(find_edition(current_session(), edition.code) or abort(404), form)
    made = assignment.store_plan(current_session(), facts, computed, by=viewer(), now=utc_now())
    commit()
    return redirect(url_for(".show_plan", edition_code=edition.code, plan_id=made.id))


@blueprint.route("/plans/<int:plan_id>")
@organiser
def show_plan(edition: Edition, plan_id: int) -> ResponseReturnValue:
    """Show a plan before it is applied: loads, what is short and why, how well judges are linked."""
    return _preview(edition, _plan(edition, plan_id))


@blueprint.route("/plans/<int:plan_id>/apply", methods=["POST"])
@organiser
def apply_plan(edition: Edition, plan_id: int) -> ResponseReturnValue:
    """Put a plan in force."""
    found = _plan(edition, plan_id)
    try:
        counts = assignment.apply_plan(current_session(), found, by=viewer(), now=utc_now())
    except RuleError as error:
        return _preview(edition, found, error)
    commit()
    flash(gettext("Đã áp dụng: thêm %(added)s, giữ %(kept)s, gỡ %(removed)s lượt phân công.", **counts))
    return redirect(url_for(".index", edition_code=edition.code))


@blueprint.route("/entries/<entry_code>", methods=["GET", "POST"])
@organiser
def entry(edition: Edition, entry_code: str) -> ResponseReturnValue:
    """Show the judges of one entry, and add one by hand."""
    session, found = current_session(), _entry(edition, entry_code)
    form = with_judges(AssignForm(), judges.choices(session, edition.id, for_entry=found.id))
    if form.validate_on_submit():
        judge = panels.find_judge(session, edition.id, form.judge.data) or abort(404)
        try:
            assignment.assign_judge(session, judge, found, reason=form.reason.data, by=viewer(), now=utc_now())
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã phân công cho %(name)s.", name=judge.account.full_name))
            return redirect(url_for(".entry", edition_code=edition.code, entry_code=entry_code))
    return _entry_page(edition, found, form)


@blueprint.route("/<int:assignment_id>/remove", methods=["POST"])
@organiser
def remove(edition: Edition, assignment_id: int) -> ResponseReturnValue:
    """Take one entry from one judge."""
    session, form = current_session(), ReasonForm()
    found = assignment_lists.find_assignment(session, edition.id, assignment_id) or abort(404)
    try:
        assignment.remove_assignment(session, found, reason=form.reason.data or "", by=viewer(), now=utc_now())
    except RuleError as error:
        adding = with_judges(AssignForm(formdata=None), judges.choices(session, edition.id, for_entry=found.entry_id))
        return _entry_page(edition, found.entry, adding, error)
    commit()
    flash(gettext("Đã gỡ phân công."))
    return redirect(url_for(".entry", edition_code=edition.code, entry_code=found.entry.public_id))


def _plan(edition: Edition, plan_id: int) -> AssignmentPlan:
    return assignment_lists.find_plan(current_session(), edition.id, plan_id) or abort(404)


def _entry(edition: Edition, public_id: str) -> Entry:
    return assignment_lists.find_entry(current_session(), edition.id, public_id) or abort(404)


def _words(stored: dict[str, Any]) -> str:
    """Return a stored message in the language of the page."""
    return say(Problem(stored["message"], values=stored["values"]))


def _index(edition: Edition, form: PlanForm) -> ResponseReturnValue:
    """Return the page of the assignment."""
    session = current_session()
    overview = judges.overview(session, edition)
    wanted = edition.judges_per_entry
    missing = problems_before_assignment(overview.needs, wanted=wanted, capacity=overview.capacity)
    chosen = request.args.get("field", "")
    words, field_id = request.args.get("q", ""), int(chosen) if chosen.isdecimal() and len(chosen) < 10 else 0
    short = wanted if request.args.get("short") else 0
    listing = assignment_lists.list_entries(
        session, edition.id, words=words, field_id=field_id, short_of=short, page=page_number()
    )
    return page(
        "judging/assignment/index.html",
        form=form,
        edition=edition,
        overview=overview,
        missing=[say(problem) for problem in missing],
        plans=assignment_lists.last_plans(session, edition.id),
        listing=listing,
        judges=assignment_lists.judges_of(session, [row.id for row in listing.rows]),
        short=short,
        words=words,
        field_id=field_id,
    )


def _preview(edition: Edition, plan: AssignmentPlan, error: RuleError | None = None) -> ResponseReturnValue:
    """Return the preview of a plan, with what stood against applying it."""
    session, result = current_session(), plan.result
    unfilled = result["unfilled"][:200]
    fields = {field.id: field for field in edition.fields}
    return page(
        "judging/assignment/plan.html",
        edition=edition,
        plan=plan,
        loads=result["loads"],
        judges=assignment_lists.names_of(session, [int(judge_id) for judge_id in result["loads"]]),
        unfilled=[(one["entry_id"], _words(one)) for one in unfilled],
        entries=assignment_lists.titles_of(session, [one["entry_id"] for one in unfilled]),
        reading=_words(result),
        fields=[(fields[one["field_id"]], one, _words(one)) for one in result["fields"] if one["field_id"] in fields],
        problems=[say(problem) for problem in error.problems] if error else (),
        status=422 if error else None,
    )


def _entry_page(
    edition: Edition, found: Entry, form: AssignForm, error: RuleError | None = None
) -> ResponseReturnValue:
    """Return the page of one entry's judges."""
    session = current_session()
    return page(
        "judging/assignment/entry.html",
        form=form,
        edition=edition,
        entry=assignment_lists.titles_of(session, [found.id])[found.id],
        rows=assignment_lists.judges_of(session, [found.id], all_states=True).get(found.id, ()),
        problems=[say(problem) for problem in error.problems] if error else (),
        status=422 if error else None,
    )
