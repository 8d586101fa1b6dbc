"""Pages of awards: the list and its table, honours outside the prizes, publication, results for everybody."""

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from contest.adapters.spreadsheets import XLSX, write_table
from contest.db import commit, current_session
from contest.forms.awards import HonourForm, ReasonForm
from contest.forms.base import say
from contest.models.awards import Decision
from contest.models.editions import Edition
from contest.rules.kinds import RecipientKind, Tier
from contest.rules.problems import RuleError
from contest.rules.text import local
from contest.services import award_lists, awards, certificate_checks, editions
from contest.views.guards import anyone, organiser, utc_now, viewer
from contest.views.pages import page

blueprint = Blueprint("awards", __name__)


@blueprint.get("/organise/<edition_code>/awards")
@organiser
def index(edition: Edition) -> ResponseReturnValue:
    """List every award of an edition with its decision."""
    found = award_lists.list_awards(current_session(), edition)
    live = [award for award in found if award.revoked_at is None]
    return page(
        "contest/awards/index.html",
        edition=edition,
        awards=found,
        live=live,
        total=sum(award.amount for award in live),
    )


@blueprint.get("/organise/<edition_code>/awards.xlsx")
@organiser
def table(edition: Edition) -> ResponseReturnValue:
    """Give the list of awards as a spreadsheet, as the annex of a decision has it."""
    rows = award_lists.award_rows(current_session(), edition)
    columns = [
        (gettext("STT"), 6),
        (gettext("Giải"), 18),
        (gettext("Mã số"), 16),
        (gettext("Tên giải pháp"), 60),
        (gettext("Tác giả"), 36),
        (gettext("Đơn vị"), 40),
        (gettext("Lĩnh vực"), 36),
        (gettext("Tiền thưởng"), 16),
    ]
    data = write_table(
        gettext("Danh sách giải thưởng"),
        columns,
        [
            (number, row.name, row.dossier_code or "", row.reason, row.recipient, row.unit_name, row.field, row.amount)
            for number, row in enumerate(rows, 1)
        ],
        subtitle=edition.title,
        number_columns=(7,),
    )
    answer = Response(data, mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="giai-thuong-{edition.code}.xlsx"'
    return answer


@blueprint.route("/organise/<edition_code>/honours", methods=["GET", "POST"])
@organiser
def honours(edition: Edition) -> ResponseReturnValue:
    """Record honours of persons and collectives under a decision, and list them."""
    session, form = current_session(), HonourForm()
    decisions = award_lists.list_decisions(session, edition)
    form.offer((one.id, one.number) for one in decisions)
    if form.validate_on_submit():
        try:
            awards.record_honour(
                session,
                session.get_one(Decision, form.decision_id.data),
                recipient_kind=RecipientKind(form.recipient_kind.data),
                recipient=form.recipient.data,
                salutation=form.salutation.data,
                unit_name=form.unit_name.data,
                merit=form.merit.data,
                name=form.name.data,
                tier=Tier(form.tier.data),
                amount=form.amount.data or 0,
                by=viewer(),
                now=utc_now(),
            )
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã ghi khen thưởng cho %(name)s.", name=form.recipient.data))
            return redirect(url_for("awards.honours", edition_code=edition.code))
    found = [one for one in award_lists.list_awards(session, edition) if one.recipient_kind is not RecipientKind.ENTRY]
    return page("contest/awards/honours.html", form=form, edition=edition, decisions=decisions, honours=found)


@blueprint.route("/organise/<edition_code>/awards/<int:award_id>/withdraw", methods=["GET", "POST"])
@organiser
def withdraw(edition: Edition, award_id: int) -> ResponseReturnValue:
    """Take an award back with a reason."""
    session, form = current_session(), ReasonForm()
    award = award_lists.find_award(session, edition, award_id)
    if award is None:
        abort(404)
    if form.validate_on_submit():
        try:
            awards.withdraw_award(session, award, reason=form.reason.data, by=viewer(), now=utc_now())
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã thu hồi %(award)s của %(name)s.", award=award.name, name=award.recipient))
            return redirect(url_for("awards.index", edition_code=edition.code))
    return page("contest/awards/withdraw.html", form=form, edition=edition, award=award)


@blueprint.post("/organise/<edition_code>/publish")
@organiser
def publish(edition: Edition) -> ResponseReturnValue:
    """Open the results to everybody."""
    session = current_session()
    try:
        awards.publish_results(session, edition, by=viewer(), now=utc_now())
    except RuleError as error:
        flash(" ".join(say(problem) for problem in error.problems))
    else:
        commit()
        flash(gettext("Đã công bố kết quả."))
    return redirect(url_for("awards.index", edition_code=edition.code))


@blueprint.get("/contests/<edition_code>/results")
@anyone
def results(edition_code: str) -> ResponseReturnValue:
    """Show the published results of an edition by prize and field, with names as consents allow."""
    session = current_session()
    edition = editions.find_edition(session, edition_code)
    if edition is None or not edition.is_public or edition.results_published_at is None:
        abort(404)
    found = certificate_checks.public_results(session, edition, today=local(utc_now()).date())
    prizes = [one for one in found if one.award.recipient_kind is RecipientKind.ENTRY]
    groups = [(tier, [one for one in prizes if one.award.tier is tier]) for tier in Tier]
    return page(
        "contest/awards/results.html",
        edition=edition,
        groups=[(tier, ones) for tier, ones in groups if ones],
        honours=[one for one in found if one.award.recipient_kind is not RecipientKind.ENTRY],
        count=ngettext("%(num)s giải pháp đạt giải", "%(num)s giải pháp đạt giải", len(prizes)),
    )
