"""The award decision: what the confirmed list gives becomes awards, with number, date and signature."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.db import commit, current_session
from contest.forms.awards import DecisionForm
from contest.models.editions import Edition
from contest.rules.problems import RuleError
from contest.services import award_lists, awards
from contest.views.guards import organiser, utc_now, viewer
from contest.views.pages import page
from judging.models.prizes import PrizeProposal
from judging.services import prizes
from judging.services.prize_readings import read

blueprint = Blueprint("decisions", __name__)


@blueprint.route("/organise/<edition_code>/decision", methods=["GET", "POST"])
@organiser
def record(edition: Edition) -> ResponseReturnValue:
    """Show what the decision will record, and record it."""
    session = current_session()
    proposal = prizes.awaiting_decision(session, edition)
    form = _form(edition, proposal)
    if form.validate_on_submit():
        with_prizes = form.gives.data == "prizes"
        if with_prizes and (proposal is None or form.proposal_hash.data != proposal.hash):
            form.gives.errors = [
                gettext("Không có danh sách đã thông qua nào đang chờ. Hãy xem lại trang Đề nghị giải.")
            ]
            return _page(edition, form, proposal)
        try:
            decision = awards.record_decision(
                session,
                edition,
                number=form.number.data,
                signed_on=form.signed_on.data,
                title=form.title.data,
                issuer=form.issuer.data,
                place=form.place.data,
                capacity=form.capacity.data,
                signer_position=form.signer_position.data,
                signer=form.signer.data,
                awards=prizes.award_facts(proposal) if with_prizes and proposal else [],
                proposal_hash=proposal.hash if with_prizes and proposal else "",
                by=viewer(),
                now=utc_now(),
            )
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã ghi quyết định %(number)s.", number=decision.number))
            return redirect(url_for("awards.index" if with_prizes else "awards.honours", edition_code=edition.code))
    return _page(edition, form, proposal)


def _form(edition: Edition, proposal: PrizeProposal | None) -> DecisionForm:
    """Return the form with what the edition already knows."""
    document = edition.documents[0] if edition.documents else None
    return DecisionForm(
        gives="prizes" if proposal else "honours",
        title=gettext("Về việc tặng giải thưởng %(title)s", title=edition.title),
        issuer=edition.issuer,
        place=edition.place,
        capacity="TM. BAN TỔ CHỨC",
        signer_position=document.signer_position.upper() if document else "",
        signer=document.signer if document else "",
        proposal_hash=proposal.hash if proposal else "",
    )


def _page(edition: Edition, form: DecisionForm, proposal: PrizeProposal | None) -> ResponseReturnValue:
    return page(
        "judging/prizes/decision.html",
        form=form,
        edition=edition,
        proposal=proposal,
        reading=read(proposal.content) if proposal else None,
        decisions=award_lists.list_decisions(current_session(), edition),
    )
