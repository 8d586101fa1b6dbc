"""What every answer carries: security headers, compression, and pages for errors."""

import gzip
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from contest.db import SAFE_METHODS
from contest.forms.accounts import EmptyForm, SignInForm
from contest.rules.problems import N_

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "manifest-src 'self'; worker-src 'self'; require-trusted-types-for 'script'"
)
HEADERS = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)
"""What every answer carries unless the view has said otherwise."""
NOT_KEPT = ("csrf_token", "password", "current")
REPLAY_LIFETIME = 24 * 3600

ERRORS: dict[int, tuple[str, str]] = {
    400: (N_("Yêu cầu không hợp lệ"), N_("Trình duyệt gửi lên điều máy chủ không hiểu. Hãy quay lại và thử lần nữa.")),
    403: (N_("Bạn không có quyền làm việc này"), N_("Nếu bạn cần quyền này, hãy liên hệ Ban Tổ chức.")),
    404: (N_("Không tìm thấy trang"), N_("Địa chỉ có thể gõ sai, hoặc trang này không dành cho bạn.")),
    405: (N_("Không làm được như vậy"), N_("Hãy quay lại trang trước và dùng nút trên trang.")),
    409: (N_("Nội dung đã được sửa ở nơi khác"), N_("Hãy xem lại bản mới trước khi lưu.")),
    413: (N_("Tệp hoặc nội dung quá lớn"), N_("Hãy giảm kích thước tệp, hoặc chia thành nhiều tệp nhỏ hơn.")),
    429: (N_("Bạn thử quá nhiều lần"), N_("Hãy chờ một lát rồi thử lại.")),
    500: (N_("Máy chủ gặp lỗi"), N_("Việc vừa rồi chưa được ghi. Chúng tôi đã được báo; hãy thử lại sau ít phút.")),
    503: (N_("Máy chủ đang bận"), N_("Hãy thử lại sau ít phút.")),
    507: (N_("Máy chủ hết chỗ chứa tệp"), N_("Tệp chưa được nhận. Hãy báo Ban Tổ chức và thử lại sau.")),
}


def replay_serializer() -> URLSafeTimedSerializer:
    """Return what signs a kept form, so that only what was posted here can be sent again."""
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="hoithi kept form")


def _posted() -> list[tuple[str, str]]:
    """Return what was posted, without what must not stand on a page: tokens and passwords are typed again."""
    return [(key, value) for key, value in request.form.items(multi=True) if key not in NOT_KEPT]


def kept_form() -> str:
    """Return the posted form, signed, so that it outlives a sign-in; empty when there is nothing to keep."""
    if request.method in SAFE_METHODS or not request.form:
        return ""
    values = _posted()
    return replay_serializer().dumps([request.full_path.rstrip("?"), values])


def open_kept(text: str) -> tuple[str, list[tuple[str, str]]] | None:
    """Return the address and the values of a kept form, or None when it is none of ours."""
    try:
        path, values = replay_serializer().loads(text, max_age=REPLAY_LIFETIME)
    except BadSignature:
        return None
    return path, [(key, value) for key, value in values]


def _sent_from_here() -> bool:
    """Say whether a page of this site sent the form, as far as the browser tells; another site's is never kept.

    What a foreign page sends would else be one friendly button away from being done.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return origin is None or urlsplit(origin).netloc == request.host


def error_page(code: int, *, detail: str = "") -> tuple[str, int]:
    """Return the page of an error, saying what happened and what to do."""
    heading, advice = ERRORS.get(code, ERRORS[500 if code >= 500 else 400])
    return (
        render_template("errors/error.html", code=code, heading=gettext(heading), advice=detail or gettext(advice)),
        code,
    )


def init_app(app: Flask) -> None:
    """Attach headers, compression and error pages."""
    always = [*HEADERS]
    if app.config["SESSION_COOKIE_SECURE"]:
        always.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))

    @app.after_request
    def _headers(answer: Response) -> Response:
        headers = answer.headers
        present = {name.lower() for name, _ in headers}
        for name, value in always:
            if name.lower() not in present:
                headers.add(name, value)
        if "cache-control" not in present:
            public = answer.status_code == 200 and _is_public()
            headers.add("Cache-Control", "no-cache" if public else "private, no-store")
        return _compress(answer)

    @app.errorhandler(401)
    def _sign_in_first(_error: HTTPException) -> ResponseReturnValue:
        form = SignInForm(formdata=None)
        form.next.data = request.full_path.rstrip("?") if request.method == "GET" else ""
        form.replay.data = kept_form()
        return render_template("contest/accounts/sign_in.html", form=form, asked=True), 401

    @app.errorhandler(CSRFError)
    def _expired(_error: CSRFError) -> ResponseReturnValue:
        if not _sent_from_here():
            return error_page(400)
        return render_template(
            "errors/replay.html",
            form=EmptyForm(formdata=None),
            kept=(
                request.full_path.rstrip("?"),
                _posted(),
            ),
        ), 400

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> ResponseReturnValue:
        if error.code is None or error.code < 400 or isinstance(error, SecurityError):
            return error.get_response()  # a redirect, or a host name that no address can be built for
        return error_page(error.code)

    @app.errorhandler(DBAPIError)
    def _database(error: DBAPIError) -> ResponseReturnValue:
        if app.testing or app.debug:
            raise error
        app.logger.exception("the database refused: %s", request.endpoint)
        if isinstance(error, IntegrityError):  # somebody else wrote the same this very moment
            return error_page(409)
        return error_page(503 if isinstance(error, OperationalError) else 500)

    @app.errorhandler(Exception)
    def _unexpected(error: Exception) -> ResponseReturnValue:
        if app.testing or app.debug:
            raise error
        app.logger.exception("request failed: %s", request.endpoint)
        return error_page(500)


def _is_public() -> bool:
    """Say whether this answer may be kept by a browser: nobody is signed in and no form was shown."""
    return not g.get("csrf_token") and current_user.is_anonymous and request.method in SAFE_METHODS


def _compress(answer: Response) -> Response:
    """Compress a text of some length when the browser takes it."""
    accepted = "gzip" in request.headers.get("Accept-Encoding", "")
    kind = answer.mimetype or ""
    text = kind.startswith("text/") or kind == "application/json"
    if (
        not accepted
        or not text
        or answer.is_streamed
        or answer.direct_passthrough
        or "Content-Encoding" in answer.headers
    ):
        return answer
    answer.headers.add("Vary", "Accept-Encoding")
    data = answer.get_data()
    if len(data) > 600:
        answer.set_data(gzip.compress(data, 5, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
    return answer
