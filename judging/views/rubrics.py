"""Office pages of the rubric and of how scores are made."""

from dataclasses import asdict, replace
from typing import Any

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.db import commit, current_session
from contest.forms.rows import row_data
from contest.models.editions import Edition
from contest.rules.problems import RuleError, StaleError, refuse_if
from contest.services import editions
from contest.views.guards import organiser, utc_now, viewer
from contest.views.pages import in_language, page
from judging.forms.rubrics import RubricForm, ScoringForm
from judging.models.rubrics import Rubric
from judging.rules.ranking import problems_in_chain
from judging.services import rubrics

blueprint = Blueprint("rubrics", __name__)


@blueprint.route("/organise/<edition_code>/rubric", methods=["GET", "POST"])
@organiser
def edit(edition: Edition) -> ResponseReturnValue:
    """Change the rubric; once sheets exist the change becomes a new version."""
    session = current_session()
    rubric = rubrics.current_rubric(session, edition.id)
    sheets = rubrics.count_sheets(session, rubric)
    form, status, stale = RubricForm(data=_criteria(edition, rubric)), None, None
    if form.validate_on_submit():
        try:
            saved = rubrics.save_rubric(
                session, edition, form.criteria(), revision=form.known_revision, by=viewer(), now=utc_now()
            )
        except RuleError as error:
            form.hang(error)
        except StaleError:
            stale, status = form.adopt(RubricForm(formdata=None, data=_criteria(edition, rubric))), 409
        else:
            commit()
            flash(gettext("Đã lưu phiếu điểm, phiên bản %(version)s.", version=saved.version))
            return redirect(f"/organise/{edition.code}/rules")
    return page(
        "judging/rubrics/edit.html",
        form=form,
        status=status,
        edition=edition,
        rubric=rubric,
        sheets=sheets,
        stale=stale,
    )


@blueprint.route("/organise/<edition_code>/rules/scoring", methods=["GET", "POST"])
@organiser
def scoring(edition: Edition) -> ResponseReturnValue:
    """Change how many judges an entry needs, how the score is made and how ties are told apart."""
    session = current_session()
    rubric = rubrics.current_rubric(session, edition.id)
    form, status, stale = _scoring_form(edition, rubric), None, None
    if form.validate_on_submit():
        try:
            facts = replace(editions.facts_of(edition), **_scoring_facts(form))
            refuse_if(problems_in_chain(facts.tie_chain, [row.code for row in rubrics.criterion_rows(rubric)]))
            editions.update_edition(session, edition, facts, revision=form.known_revision, by=viewer(), now=utc_now())
        except RuleError as error:
            form.hang(error)
        except StaleError:
            stale, status = form.adopt(_scoring_form(edition, rubric, fresh=True)), 409
        else:
            commit()
            flash(gettext("Đã lưu cách chấm."))
            return redirect(f"/organise/{edition.code}/rules")
    return page("judging/rubrics/scoring.html", form=form, status=status, edition=edition, stale=stale)


def _criteria(edition: Edition, rubric: Rubric | None) -> dict[str, Any]:
    """Return what the rubric's form shows."""
    rows = ({**asdict(row), "bands": row.bands, "id": row.code} for row in rubrics.criterion_rows(rubric))
    return {"rows": row_data(rows), "revision": edition.revision}


def _scoring_form(edition: Edition, rubric: Rubric | None, *, fresh: bool = False) -> ScoringForm:
    """Return the form with the steps that this rubric offers; a fresh one shows what is stored."""
    facts = editions.facts_of(edition)
    ties = {f"tie_{number}": step for number, step in enumerate(facts.tie_chain, 1)}
    data = {**asdict(facts), **ties, "revision": edition.revision}
    form = ScoringForm(formdata=None, data=data) if fresh else ScoringForm(data=data)
    criteria = rubric.criteria if rubric else []
    steps = [(f"criterion:{one.code}", in_language(one.name, one.name_en)) for one in criteria]
    last = [("median", gettext("trung vị các phiếu")), ("lowest", gettext("phiếu thấp nhất"))]
    form.offer([*((code, gettext("điểm “%(name)s”", name=name)) for code, name in steps), *last])
    return form


def _scoring_facts(form: ScoringForm) -> dict[str, Any]:
    return {
        "judges_per_entry": form.judges_per_entry.data,
        "quorum": form.quorum.data,
        "score_method": form.score_method.data,
        "blind": form.blind.data,
        "tie_chain": form.chain(),
    }
