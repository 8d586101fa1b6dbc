"""The pages of a dossier's files for its judges: pictures under neutral names, never an original."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from contest.db import current_session
from contest.models.editions import Edition
from contest.views.files import send_picture
from judging.models.assignment import Assignment
from judging.models.panels import Judge
from judging.services import dossiers
from judging.views.guards import queue_entry

blueprint = Blueprint("dossier_files", __name__)


@blueprint.get("/judge/<edition_code>/entries/<blind_code>/files/<attachment_id>/pages/<int:number>")
@queue_entry
def picture(
    edition: Edition, seat: Judge, assignment: Assignment, attachment_id: str, number: int
) -> ResponseReturnValue:
    """Send one page of a file as a picture (or a cleaned video)."""
    found = dossiers.find_page(current_session(), assignment.entry, attachment_id, number)
    if found is None:
        abort(404)
    page_picture, file = found
    answer = send_picture(page_picture)
    ending = page_picture.media_type.rpartition("/")[2]
    name = f"{assignment.entry.blind_code}-{file.number}-{number}.{ending}"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
