"""Office pages of judges: list, invite, change, note an answer, let go."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from contest.adapters.spreadsheets import XLSX, write_table
from contest.db import commit, current_session
from contest.forms.base import say
from contest.models.accounts import Account
from contest.models.editions import Edition
from contest.rules.problems import RuleError
from contest.services.accounts import register_staff, search_accounts
from contest.views.downloads import send_bytes
from contest.views.guards import organiser, utc_now, viewer
from contest.views.labels import label
from contest.views.pages import in_language, page, page_number
from judging.forms.panels import InviteForm, JudgeForm, NewJudgeForm, ReasonForm, judge_form
from judging.models.panels import Judge
from judging.services import judges, panels

blueprint = Blueprint("judges", __name__, url_prefix="/organise/<edition_code>")


def fields_of(edition: Edition) -> list[tuple[str, str]]:
    """Return code and name of the edition's fields in the language of the page."""
    return [(field.code, in_language(field.name, field.name_en)) for field in edition.fields]


def _judge(edition: Edition, judge_id: int) -> Judge:
    return panels.find_judge(current_session(), edition.id, judge_id) or abort(404)


def _site() -> str:
    return str(current_app.extensions["settings"].public_url)


@blueprint.route("/judges")
@organiser
def index(edition: Edition) -> ResponseReturnValue:
    """List the judges with state, panel, load and finished sheets."""
    words, state = request.args.get("q", ""), request.args.get("state", "")
    session = current_session()
    listing = judges.list_judges(session, edition.id, words=words, state=state, page=page_number())
    seats = judges.seats_of(session, [row.id for row in listing.rows])
    template = "judging/panels/judges.html"
    return page(template, edition=edition, listing=listing, seats=seats, words=words, state=state)


@blueprint.route("/judges.xlsx")
@organiser
def export(edition: Edition) -> ResponseReturnValue:
    """Send the list as shown, as a workbook."""
    session = current_session()
    rows = judges.every_judge(session, edition.id, words=request.args.get("q", ""), state=request.args.get("state", ""))
    seats = judges.seats_of(session, [row.id for row in rows])
    columns = [
        (gettext("Mã"), 8),
        (gettext("Họ và tên"), 28),
        (gettext("Đơn vị"), 36),
        (gettext("Liên hệ"), 26),
        (gettext("Trạng thái"), 16),
        (gettext("Tiểu ban"), 36),
        (gettext("Được phân công"), 12),
        (gettext("Nhận nhiều nhất"), 12),
        (gettext("Đã chấm"), 10),
    ]
    lines: list[list[Any]] = [
        [
            row.code,
            row.full_name,
            row.unit_name,
            row.sign_in_name,
            label(row.state),
            "; ".join(f"{seat.name} ({label(seat.role)})" for seat in seats.get(row.id, ())),
            row.load,
            row.capacity,
            row.done,
        ]
        for row in rows
    ]
    title = gettext("Danh sách giám khảo")
    book = write_table(title, columns, lines, subtitle=in_language(edition.title, edition.title_en))
    return send_bytes(book, f"{title} {edition.code}.xlsx", XLSX)


@blueprint.route("/judges/invite", methods=["GET", "POST"])
@organiser
def invite(edition: Edition) -> ResponseReturnValue:
    """Find an account and invite its person."""
    form, words = judge_form(InviteForm, fields_of(edition)), request.args.get("q", "")
    session = current_session()
    found = search_accounts(session, words) if words.strip() else ()
    if form.validate_on_submit():
        known = form.account.data.isdecimal() and len(form.account.data) < 10
        account = session.get(Account, int(form.account.data)) if known else None
        try:
            judge = panels.invite_judge(
                session,
                edition,
                account or abort(404),
                capacity=form.capacity.data or 0,
                expertise=form.expertise(),
                by=viewer(),
                now=utc_now(),
                site=_site(),
            )
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã mời %(name)s (mã %(code)s).", name=judge.account.full_name, code=judge.code))
            return redirect(url_for(".index", edition_code=edition.code))
    return page("judging/panels/invite.html", form=form, edition=edition, found=found, words=words)


@blueprint.route("/judges/new", methods=["GET", "POST"])
@organiser
def create(edition: Edition) -> ResponseReturnValue:
    """Make an account for a person who has none, invite them, and show their one-time code once."""
    form = judge_form(NewJudgeForm, fields_of(edition))
    if form.validate_on_submit():
        session, who, now = current_session(), viewer(), utc_now()
        try:
            account, code = register_staff(
                session,
                full_name=form.full_name.data,
                contact=form.contact.data,
                unit_name=form.unit_name.data,
                by=who,
                now=now,
            )
            capacity, expertise = form.capacity.data or 0, form.expertise()
            judge = panels.invite_judge(
                session, edition, account, capacity=capacity, expertise=expertise, by=who, now=now, site=_site()
            )
        except RuleError as error:
            session.rollback()
            form.hang(error)
        else:
            commit()
            return page("judging/panels/code.html", edition=edition, judge=judge, code=code)
    return page("judging/panels/new_judge.html", form=form, edition=edition)


