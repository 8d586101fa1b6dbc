"""Office page of the prize structure."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.db import commit, current_session
from contest.forms.rows import row_data
from contest.models.editions import Edition
from contest.rules.problems import RuleError, StaleError
from contest.views.guards import organiser, utc_now, viewer
from contest.views.pages import in_language, page
from judging.forms.prize_structure import PrizesForm
from judging.services import prize_structure

blueprint = Blueprint("prize_structure", __name__)


@blueprint.route("/organise/<edition_code>/prize-structure", methods=["GET", "POST"])
@organiser
def edit(edition: Edition) -> ResponseReturnValue:
    """Change tiers, quotas, minima and amounts."""
    session = current_session()
    scopes = _scopes(edition)
    form, status, stale = PrizesForm(data=_rows(edition)).offer(scopes), None, None
    if form.validate_on_submit():
        try:
            prize_structure.save_rows(
                session, edition, form.lines(), revision=form.known_revision, by=viewer(), now=utc_now()
            )
        except RuleError as error:
            form.hang(error)
        except StaleError:
            fresh = PrizesForm(formdata=None, data=_rows(edition)).offer(scopes)
            stale, status = form.adopt(fresh), 409
            form.offer(scopes)
        else:
            commit()
            flash(gettext("Đã lưu cơ cấu giải thưởng."))
            return redirect(f"/organise/{edition.code}/rules")
    return page("judging/prizes/structure.html", form=form, status=status, edition=edition, stale=stale)


def _scopes(edition: Edition) -> list[tuple[str, str]]:
    """Return what a prize may be given in: each field, the whole contest, one field."""
    ones = [(f"field:{field.code}", in_language(field.name, field.name_en)) for field in edition.fields]
    return [("field", gettext("mỗi lĩnh vực")), ("contest", gettext("toàn cuộc thi")), *ones]


def _rows(edition: Edition) -> dict[str, Any]:
    """Return what the form shows as the structure stands."""
    lines = prize_structure.prize_lines(prize_structure.list_rows(current_session(), edition.id))
    rows = ({**asdict(line), "scope": f"field:{line.field_code}" if line.field_code else line.scope} for line in lines)
    return {"rows": row_data(rows), "revision": edition.revision}
