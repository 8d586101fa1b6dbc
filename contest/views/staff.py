"""Office page of the people who run an edition: roles, new accounts, sign-in codes."""

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.db import commit, current_session
from contest.forms.base import Form, say
from contest.forms.staff import GrantForm, PersonForm, StaffForm
from contest.models.accounts import Account
from contest.models.editions import Edition
from contest.rules.kinds import Role
from contest.rules.problems import RuleError
from contest.services import accounts
from contest.services import staff as people
from contest.views.guards import organiser, utc_now, viewer
from contest.views.pages import page

blueprint = Blueprint("staff", __name__)


@blueprint.get("/organise/<edition_code>/people")
@organiser
def show(edition: Edition) -> ResponseReturnValue:
    """Show who runs the edition, and accounts that may join."""
    return _page(edition, StaffForm(formdata=None))


@blueprint.post("/organise/<edition_code>/people/grant")
@organiser
def grant(edition: Edition) -> ResponseReturnValue:
    """Give an account a role."""
    form = PersonForm()
    account = _account(form)
    if form.role.data not in [role.value for role in people.STAFF_ROLES]:
        abort(400)
    accounts.grant_role(current_session(), account, edition, Role(form.role.data), by=viewer(), now=utc_now())
    commit()
    flash(gettext("Đã trao quyền cho %(name)s.", name=account.full_name))
    return redirect(f"/organise/{edition.code}/people")


@blueprint.post("/organise/<edition_code>/people/withdraw")
@organiser
def withdraw(edition: Edition) -> ResponseReturnValue:
    """Take a role away."""
    number = GrantForm().grant.data or ""
    if not number.isascii() or not number.isdecimal() or len(number) > 9:
        abort(400)
    try:
        taken = people.withdraw(current_session(), edition, int(number), by=viewer(), now=utc_now())
    except RuleError as error:
        flash(say(error.problems[0]))
    else:
        commit()
        flash(gettext("Đã thu quyền của %(name)s.", name=taken.account.full_name))
    return redirect(f"/organise/{edition.code}/people")


@blueprint.post("/organise/<edition_code>/people/register")
@organiser
def register(edition: Edition) -> ResponseReturnValue:
    """Make an account without password for somebody of the staff, and show its code once."""
    form = StaffForm()
    if form.validate_on_submit():
        try:
            account, code = people.register(
                current_session(),
                edition,
                full_name=form.full_name.data,
                contact=form.contact.data,
                unit_name=form.unit_name.data,
                role=Role(form.role.data),
                by=viewer(),
                now=utc_now(),
            )
        except RuleError as error:
            form.hang(error)
        else:
            commit()
            return page("contest/editions/code.html", edition=edition, account=account, code=code)
    return _page(edition, form)


@blueprint.post("/organise/<edition_code>/people/code")
@organiser
def issue_code(edition: Edition) -> ResponseReturnValue:
    """Give out a one-time sign-in code; it is shown on this one answer only."""
    account = _account(PersonForm())
    try:
        code = people.issue_code(current_session(), edition, account, by=viewer(), now=utc_now())
    except RuleError as error:
        flash(say(error.problems[0]))
        return redirect(f"/organise/{edition.code}/people")
    commit()
    return page("contest/editions/code.html", edition=edition, account=account, code=code)


def _account(form: PersonForm) -> Account:
    """Return the account that a form names, or no page."""
    account = people.find_account(current_session(), form.account.data or "")
    return account if account is not None else abort(404)


def _page(edition: Edition, form: Form) -> ResponseReturnValue:
    session, words = current_session(), request.args.get("q", "")
    staff = people.list_staff(session, edition.id)
    found = people.search(session, words, but=staff)
    return page("contest/editions/people.html", form=form, edition=edition, staff=staff, found=found, words=words)
