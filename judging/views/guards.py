"""The guards of judges: a seat in an edition, and an entry that is in the queue right now."""

from typing import Any

from flask import abort

from contest.db import current_session
from contest.rules import access
from contest.rules.kinds import JudgeState
from contest.services.editions import find_edition
from contest.views.guards import make_guard, require_sign_in
from judging.services import queues


def _judge(values: dict[str, Any]) -> dict[str, Any]:
    somebody = require_sign_in()
    session = current_session()
    edition = find_edition(session, values.pop("edition_code"))
    if edition is None:
        abort(404)
    if not access.may_judge(somebody, edition.id):
        abort(403 if edition.is_public else 404)
    seat = queues.find_seat(session, edition.id, somebody.id)
    if seat is None or seat.state is not JudgeState.ACCEPTED:
        abort(404 if seat is None else 403)
    return {"edition": edition, "seat": seat, **values}


def _queue_entry(values: dict[str, Any]) -> dict[str, Any]:
    somebody = require_sign_in()
    edition_code, blind_code = values.pop("edition_code"), values.pop("blind_code")
    assignment = queues.find_assignment(current_session(), edition_code, blind_code, account_id=somebody.id)
    if assignment is None or not access.may_judge(somebody, assignment.edition_id):
        abort(404)
    return {"edition": assignment.judge.edition, "seat": assignment.judge, "assignment": assignment, **values}


judge = make_guard("judge", _judge)
queue_entry = make_guard("queue_entry", _queue_entry)