@blueprint.route("/judges/<int:judge_id>", methods=["GET", "POST"])
@organiser
def edit(edition: Edition, judge_id: int) -> ResponseReturnValue:
    """Show a judge, and change capacity and expertise."""
    judge = _judge(edition, judge_id)
    levels = {f"level_{code}": str(value) for code, value in judge.expertise.items()}
    form = judge_form(JudgeForm, fields_of(edition), data={"capacity": judge.capacity, **levels})
    if form.validate_on_submit():
        capacity, expertise = form.capacity.data, form.expertise()
        try:
            panels.update_judge(
                current_session(), judge, capacity=capacity, expertise=expertise, by=viewer(), now=utc_now()
            )
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã lưu %(name)s.", name=judge.account.full_name))
            return redirect(url_for(".index", edition_code=edition.code))
    return _show(edition, judge, form)


@blueprint.route("/judges/<int:judge_id>/answer", methods=["POST"])
@organiser
def answer(edition: Edition, judge_id: int) -> ResponseReturnValue:
    """Note that a judge accepted by telephone or on paper."""
    judge = _judge(edition, judge_id)
    return _act(
        edition,
        judge,
        lambda: panels.answer_invitation(current_session(), judge, accept=True, now=utc_now(), by=viewer()),
    )


@blueprint.route("/judges/<int:judge_id>/release", methods=["POST"])
@organiser
def release(edition: Edition, judge_id: int) -> ResponseReturnValue:
    """Let a judge go who dropped out; entries not yet submitted become free."""
    judge, reason = _judge(edition, judge_id), ReasonForm()

    def act() -> None:
        freed = panels.release_judge(
            current_session(), judge, reason=reason.reason.data or "", by=viewer(), now=utc_now()
        )
        flash(ngettext("Có %(num)s hồ sơ cần giám khảo khác.", "Có %(num)s hồ sơ cần giám khảo khác.", freed))

    return _act(edition, judge, act)


@blueprint.route("/judges/<int:judge_id>/invite-again", methods=["POST"])
@organiser
def invite_again(edition: Edition, judge_id: int) -> ResponseReturnValue:
    """Invite a person again who declined or dropped out."""
    judge = _judge(edition, judge_id)
    return _act(
        edition,
        judge,
        lambda: panels.invite_judge(
            current_session(),
            edition,
            judge.account,
            capacity=judge.capacity,
            expertise=judge.expertise,
            by=viewer(),
            now=utc_now(),
            site=_site(),
        ),
    )


@blueprint.route("/judges/<int:judge_id>/code", methods=["POST"])
@organiser
def code(edition: Edition, judge_id: int) -> ResponseReturnValue:
    """Show a new one-time sign-in code for a judge who has no password yet."""
    judge = _judge(edition, judge_id)
    try:
        text = judges.renew_code(current_session(), judge, by=viewer(), now=utc_now())
    except RuleError as error:
        return _show(edition, judge, None, error)
    commit()
    return page("judging/panels/code.html", edition=edition, judge=judge, code=text)


def _act(edition: Edition, judge: Judge, act: Any) -> ResponseReturnValue:
    """Do one thing to a judge and go back to the page of the judge, or say why not."""
    try:
        act()
    except RuleError as error:
        return _show(edition, judge, None, error)
    commit()
    flash(gettext("Đã ghi cho %(name)s.", name=judge.account.full_name))
    return redirect(url_for(".edit", edition_code=edition.code, judge_id=judge.id))


def _show(
    edition: Edition, judge: Judge, form: JudgeForm | None, error: RuleError | None = None
) -> ResponseReturnValue:
    """Return the page of a judge, with what stood against an act."""
    levels = {f"level_{code}": str(value) for code, value in judge.expertise.items()}
    session = current_session()
    return page(
        "judging/panels/judge.html",
        form=form
        or judge_form(JudgeForm, fields_of(edition), formdata=None, data={"capacity": judge.capacity, **levels}),
        edition=edition,
        judge=judge,
        seats=judges.seats_of(session, [judge.id]).get(judge.id, ()),
        may_have_code=judges.may_have_code(session, judge),
        problems=[say(problem) for problem in error.problems] if error else (),
        status=422 if error else None,
    )
