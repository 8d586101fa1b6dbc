"""The door: sign in and out, by password or by a one-time code."""

from datetime import timedelta

from flask import Blueprint, Response, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from contest.adapters.passwords import verify_password
from contest.config import Settings
from contest.db import commit, current_database, current_session
from contest.forms.accounts import CodeForm, EmptyForm, SignInForm
from contest.models.accounts import Account
from contest.rules.accounts import normalise_sign_in_name
from contest.rules.kinds import CodePurpose, Role
from contest.rules.problems import RuleError
from contest.services import accounts, sign_ins
from contest.views.guards import anyone, cookie_name, signed_in, utc_now, viewer
from contest.views.pages import local_address, page
from contest.views.responses import open_kept

blueprint = Blueprint("sign_ins", __name__)


def lifetime(account: Account) -> timedelta:
    """Return how long a sign-in lasts: shorter for people who see what is not theirs."""
    settings: Settings = current_app.extensions["settings"]
    if account.is_admin or account.roles:
        return timedelta(hours=settings.staff_session_hours)
    return timedelta(days=settings.entrant_session_days)


def let_in(account: Account, answer: BaseResponse) -> BaseResponse:
    """Sign an account in on this browser: commit, then set the cookie."""
    lasting = lifetime(account)
    token = sign_ins.start_sign_in(
        current_session(), account, device=request.user_agent.string, lifetime=lasting, now=utc_now()
    )
    commit()
    answer.set_cookie(
        cookie_name(),
        token,
        max_age=int(lasting.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        path="/",
    )
    return answer


def door_of(contact: str) -> str:
    """Return what counts the attempts on an account: the same for every way to write its contact."""
    return (normalise_sign_in_name(contact) or contact.casefold())[:100]


def start_page(account: Account) -> str:
    """Return where an account goes after signing in."""
    if account.is_admin or any(grant.role is not Role.JUDGE for grant in account.roles):
        return "/organise"
    return "/judge" if account.roles else "/entries"


@blueprint.get("/sign-in")
@anyone
def sign_in() -> ResponseReturnValue:
    """Show the door."""
    form = SignInForm()
    form.next.data = request.args.get("next", "")
    return page("contest/accounts/sign_in.html", form=form, asked=False)


@blueprint.post("/sign-in")
@anyone
def sign_in_now() -> ResponseReturnValue:
    """Check contact and password, slowly for those who guess, the same for unknown contacts."""
    form = SignInForm()
    if not form.validate_on_submit():
        return page("contest/accounts/sign_in.html", form=form, asked=False)
    now, key = utc_now(), f"sign-in {door_of(form.contact.data)}"
    with current_database().reading() as session:
        wait = sign_ins.seconds_to_wait(session, key, now=now)
        known = accounts.find_account(session, form.contact.data)
        digest = known.password_hash if known else None
    if wait:
        form.form_errors.append(gettext("Sai nhiều lần liên tiếp. Hãy chờ %(seconds)s giây rồi thử lại.", seconds=wait))
        return page("contest/accounts/sign_in.html", form=form, asked=False, status=429)
    if not verify_password(digest, form.password.data):
        sign_ins.note_failure(current_session(), key, now=now)
        commit()
        form.form_errors.append(gettext("Email, số điện thoại hoặc mật khẩu không đúng."))
        return page("contest/accounts/sign_in.html", form=form, asked=False)
    account = accounts.find_account(current_session(), form.contact.data)
    if account is None or account.password_hash != digest:  # disabled, or given another password, this very moment
        abort(403)
    kept = open_kept(form.replay.data or "")
    if kept:
        answer = Response(page("errors/replay.html", form=EmptyForm(formdata=None), kept=kept).get_data())  # type: ignore[union-attr]
        return let_in(account, answer)
    return let_in(account, redirect(local_address(form.next.data, start_page(account))))


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End this browser's sign-in on the server."""
    somebody = viewer()
    sign_ins.end_sign_ins(current_session(), somebody.id, now=utc_now(), only=somebody.sign_in_id)
    commit()
    answer = redirect(url_for("home.index"))
    answer.delete_cookie(cookie_name(), path="/", secure=current_app.config["SESSION_COOKIE_SECURE"])
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@blueprint.route("/code", methods=["GET", "POST"])
@anyone
def code() -> ResponseReturnValue:
    """Let somebody in by a one-time code from a slip."""
    form = CodeForm()
    if not form.validate_on_submit():
        return page("contest/accounts/code.html", form=form)
    now, key = utc_now(), f"code {request.remote_addr}"
    session = current_session()
    wait = sign_ins.seconds_to_wait(session, key, now=now)
    if wait:
        form.form_errors.append(gettext("Sai nhiều lần liên tiếp. Hãy chờ %(seconds)s giây rồi thử lại.", seconds=wait))
        return page("contest/accounts/code.html", form=form, status=429)
    try:
        redeemed = accounts.redeem_code(session, form.code.data, CodePurpose.SIGN_IN, now=now)
    except RuleError as error:
        sign_ins.note_failure(session, key, now=now)
        commit()
        form.hang(error)
        return page("contest/accounts/code.html", form=form)
    flash(gettext("Chào %(name)s. Hãy đặt mật khẩu để lần sau đăng nhập.", name=redeemed.account.full_name))
    return let_in(redeemed.account, redirect(url_for("accounts.show")))
