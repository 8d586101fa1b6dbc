"""The public page that says how entries of an edition are judged and what there is to win."""

from typing import cast

from flask import Blueprint
from flask.typing import ResponseReturnValue

from contest.db import current_session
from contest.views.contests import visible_edition
from contest.views.guards import anyone
from contest.views.pages import page
from judging.rules.examples import largest_sum, worked_example
from judging.rules.scoring import Method
from judging.services import prize_structure, rubrics

blueprint = Blueprint("regulations", __name__)


@blueprint.get("/contests/<edition_code>/judging")
@anyone
def show(edition_code: str) -> ResponseReturnValue:
    """Show criteria with their bands, how a score is made with an example, and the prizes."""
    session, edition = current_session(), visible_edition(edition_code)
    rubric = rubrics.current_rubric(session, edition.id)
    prizes = prize_structure.list_rows(session, edition.id)
    facts = [row.facts(number) for number, row in enumerate(rubrics.criterion_rows(rubric), 1)]
    method = cast(Method, edition.score_method)
    amounts = [(row.quota, row.amount, row.per_field and row.field_id is None) for row in prizes]
    return page(
        "judging/rubrics/show.html",
        edition=edition,
        rubric=rubric,
        prizes=prizes,
        example=worked_example(facts, judges=edition.judges_per_entry, method=method),
        largest=largest_sum(amounts, len(edition.fields)),
    )
