"""Pages of entries: my entries, start one, its task list, the solution, the entrant."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.db import commit, current_session
from contest.forms.accounts import EmptyForm
from contest.forms.entries import KEPT, ContactForm, SolutionForm
from contest.models.entries import Entry
from contest.rules.dossiers import content_hash, freeze
from contest.rules.kinds import Channel, EntrantKind
from contest.rules.problems import RuleError, StaleError
from contest.rules.text import local
from contest.services import editions, entries
from contest.services.award_lists import award_of
from contest.services.dossiers import facts_of
from contest.services.organisations import list_communes
from contest.views.entry_pages import after_saving, closed, entry_page, task_list
from contest.views.guards import entry_editor, signed_in, utc_now, viewer
from contest.views.pages import in_language, page, page_number

blueprint = Blueprint("entries", __name__)


@blueprint.get("/entries")
@signed_in
def index() -> ResponseReturnValue:
    """List the viewer's entries and the contests that take new ones."""
    session, now = current_session(), utc_now()
    return page(
        "contest/entries/index.html",
        listing=entries.list_entries(session, viewer().id, page=page_number()),
        open_editions=[e for e in editions.list_public(session) if e.opens_at <= now < e.closes_at],
        now=now,
    )


@blueprint.post("/contests/<edition_code>/enter")
@signed_in
def start(edition_code: str) -> ResponseReturnValue:
    """Start an entry, or go on with one that was started and not yet written in."""
    session, somebody, now = current_session(), viewer(), utc_now()
    edition = editions.find_edition(session, edition_code)
    if edition is None or not edition.is_public:
        abort(404)
    try:
        entry = entries.find_untouched(session, edition, owner_id=somebody.id) or entries.start_entry(
            session, edition, owner_id=somebody.id, channel=Channel.ONLINE, by=somebody, now=now
        )
    except RuleError as error:
        form = EmptyForm()
        form.hang(error)
        return page("contest/entries/closed.html", form=form, status=409, edition=edition)
    commit()
    return redirect(url_for("entries.show", entry_id=entry.public_id))


@blueprint.get("/entries/<entry_id>")
@entry_editor
def show(entry: Entry) -> ResponseReturnValue:
    """Show the task list of an entry, and where it stands."""
    rows, done = task_list(entry, now=utc_now())
    session, edition = current_session(), entry.edition
    submission = entries.current_submission(session, entry)
    return entry_page(
        "contest/entries/show.html",
        entry,
        tasks=rows,
        done=done,
        submission=submission,
        award=award_of(session, entry) if edition.results_published_at else None,
        phases={phase.code.value: phase for phase in edition.phases},
        differs=submission is not None and submission.content_hash != content_hash(freeze(facts_of(entry))),
    )


@blueprint.route("/entries/<entry_id>/solution", methods=["GET", "POST"])
@entry_editor
def solution(entry: Entry) -> ResponseReturnValue:
    """Ask what the solution is."""
    form = SolutionForm(data=_solution_values(entry))
    form.offer(
        fields=[(f.code, in_language(f.name, f.name_en)) for f in entry.edition.fields],
        divisions=[(d.code, in_language(d.name, d.name_en)) for d in entry.edition.divisions],
    )
    if entry.edition.minors:
        form.title.label.text = gettext("Tên mô hình, sản phẩm")
    stale = None
    if form.validate_on_submit():
        try:
            entries.save_solution(
                current_session(),
                entry,
                title=form.title.data,
                short_title=form.short_title.data,
                field_code=form.field_code.data or "",
                division_code=form.division_code.data or "",
                made=form.made.data,
                place_of_use=form.place_of_use.data,
                deployment=form.deployment.data or "",
                prior_awards=form.prior_awards.data,
                postmark_date=form.postmark_date.data,
                revision=form.base,
                by=viewer(),
                now=utc_now(),
            )
        except RuleError as error:
            form.hang(error)
        except StaleError as error:
            stale = _named(entry, error)
        else:
            commit()
            flash(gettext("Đã lưu."))
            return after_saving(entry)
    return closed(entry) or entry_page("contest/entries/solution.html", entry, form=form, stale=stale)


def _solution_values(entry: Entry) -> dict[str, object]:
    made = (entry.made_month, entry.made_year) if entry.made_month and entry.made_year else None
    return {
        **{name: getattr(entry, name) for name in ("title", "short_title", "place_of_use", "deployment")},
        "field_code": entry.chosen_field.code if entry.chosen_field else None,
        "division_code": entry.division.code if entry.division else None,
        "made": made,
        "prior_awards": entry.prior_awards,
        "postmark_date": entry.postmark_date,
        "revision": entry.revision,
    }


def _named(entry: Entry, error: StaleError) -> StaleError:
    """Return a stale save with names instead of the numbers of rows."""
    current = dict(error.current)
    if "chosen_field_id" in current:
        current["field_code"] = entry.chosen_field.name if entry.chosen_field else ""
    if "division_id" in current:
        current["division_code"] = entry.division.name if entry.division else ""
    return StaleError(current)


@blueprint.route("/entries/<entry_id>/contact", methods=["GET", "POST"])
@entry_editor
def contact(entry: Entry) -> ResponseReturnValue:
    """Ask who enters and how to reach them."""
    names = ("unit_name", "representative", "commune_name", "address", "phone", "email", "revision")
    kept = entry.commune_name if entry.commune_id is None else ""
    form = ContactForm(
        data={
            **{name: getattr(entry, name) for name in names},
            "entrant_kind": entry.entrant_kind.value,
            "commune_id": str(entry.commune_id or (KEPT if kept else "")),
        }
    )
    communes = list_communes(current_session(), day=local(utc_now()).date())
    form.offer(communes, kept=kept)
    typed = kept if communes and form.commune_id.data == KEPT else "" if communes else form.commune_name.data
    stale = None
    if form.validate_on_submit():
        try:
            entries.save_contact(
                current_session(),
                entry,
                entrant_kind=EntrantKind(form.entrant_kind.data),
                unit_name=form.unit_name.data,
                commune_id=form.unit_id if communes else None,
                commune_name=typed,
                address=form.address.data,
                phone=form.phone.data,
                email=form.email.data,
                representative=form.representative.data,
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
            flash(gettext("Đã lưu."))
            return after_saving(entry)
    return closed(entry) or entry_page(
        "contest/entries/contact.html", entry, form=form, stale=stale, has_communes=bool(communes)
    )
