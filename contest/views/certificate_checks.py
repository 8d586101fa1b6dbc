"""The public check of a certificate, by its QR code or by the code that is printed under it."""

import json
from dataclasses import asdict

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.db import commit, current_database, current_session
from contest.forms.certificates import CheckForm
from contest.rules.certificates import normalise_code
from contest.rules.text import local
from contest.services import certificate_checks, certificates, sign_ins
from contest.views.guards import anyone, utc_now
from contest.views.pages import page

blueprint = Blueprint("certificate_checks", __name__)


@blueprint.route("/certificates/check", methods=["GET", "POST"])
@anyone
def ask() -> ResponseReturnValue:
    """Take a code in any form and lead to its page; whoever guesses is slowed down."""
    form = CheckForm()
    if not form.validate_on_submit():
        return page("contest/certificates/ask.html", form=form)
    code, now, key = normalise_code(form.code.data), utc_now(), f"certificate {request.remote_addr}"
    with current_database().reading() as session:
        wait = sign_ins.seconds_to_wait(session, key, now=now)
        known = code is not None and certificates.find_by_code(session, code) is not None
    if wait:
        form.form_errors.append(gettext("Sai nhiều lần liên tiếp. Hãy chờ %(seconds)s giây rồi thử lại.", seconds=wait))
        return page("contest/certificates/ask.html", form=form, status=429)
    if not known:
        sign_ins.note_failure(current_session(), key, now=now)
        commit()
    if code is None:
        form.code.errors = [gettext("Mã gồm 16 ký tự, ví dụ K7QD-3MXW-9RTA-0001. Hãy xem lại dòng dưới mã QR.")]
        return page("contest/certificates/ask.html", form=form)
    return redirect(url_for("certificate_checks.show", code=code))


def _quiet(answer: Response) -> Response:
    """Keep a certificate's page out of search engines and of other sites' logs."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@blueprint.get("/X/<code>")
@blueprint.get("/x/<code>")
@anyone
def show(code: str) -> ResponseReturnValue:
    """Say whether a certificate stands, and what is on the paper."""
    found = certificate_checks.check(current_session(), code, today=local(utc_now()).date())
    status = 404 if found.state == "not_found" else 200
    return _quiet(make_response(page("contest/certificates/check.html", found=found, status=status)))


@blueprint.get("/x/<code>.json")
@anyone
def machine(code: str) -> ResponseReturnValue:
    """Say the same for machines."""
    found = certificate_checks.check(current_session(), code, today=local(utc_now()).date())
    status = 404 if found.state == "not_found" else 200
    text = json.dumps(asdict(found), ensure_ascii=False)
    return _quiet(Response(text, status, mimetype="application/json"))
