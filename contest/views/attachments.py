"""The page of an entry's files: what each slot takes, what is there, and its upload."""

import errno
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, current_app, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from werkzeug.datastructures import FileStorage

from contest.adapters.pictures import PAGES_SHOWN
from contest.adapters.storage import Stored, TooLargeError
from contest.config import Settings
from contest.db import commit, current_session, release
from contest.forms.attachments import UploadForm
from contest.models.entries import Entry
from contest.rules import access, uploads
from contest.rules.access import Viewer
from contest.rules.problems import RuleError, refuse_if
from contest.rules.uploads import SlotFacts
from contest.services import attachments, entries
from contest.views.files import storage
from contest.views.guards import entry_editor, entry_reader, utc_now, viewer
from contest.views.pages import in_language, page
from contest.views.responses import error_page

blueprint = Blueprint("attachments", __name__)
FIELD = "files"


@blueprint.get("/entries/<entry_id>/files")
@entry_reader
def show(entry: Entry) -> ResponseReturnValue:
    """Show the slots of an entry with their rules and files."""
    return _page(entry)


@blueprint.post("/entries/<entry_id>/files/<slot_code>")
@entry_editor
def upload(entry: Entry, slot_code: str) -> ResponseReturnValue:
    """Take files into a slot: all of them or, when something is wrong with one, none."""
    if not any(slot.code == slot_code for slot in entry.edition.slots):
        abort(404)
    form, by, now = UploadForm(prefix=slot_code), viewer(), utc_now()
    chosen = [item for item in form.files.data or [] if isinstance(item, FileStorage) and item.filename]
    if not form.validate():
        return _answer(entry, slot_code, form)
    if _lacks_space():
        return error_page(507)
    try:
        entry = _take(entry, slot_code, chosen, by=by, now=now)
    except RuleError as error:
        form.hang(error)
        release()  # what was added before the refusal is dropped, and the page shows what is really there
        found = entries.find_entry(current_session(), entry.public_id)
        return _answer(found or entry, slot_code, form)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return error_page(507)
        raise
    commit()
    text = ngettext("Đã nhận %(num)s tệp; đang kiểm tra.", "Đã nhận %(num)s tệp; đang kiểm tra.", len(chosen))
    flash(text)
    return _answer(entry, slot_code, form)


@blueprint.post("/entries/<entry_id>/files/<slot_code>/<attachment_id>/remove")
@entry_editor
def remove(entry: Entry, slot_code: str, attachment_id: str) -> ResponseReturnValue:
    """Take a file out of a slot."""
    attachment = attachments.find_attachment(current_session(), attachment_id)
    if attachment is None or attachment.entry_id != entry.id or attachment.slot_code != slot_code:
        abort(404)
    try:
        attachments.remove_attachment(current_session(), attachment, by=viewer(), now=utc_now())
    except RuleError as error:
        form = UploadForm(formdata=None, prefix=slot_code)
        form.hang(error)
        return _page(entry, slot_code, form)
    commit()
    flash(gettext("Đã gỡ tệp %(name)s.", name=attachment.file_name))
    return redirect(_address(entry, slot_code), 303)


def _take(entry: Entry, slot_code: str, chosen: list[FileStorage], *, by: Viewer, now: datetime) -> Entry:
    """Store the bytes without any lock, then add them all in one transaction; return the entry as it is then."""
    names = [item.filename or "" for item in chosen]
    facts = attachments.check_choice(
        current_session(), entry, slot_code=slot_code, names=names, by=by, now=now, field=FIELD
    )
    release()
    stored = [_store(item, facts) for item in chosen]
    session = current_session()
    found = entries.find_entry(session, entry.public_id)
    if found is None:
        abort(404)
    for name, kept in zip(names, stored, strict=True):
        attachments.add_attachment(
            session, found, slot_code=slot_code, file_name=name, stored=kept, by=by, now=now, field=FIELD
        )
    return found


def _store(item: FileStorage, facts: SlotFacts) -> Stored:
    """Keep one file; an empty or too large one is refused in the words of the rules."""
    limit = facts.max_megabytes * uploads.MEGABYTE
    try:
        stored = storage().put(item.stream, limit=limit)
    except TooLargeError:
        stored = Stored("", limit + 1)
    finally:
        item.close()
    refuse_if(uploads.problems_in_size(facts, item.filename or "", stored.size, field=FIELD))
    return stored


def _lacks_space() -> bool:
    """Say whether this upload would leave less free disk than the floor of the settings."""
    settings: Settings = current_app.extensions["settings"]
    wanted = (request.content_length or 0) // uploads.MEGABYTE
    return storage().free_megabytes() < settings.free_disk_mb + wanted


def _address(entry: Entry, slot_code: str) -> str:
    return url_for("attachments.show", entry_id=entry.public_id, _anchor=f"slot-{slot_code}")


def _answer(entry: Entry, slot_code: str, form: UploadForm) -> ResponseReturnValue:
    """Answer an upload: the page or the next address; a script that shows progress asks for JSON."""
    if request.accept_mimetypes.best == "application/json":
        if form.errors:
            return jsonify(errors=[text for texts in form.errors.values() for text in texts]), 422
        return jsonify(next=_address(entry, slot_code))
    return _page(entry, slot_code, form) if form.errors else redirect(_address(entry, slot_code), 303)


def _page(entry: Entry, slot_code: str = "", form: UploadForm | None = None) -> ResponseReturnValue:
    """Return the page of an entry's files; ``form`` is the one that was sent, for its slot."""
    by, now = viewer(), utc_now()
    facts: dict[str, Any] = {"owner_id": entry.owner_id, "edition_id": entry.edition_id, "channel": entry.channel}
    forms = {slot.code: UploadForm(formdata=None, prefix=slot.code) for slot in entry.edition.slots}
    if form is not None:
        forms[slot_code] = form
    for slot in entry.edition.slots:
        forms[slot.code].files.label.text = gettext("Chọn tệp: %(slot)s", slot=in_language(slot.label, slot.label_en))
    held = attachments.list_attachments(current_session(), entry)
    return page(
        "contest/attachments/show.html",
        form=form,
        forms=forms,
        entry=entry,
        files={code: [item for item in held if item.slot_code == code] for code in forms},
        endings={slot.code: uploads.endings_of(slot.kinds) for slot in entry.edition.slots},
        may_change=access.may_edit_dossier(by, **facts) and attachments.is_open(entry, by, now=now),
        is_owner=access.may_edit_dossier(by, **facts),
        pages_shown=PAGES_SHOWN,
    )
