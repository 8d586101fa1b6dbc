"""Pages of the text sections: write one, saved by itself where scripts run."""

from flask import Blueprint, abort, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.db import commit, current_session
from contest.forms.base import say
from contest.forms.entries import TextForm
from contest.models.editions import Section
from contest.models.entries import Entry
from contest.rules.entries import count_words
from contest.rules.problems import RuleError, StaleError
from contest.rules.text import local
from contest.services import entries
from contest.views.entry_pages import after_saving, closed, entry_page
from contest.views.guards import entry_editor, utc_now, viewer
from contest.views.pages import in_language

blueprint = Blueprint("texts", __name__)


def _section(entry: Entry, code: str) -> Section:
    found = next((section for section in entry.edition.sections if section.code == code), None)
    if found is None:
        abort(404)
    return found


def _saved(section: Section, words: int) -> str:
    """Say that a text is saved, and when it is longer than the rules allow."""
    if words <= section.max_words:
        return gettext("Đã lưu.")
    return gettext(
        "Đã lưu, nhưng phần “%(name)s” dài %(words)s từ; thể lệ cho tối đa %(most)s từ. Hãy rút gọn trước khi nộp.",
        name=in_language(section.label, section.label_en),
        words=words,
        most=section.max_words,
    )


@blueprint.route("/entries/<entry_id>/texts/<section_code>", methods=["GET", "POST"])
@entry_editor
def edit(entry: Entry, section_code: str) -> ResponseReturnValue:
    """Ask for one text and whether it is finished."""
    section = _section(entry, section_code)
    row = next((text for text in entry.texts if text.section_code == section_code), None)
    form = TextForm(
        data={
            "text": row.text if row else "",
            "revision": row.revision if row else 0,
            "finished": ("yes" if row.is_finished else "later") if row else None,
        }
    )
    stale = None
    if form.validate_on_submit():
        try:
            entries.save_text(
                current_session(),
                entry,
                section_code=section_code,
                text=form.text.data,
                is_finished=form.finished.data == "yes",
                revision=form.base,
                by=viewer(),
                now=utc_now(),
            )
        except RuleError as error:
            form.hang(error)
        except StaleError as error:
            stale = error
        else:
            commit()
            flash(_saved(section, count_words(form.text.data or "")))
            return after_saving(entry)
    return closed(entry) or entry_page(
        "contest/entries/text.html",
        entry,
        form=form,
        stale=stale,
        section=section,
        words=count_words(form.text.data or ""),
    )


@blueprint.post("/entries/<entry_id>/texts/<section_code>/autosave")
@entry_editor
def autosave(entry: Entry, section_code: str) -> ResponseReturnValue:
    """Save a text while it is being written; answers in JSON with the new revision, or what stands in the way."""
    section, form, now = _section(entry, section_code), TextForm(), utc_now()
    if not form.validate_on_submit():
        return {"problem": gettext("Chưa lưu được. Hãy bấm nút Lưu.")}, 422
    try:
        row = entries.save_text(
            current_session(),
            entry,
            section_code=section.code,
            text=form.text.data,
            revision=form.base,
            by=viewer(),
            now=now,
        )
    except RuleError as error:
        return {"problem": say(error.problems[0])}, 422
    except StaleError as error:
        return {"text": error.current["text"], "revision": error.current["revision"]}, 409
    commit()
    return {
        "revision": row.revision,
        "status": gettext("Đã lưu lúc %(time)s.", time=f"{local(now):%H:%M:%S}"),
        "words": count_words(row.text),
    }
