"""The bytes of attachments: originals for owner and desk, pictures and the page that shows them."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, request, send_file
from flask.typing import ResponseReturnValue

from contest.adapters.pictures import thumbnail
from contest.adapters.storage import Storage
from contest.db import current_session
from contest.models.attachments import Attachment, Picture
from contest.rules import access
from contest.rules.kinds import FileState
from contest.services import attachments
from contest.services.dossiers import state_for_others
from contest.views.downloads import content_disposition
from contest.views.guards import make_guard, require_sign_in
from contest.views.pages import page

blueprint = Blueprint("files", __name__)

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
}
SANDBOX = "sandbox; default-src 'none'"
PICTURE_SECONDS = 3600


def storage() -> Storage:
    """Return the store of the running application."""
    found: Storage = current_app.extensions["storage"]
    return found


def _check(values: dict[str, Any]) -> dict[str, Any]:
    """Find the attachment for whoever may see its entry; for anybody else there is none."""
    somebody = require_sign_in()
    attachment = attachments.find_attachment(current_session(), values.pop("attachment_id"))
    if attachment is None:
        abort(404)
    entry = attachment.entry
    facts: dict[str, Any] = {"owner_id": entry.owner_id, "edition_id": entry.edition_id, "channel": entry.channel}
    if not access.may_see_dossier(somebody, state=state_for_others(entry), **facts):
        abort(404)
    return {"attachment": attachment, **values}


file_reader = make_guard("file_reader", _check)


def send_original(attachment: Attachment) -> Response:
    """Return the original of a file that passed its inspection, to be saved; 404 for any other."""
    if attachment.state is not FileState.READY or not storage().exists(attachment.sha256):
        abort(404)
    ending = attachment.file_name.rpartition(".")[2].casefold()
    kind = MEDIA_TYPES.get(ending, "application/octet-stream")
    answer = _send(attachment.sha256, kind)
    answer.headers["Content-Disposition"] = content_disposition(attachment.file_name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def send_picture(picture: Picture) -> Response:
    """Return a picture (or cleaned video, in parts when asked) to be shown; ``?size=small`` gives a thumbnail."""
    if not storage().exists(picture.sha256):
        abort(404)
    if request.args.get("size") == "small" and picture.media_type == "image/webp":
        answer = Response(thumbnail(storage().path(picture.sha256)), mimetype="image/jpeg")
        answer.headers["Content-Security-Policy"] = SANDBOX
    else:
        answer = _send(picture.sha256, picture.media_type)
    answer.headers["Cache-Control"] = f"private, max-age={PICTURE_SECONDS}"
    answer.headers["Vary"] = "Cookie"
    return answer


def _send(sha256: str, media_type: str) -> Response:
    answer = send_file(storage().path(sha256), mimetype=media_type, conditional=True, etag=sha256)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


def find_picture(attachment: Attachment, number: int) -> Picture:
    """Return a page of a ready attachment, or answer 404."""
    found = [picture for picture in attachment.pictures if picture.page == number]
    if not found or attachment.state is not FileState.READY:
        abort(404)
    return found[0]


@blueprint.get("/files/<attachment_id>")
@file_reader
def original(attachment: Attachment) -> ResponseReturnValue:
    """Send the original to its owner or the desk."""
    return send_original(attachment)


@blueprint.get("/files/<attachment_id>/pages/<int:number>")
@file_reader
def picture(attachment: Attachment, number: int) -> ResponseReturnValue:
    """Send one page as a picture."""
    return send_picture(find_picture(attachment, number))


@blueprint.get("/files/<attachment_id>/view")
@file_reader
def view(attachment: Attachment) -> ResponseReturnValue:
    """Show a file as judges see it."""
    if attachment.state is not FileState.READY:
        abort(404)
    return page("contest/attachments/view.html", attachment=attachment, entry=attachment.entry)
