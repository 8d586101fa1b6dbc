"""Pages of accounts: register, password, contact, messages."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.adapters.passwords import verify_password
from contest.db import commit, current_database, current_session
from contest.forms.accounts import ContactForm, ForgottenForm, PasswordForm, RegisterForm, ResetForm
from contest.models.accounts import Account
from contest.rules.kinds import AccountKind, CodePurpose
from contest.rules.problems import RuleError
from contest.services import accounts, mail, sign_ins
from contest.views.guards import anyone, signed_in, utc_now, viewer
from contest.views.pages import local_address, page
from contest.views.sign_ins import door_of, let_in, start_page

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/register", methods=["GET", "POST"])
@anyone
def register() -> ResponseReturnValue:
    """Make an account and sign it in."""
    form = RegisterForm()
    if form.validate_on_submit():
        try:
            account = accounts.register(
                current_session(),
                full_name=form.full_name.data,
                contact=form.contact.data,
                password=form.password.data,
                kind=AccountKind(form.kind.data),
                unit_name=form.unit_name.data,
                now=utc_now(),
            )
        except RuleError as error:
            form.hang(error)
        else:
            return let_in(account, redirect(local_address(request.args.get("next"), "/entries")))
    return page("contest/accounts/register.html", form=form)


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
@anyone
def forgotten() -> ResponseReturnValue:
    """Send a code for a new password; the answer is the same whether the contact is known or not."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        return page("contest/accounts/forgotten.html", form=form)
    session, now = current_session(), utc_now()
    key = f"forgotten {door_of(form.contact.data)}"
    if not sign_ins.seconds_to_wait(session, key, now=now):
        sign_ins.note_failure(session, key, now=now)
        account = accounts.find_account(session, form.contact.data)
        if account is not None and account.email:
            text = accounts.issue_code(session, account, CodePurpose.RESET, now=now, by=None)
            mail.send(
                session,
                account,
                subject=gettext("Mã đặt lại mật khẩu"),
                body=gettext(
                    "Mã của bạn: %(code)s\n\nNhập mã này ở trang %(address)s trong vòng 24 giờ. "
                    "Nếu bạn không yêu cầu, hãy bỏ qua thư này.",
                    code=text,
                    address=url_for("accounts.reset", _external=True),
                ),
                now=now,
                hidden=True,
            )
        commit()
    return redirect(url_for("accounts.reset", sent=1))


@blueprint.route("/reset-password", methods=["GET", "POST"])
@anyone
def reset() -> ResponseReturnValue:
    """Set a new password by a code from the mail or from the organiser."""
    form = ResetForm()
    if not form.validate_on_submit():
        return page("contest/accounts/reset.html", form=form, sent="sent" in request.args)
    session, now, key = current_session(), utc_now(), f"code {request.remote_addr}"
    wait = sign_ins.seconds_to_wait(session, key, now=now)
    if wait:
        form.form_errors.append(gettext("Sai nhiều lần liên tiếp. Hãy chờ %(seconds)s giây rồi thử lại.", seconds=wait))
        return page("contest/accounts/reset.html", form=form, sent=False, status=429)
    try:
        redeemed = accounts.redeem_code(session, form.code.data, CodePurpose.RESET, CodePurpose.SIGN_IN, now=now)
    except RuleError as error:
        sign_ins.note_failure(session, key, now=now)
        commit()
        form.hang(error)
        return page("contest/accounts/reset.html", form=form, sent=False)
    try:
        accounts.set_password(session, redeemed.account, form.password.data, keep=0, now=now)
    except RuleError as error:  # nothing is committed, so the code stays good for another try
        form.hang(error)
        return page("contest/accounts/reset.html", form=form, sent=False)
    flash(gettext("Đã đặt mật khẩu mới."))
    return let_in(redeemed.account, redirect(start_page(redeemed.account)))


@blueprint.get("/account")
@signed_in
def show() -> ResponseReturnValue:
    """Show the account: contact, sign-ins, messages."""
    return _account_page(PasswordForm(), ContactForm(formdata=None))


def _account_page(password: PasswordForm, contact: ContactForm) -> ResponseReturnValue:
    session, somebody = current_session(), viewer()
    broken = password if password.errors else contact
    return page(
        "contest/accounts/show.html",
        form=broken,
        password_form=password,
        contact_form=contact,
        account=session.get_one(Account, somebody.id),
        sign_ins=sign_ins.open_sign_ins(session, somebody.id, now=utc_now()),
        messages=mail.messages_of(session, somebody.id),
        current_sign_in=somebody.sign_in_id,
    )


def _knows_password(form: PasswordForm | ContactForm) -> bool:
    """Say whether the current password was given (an account that came by code has none yet)."""
    with current_database().reading() as session:
        digest = session.get_one(Account, viewer().id).password_hash
    if digest is None or verify_password(digest, form.current.data or ""):
        return True
    form.current.errors = [gettext("Mật khẩu hiện nay không đúng.")]
    return False


@blueprint.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Change the password and end the other sign-ins."""
    form, somebody = PasswordForm(), viewer()
    if form.validate_on_submit() and _knows_password(form):
        session = current_session()
        try:
            account = session.get_one(Account, somebody.id)
            accounts.set_password(session, account, form.password.data, keep=somebody.sign_in_id, now=utc_now())
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã đổi mật khẩu. Các thiết bị khác đã được đăng xuất."))
            return redirect(url_for("accounts.show"))
    return _account_page(form, ContactForm(formdata=None))


@blueprint.post("/account/contact")
@signed_in
def change_contact() -> ResponseReturnValue:
    """Change the contact and end the other sign-ins."""
    form, somebody = ContactForm(), viewer()
    if form.validate_on_submit() and _knows_password(form):
        session = current_session()
        try:
            account = session.get_one(Account, somebody.id)
            accounts.change_contact(session, account, form.contact.data, keep=somebody.sign_in_id, now=utc_now())
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            flash(gettext("Đã đổi thông tin liên hệ."))
            return redirect(url_for("accounts.show"))
    return _account_page(PasswordForm(formdata=None), form)


@blueprint.post("/account/sign-ins/<int:sign_in_id>/end")
@signed_in
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """End one of the account's own sign-ins."""
    sign_ins.end_sign_ins(current_session(), viewer().id, now=utc_now(), only=sign_in_id)
    commit()
    flash(gettext("Đã đăng xuất thiết bị đó."))
    return redirect(url_for("accounts.show"))
