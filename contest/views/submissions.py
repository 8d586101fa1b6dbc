"""Pages of handing in: check the answers, submit, the receipt, withdraw, take up again."""

from flask import Blueprint, Response, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.adapters.qr import qr_svg
from contest.config import Settings
from contest.db import commit, current_session
from contest.forms.accounts import EmptyForm
from contest.forms.entries import SubmitForm
from contest.models.entries import Entry
from contest.rules.dossiers import content_hash, freeze
from contest.rules.kinds import EntryState, PhaseCode
from contest.rules.problems import RuleError
from contest.services import entries
from contest.services.dossiers import facts_of, live_attachments
from contest.views.entry_pages import closed, entry_page, missing_links, task_list
from contest.views.guards import entry_editor, entry_reader, utc_now, viewer

blueprint = Blueprint("submissions", __name__)


@blueprint.route("/entries/<entry_id>/check", methods=["GET", "POST"])
@entry_editor
def check(entry: Entry) -> ResponseReturnValue:
    """Show all answers with the way to each, what is missing, and the button that submits."""
    form, session, now = SubmitForm(), current_session(), utc_now()
    if form.validate_on_submit():
        try:
            entries.submit(session, entry, by=viewer(), now=now, late_reason=form.late_reason.data)
        except RuleError as error:
            form.form_errors += [gettext("Hồ sơ chưa nộp được; xem các điều còn thiếu dưới đây.")]
            if any(not problem.field or problem.field == "late_reason" for problem in error.problems):
                form.form_errors.clear()
                form.hang(error)
        else:
            commit()
            return redirect(url_for("submissions.receipt", entry_id=entry.public_id))
    if answer := closed(entry):
        return answer
    rows, _ = task_list(entry, now=now)
    submission, facts = entries.current_submission(session, entry), facts_of(entry)
    return entry_page(
        "contest/entries/check.html",
        entry,
        form=form,
        facts=facts,
        tasks=rows,
        lacking=missing_links(entry, rows),
        attachments=live_attachments(entry),
        submission=submission,
        unchanged=submission is not None
        and entry.state in (EntryState.SUBMITTED, EntryState.VALID)
        and submission.content_hash == content_hash(freeze(facts)),
    )


@blueprint.get("/entries/<entry_id>/receipt")
@entry_reader
def receipt(entry: Entry) -> ResponseReturnValue:
    """Show the receipt of the version that counts; the address stays good."""
    session = current_session()
    submission = entries.current_submission(session, entry)
    if submission is None:
        return redirect(url_for("entries.show", entry_id=entry.public_id))
    return entry_page(
        "contest/entries/receipt.html",
        entry,
        submission=submission,
        versions=entries.list_versions(session, entry),
        is_owner=entry.owner_id == viewer().id,
        phases={phase.code.value: phase for phase in entry.edition.phases if phase.code is not PhaseCode.ENTRY},
    )


@blueprint.get("/entries/<entry_id>/receipt.svg")
@entry_reader
def receipt_code(entry: Entry) -> ResponseReturnValue:
    """Send the QR code that leads back to the receipt."""
    settings: Settings = current_app.extensions["settings"]
    address = settings.public_url.rstrip("/") + url_for("submissions.receipt", entry_id=entry.public_id)
    return Response(qr_svg(address), mimetype="image/svg+xml")


@blueprint.route("/entries/<entry_id>/withdraw", methods=["GET", "POST"])
@entry_editor
def withdraw(entry: Entry) -> ResponseReturnValue:
    """Ask once more, then take the entry out of the contest."""
    form = EmptyForm()
    if form.validate_on_submit():
        try:
            entries.withdraw(current_session(), entry, by=viewer(), now=utc_now())
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã rút hồ sơ. Bạn có thể khôi phục trước hạn nộp."))
            return redirect(url_for("entries.show", entry_id=entry.public_id))
    return closed(entry) or entry_page("contest/entries/withdraw.html", entry, form=form)


@blueprint.post("/entries/<entry_id>/reopen")
@entry_editor
def reopen(entry: Entry) -> ResponseReturnValue:
    """Take up a withdrawn entry again."""
    form = EmptyForm()
    if form.validate_on_submit():
        try:
            entries.reopen(current_session(), entry, by=viewer(), now=utc_now())
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã khôi phục hồ sơ. Hãy kiểm tra và nộp lại."))
            return redirect(url_for("entries.show", entry_id=entry.public_id))
    return entry_page("contest/entries/refused.html", entry, form=form)
