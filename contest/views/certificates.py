"""Pages of certificates for the organiser: check, issue, print, revoke, issue again."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from contest.config import Settings
from contest.db import commit, current_database, current_session, release
from contest.forms.awards import ReasonForm
from contest.forms.base import say
from contest.forms.certificates import CorrectionForm, PrintForm
from contest.models.certificates import Certificate
from contest.models.editions import Edition
from contest.rules.kinds import CertificateState, Tier
from contest.rules.problems import RuleError
from contest.rules.text import local
from contest.services import award_lists, certificate_prints, certificates
from contest.services.certificates import Chosen, Correction
from contest.services.listing import list_page
from contest.views.guards import organiser, utc_now, viewer
from contest.views.pages import page, page_number

blueprint = Blueprint("certificates", __name__)


def verify_url() -> str:
    """Return the address before the code, as the QR code says it."""
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.public_url.rstrip('/')}/x/"


def _pdf(data: bytes, name: str) -> Response:
    answer = Response(data, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


@blueprint.get("/organise/<edition_code>/certificates")
@organiser
def index(edition: Edition) -> ResponseReturnValue:
    """List the register of an edition, what is due and what stands in the way."""
    session, now = current_session(), utc_now()
    words, state, tier = (request.args.get(key, "") for key in ("q", "state", "tier"))
    drafts = certificates.due(session, edition, award_lists.list_awards(session, edition, live_only=True), now=now)
    form = PrintForm(formdata=None, q=words, tier=tier)
    chosen: Any = certificates.choose(edition, words=words, state=state, tier=tier)
    return page(
        "contest/certificates/index.html",
        form=form,
        edition=edition,
        listing=list_page(session, chosen, page=page_number()),
        printed=certificate_prints.printed_ids(session, edition),
        prints=certificate_prints.list_prints(session, edition),
        due=drafts,
        faults=certificates.faults_in(drafts),
        query={"q": words, "state": state, "tier": tier},
        states=CertificateState,
        tiers=Tier,
        say=say,
    )


@blueprint.get("/organise/<edition_code>/certificates/drafts.pdf")
@organiser
def drafts(edition: Edition) -> ResponseReturnValue:
    """Give the certificates that are due as a PDF under the word BẢN NHÁP; nothing is issued by it."""
    session, now = current_session(), utc_now()
    found = certificates.due(session, edition, award_lists.list_awards(session, edition, live_only=True), now=now)
    if not found or certificates.faults_in(found):
        abort(404)
    release()
    day = local(now).date()
    data = certificate_prints.render_drafts(found, verify_url=verify_url(), title=edition.title, day=day)
    return _pdf(data, f"ban-nhap-{edition.code}")


@blueprint.post("/organise/<edition_code>/certificates/issue")
@organiser
def issue(edition: Edition) -> ResponseReturnValue:
    """Issue every certificate that is due; asking again issues nothing."""
    session = current_session()
    try:
        live = award_lists.list_awards(session, edition, live_only=True)
        made = certificates.issue(session, live, by=viewer(), now=utc_now())
    except RuleError as error:
        flash(gettext("Chưa cấp giấy nào. %(why)s", why=" ".join(say(problem) for problem in error.problems[:3])))
    else:
        commit()
        flash(
            ngettext("Đã cấp %(num)s giấy.", "Đã cấp %(num)s giấy.", len(made))
            if made
            else gettext("Mọi giấy đã được cấp từ trước.")
        )
    return redirect(url_for("certificates.index", edition_code=edition.code))


@blueprint.post("/organise/<edition_code>/certificates/print")
@organiser
def print_list(edition: Edition) -> ResponseReturnValue:
    """Give the certificates of the filtered list as one PDF in register order, and log it."""
    form = PrintForm()
    chosen = certificates.choose(edition, words=form.q.data or "", tier=form.tier.data or "")
    only = form.only.data or ""
    if only:
        chosen = chosen.where(Certificate.id == (int(only) if only.isdecimal() and len(only) < 10 else 0))
    answer = _printed(edition, form, chosen)
    return answer or page("contest/certificates/print.html", form=form, edition=edition)


def _printed(edition: Edition, form: PrintForm, chosen: Chosen) -> Response | None:
    """Return the PDF: read, draw without any lock, then write the log; None when the form has problems."""
    if not form.validate_on_submit():
        return None
    release()
    reason, new_only = form.reason.data or "", form.which.data == "new"
    try:
        with current_database().reading() as session:
            batch = certificate_prints.gather(session, edition, chosen, unprinted_only=new_only, reason=reason)
    except RuleError as error:
        form.hang(error)
        return None
    data = certificate_prints.render(batch, verify_url=verify_url())
    try:
        certificate_prints.log_print(current_session(), edition, batch, data, reason=reason, by=viewer(), now=utc_now())
    except RuleError as error:
        form.hang(error)
        return None
    commit()
    first = batch.words[0].register_no.replace("/", "-")
    return _pdf(data, f"giay-chung-nhan-{edition.code}-{first}" + ("" if len(batch.ids) == 1 else "-tro-di"))


def _need(edition: Edition, certificate_id: int) -> Certificate:
    found = certificates.find_certificate(current_session(), edition, certificate_id)
    if found is None:
        abort(404)
    return found


@blueprint.get("/organise/<edition_code>/certificates/<int:certificate_id>")
@organiser
def show(edition: Edition, certificate_id: int) -> ResponseReturnValue:
    """Show one certificate: its words, its state, its print button."""
    certificate = _need(edition, certificate_id)
    printed = certificate.id in certificate_prints.printed_ids(current_session(), edition)
    form = PrintForm(formdata=None, only=certificate.id, which="all" if printed else "new")
    return page("contest/certificates/show.html", form=form, edition=edition, certificate=certificate, printed=printed)


@blueprint.route("/organise/<edition_code>/certificates/<int:certificate_id>/revoke", methods=["GET", "POST"])
@organiser
def revoke(edition: Edition, certificate_id: int) -> ResponseReturnValue:
    """Declare a certificate void."""
    certificate, form = _need(edition, certificate_id), ReasonForm()
    if form.validate_on_submit():
        try:
            certificates.revoke(current_session(), certificate, reason=form.reason.data, by=viewer(), now=utc_now())
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã thu hồi giấy số %(number)s.", number=certificate.words["register_no"]))
            return redirect(url_for("certificates.show", edition_code=edition.code, certificate_id=certificate.id))
    return page("contest/certificates/revoke.html", form=form, edition=edition, certificate=certificate)


@blueprint.route("/organise/<edition_code>/certificates/<int:certificate_id>/reissue", methods=["GET", "POST"])
@organiser
def reissue(edition: Edition, certificate_id: int) -> ResponseReturnValue:
    """Replace a certificate by one with corrected words."""
    certificate = _need(edition, certificate_id)
    words = certificate.words
    form = CorrectionForm(names="\n".join(words["names"]), unit=words["unit"], work=words["work"])
    if form.validate_on_submit():
        correction = Correction(tuple(form.names.data.split("\n")), form.unit.data, form.work.data)
        try:
            made = certificates.reissue(
                current_session(), certificate, correction, reason=form.reason.data, by=viewer(), now=utc_now()
            )
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã cấp lại với số mới %(number)s.", number=made.words["register_no"]))
            return redirect(url_for("certificates.show", edition_code=edition.code, certificate_id=made.id))
    return page("contest/certificates/reissue.html", form=form, edition=edition, certificate=certificate)
