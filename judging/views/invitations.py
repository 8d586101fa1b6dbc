"""The judge's own page of an invitation: accept, or decline with a reason."""

from flask import Blueprint, abort, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.db import commit, current_session
from contest.rules.kinds import JudgeState
from contest.rules.problems import RuleError
from contest.views.guards import signed_in, utc_now, viewer
from contest.views.pages import page
from judging.forms.panels import AnswerForm
from judging.models.panels import Judge
from judging.services import judges, panels

blueprint = Blueprint("invitations", __name__)


@blueprint.route("/judge/invitations/<int:judge_id>", methods=["GET", "POST"])
@signed_in
def answer(judge_id: int) -> ResponseReturnValue:
    """Show an invitation to the person invited and take the answer."""
    session, form = current_session(), AnswerForm()
    judge = session.get(Judge, judge_id)
    if judge is None or judge.account_id != viewer().id:
        abort(404)
    if form.validate_on_submit():
        accept = form.accept.data == "yes"
        try:
            panels.answer_invitation(session, judge, accept=accept, reason=form.reason.data, now=utc_now())
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            if accept:
                flash(gettext("Cảm ơn ông/bà đã nhận lời."))
                return redirect("/judge")
            flash(gettext("Đã ghi lời từ chối. Cảm ơn ông/bà đã báo cho Ban Tổ chức."))
            return redirect(f"/judge/invitations/{judge.id}")
    seats = judges.seats_of(session, [judge.id]).get(judge.id, ())
    is_open = judge.state is JudgeState.INVITED
    return page("judging/panels/invitation.html", form=form, judge=judge, seats=seats, is_open=is_open)
