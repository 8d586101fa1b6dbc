"""Pages of the intake desk: the list of dossiers, one dossier with its verdict, paper dossiers."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from contest.adapters.spreadsheets import XLSX, write_table
from contest.db import commit, current_session
from contest.forms.base import say
from contest.forms.intake import FieldForm, VerdictForm, choices_of
from contest.models.editions import Edition, Field
from contest.models.entries import Entry
from contest.rules.dossiers import birth_dates
from contest.rules.entries import eligibility_warnings
from contest.rules.intake import suggested_due
from contest.rules.kinds import Channel, EntryState
from contest.rules.people import age_on
from contest.rules.problems import RuleError, StaleError
from contest.rules.text import clean, format_moment, local
from contest.services import audit_trail, entries, intake, intake_lists, paper_dossiers
from contest.services.dossiers import rules_of
from contest.services.intake_lists import SORTS, DossierFilter
from contest.views.audit_words import event_words
from contest.views.downloads import send_bytes
from contest.views.guards import secretary, utc_now, viewer
from contest.views.labels import label
from contest.views.pages import in_language, page, page_number

blueprint = Blueprint("intake", __name__)

STATES = (
    EntryState.SUBMITTED,
    EntryState.CORRECTION,
    EntryState.VALID,
    EntryState.REJECTED,
    EntryState.WITHDRAWN,
)


def wanted_dossiers() -> DossierFilter:
    """Return the filter that the address holds; what it cannot mean is left out."""
    states, channels = {state.value: state for state in EntryState}, {one.value: one for one in Channel}
    sort = request.args.get("sort", "")
    return DossierFilter(
        state=states.get(request.args.get("state", "")),
        field=clean(request.args.get("field"))[:40],
        channel=channels.get(request.args.get("channel", "")),
        words=clean(request.args.get("q"))[:100],
        sort=sort if sort in SORTS else SORTS[0],
    )


def query_of(wanted: DossierFilter) -> dict[str, str]:
    """Return a filter as the query of an address, without what is not set."""
    values = {
        "state": wanted.state.value if wanted.state else "",
        "field": wanted.field,
        "channel": wanted.channel.value if wanted.channel else "",
        "q": wanted.words,
        "sort": wanted.sort if wanted.sort != SORTS[0] else "",
    }
    return {key: value for key, value in values.items() if value}


@blueprint.get("/organise/<edition_code>/entries")
@secretary
def dossiers(edition: Edition) -> ResponseReturnValue:
    """List the dossiers of an edition."""
    wanted, session, now = wanted_dossiers(), current_session(), utc_now()
    return page(
        "contest/intake/list.html",
        edition=edition,
        wanted=wanted,
        query=query_of(wanted),
        listing=intake.list_dossiers(session, edition, wanted, page=page_number()),
        figures=intake_lists.figures(session, edition, now=now),
        states=STATES,
        channels=list(Channel),
        now=now,
    )


@blueprint.get("/organise/<edition_code>/entries.xlsx")
@secretary
def export(edition: Edition) -> ResponseReturnValue:
    """Send the list as it is shown, all its pages, as a workbook."""
    now, wanted = utc_now(), wanted_dossiers()
    rows = [
        (
            number,
            row.dossier_code,
            row.title,
            row.author_names,
            row.unit_name,
            row.commune_name,
            row.phone,
            in_language(row.field_name or "", row.field_name_en or ""),
            label(row.state),
            label(row.channel),
            row.submitted_at,
        )
        for number, row in enumerate(intake_lists.export_dossiers(current_session(), edition, wanted), 1)
    ]
    headings = [
        (gettext("STT"), 6),
        (gettext("Mã số"), 16),
        (gettext("Tên giải pháp"), 46),
        (gettext("Tác giả, nhóm tác giả"), 32),
        (gettext("Đơn vị"), 30),
        (gettext("Địa chỉ (xã/phường)"), 22),
        (gettext("Điện thoại"), 14),
        (gettext("Lĩnh vực"), 26),
        (gettext("Trạng thái"), 15),
        (gettext("Hình thức nộp"), 17),
        (gettext("Nộp lúc"), 18),
    ]
    title = gettext("Danh sách hồ sơ: %(title)s", title=in_language(edition.title, edition.title_en))
    data = write_table(title, headings, rows, subtitle=_subtitle(wanted, edition, now), created=now)
    return send_bytes(data, f"Hồ sơ {edition.code} {local(now):%Y-%m-%d}.xlsx", XLSX)


def _subtitle(wanted: DossierFilter, edition: Edition, now: datetime) -> str:
    """Return what narrowed an exported list, and when it was made."""
    names = {field.code: in_language(field.name, field.name_en) for field in edition.fields}
    parts = [
        label(wanted.state) if wanted.state else "",
        names.get(wanted.field, "") if wanted.field else "",
        label(wanted.channel) if wanted.channel else "",
        f"“{wanted.words}”" if wanted.words else "",
        gettext("lập lúc %(when)s", when=format_moment(now)),
    ]
    return "; ".join(part for part in parts if part)


def dossier_at_desk(edition: Edition, entry_id: str) -> Entry:
    """Return a dossier that the desk may open; a draft or another edition's is not found."""
    entry = intake_lists.find_dossier(current_session(), edition, entry_id)
    if entry is None:
        abort(404)
    return entry


@blueprint.get("/organise/<edition_code>/entries/<entry_id>")
@secretary
def dossier(edition: Edition, entry_id: str) -> ResponseReturnValue:
    """Show a submitted dossier with what the desk can do; a paper one that is being entered opens to write in."""
    return dossier_page(edition, dossier_at_desk(edition, entry_id))


def dossier_page(
    edition: Edition,
    entry: Entry,
    *,
    verdict_form: VerdictForm | None = None,
    field_form: FieldForm | None = None,
    status: int | None = None,
    stale: str = "",
) -> ResponseReturnValue:
    """Return the page of a dossier, with the form that has problems, if one has."""
    session, now = current_session(), utc_now()
    shown, following = verdict_form or field_form, intake_lists.next_waiting(session, edition, entry)
    if entry.current_submission is None or entry.state is EntryState.DRAFT:
        return redirect(f"/entries/{entry.public_id}")
    content = entry.current_submission.content
    if verdict_form is None:
        verdict_form = VerdictForm(formdata=None, correction_due=suggested_due(now))
        verdict_form.seen.data = intake.standing_mark(entry)
    if field_form is None:
        field_form = FieldForm(formdata=None)
        field_form.seen.data = intake.standing_mark(entry)
    field_form.field.choices = field_choices(edition, but=entry.field_id)
    is_staff = any(grant.edition_id == edition.id for grant in entry.owner.roles)
    return page(
        "contest/intake/dossier.html",
        form=shown,
        status=status,
        stale=stale,
        edition=edition,
        entry=entry,
        content=content,
        ages=[age_on(born, local(edition.closes_at).date()) if born else None for _, born in birth_dates(content)],
        warnings=[say(p) for p in eligibility_warnings(content, rules_of(edition), entrant_is_staff=is_staff)],
        files=intake_lists.file_states(session, entry),
        versions=entries.list_versions(session, entry),
        history=[event_words(event, edition.code) for event in audit_trail.history_of(session, entry)],
        verdict_form=verdict_form,
        field_form=field_form,
        following=following,
        has_slip=entry.channel is Channel.PAPER and paper_dossiers.slip_is_possible(entry.owner),
        now=now,
    )


def field_choices(edition: Edition, *, but: int | None = None) -> list[Any]:
    """Return the fields of an edition as choices of a form, but for the one that a dossier has."""
    offered = [field for field in edition.fields if field.id != but]
    return choices_of((field.code, f"{field.code}. {in_language(field.name, field.name_en)}") for field in offered)


def field_of(edition: Edition, code: str | None) -> Field | None:
    """Return the field of an edition with this code."""
    return next((field for field in edition.fields if field.code == code), None)


def _stale_page(
    edition: Edition, entry_id: str, verdict: VerdictForm | None, field: FieldForm | None
) -> ResponseReturnValue:
    """Return a dossier that somebody else has changed meanwhile, as it is now, with what was typed."""
    entry = dossier_at_desk(edition, entry_id)
    for form in (verdict, field):
        if form is not None:
            form.seen.data = intake.standing_mark(entry)
    stale = gettext("Hồ sơ vừa được thay đổi. Hãy xem lại bản dưới đây; điều bạn ghi vẫn còn trong biểu mẫu.")
    return dossier_page(edition, entry, verdict_form=verdict, field_form=field, status=409, stale=stale)


@blueprint.post("/organise/<edition_code>/entries/<entry_id>/verdict")
@secretary
def screen(edition: Edition, entry_id: str) -> ResponseReturnValue:
    """Give a verdict, then go on to the next dossier that waits."""
    form, entry, session = VerdictForm(), dossier_at_desk(edition, entry_id), current_session()
    if not form.validate_on_submit():
        return dossier_page(edition, entry, verdict_form=form)
    try:
        intake.screen(
            session,
            entry,
            verdict=form.chosen,
            reason=form.whole_reason,
            correction_due=form.correction_due.data,
            by=viewer(),
            now=utc_now(),
            seen=form.seen.data or "",
        )
    except RuleError as error:
        form.hang(error)
        return dossier_page(edition, entry, verdict_form=form)
    except StaleError:
        return _stale_page(edition, entry_id, form, None)
    following, waiting = intake_lists.next_waiting(session, edition, entry)
    commit()
    what = " · ".join(filter(None, (label(entry.state), entry.dossier_code, entry.title)))
    flash(gettext("Đã ghi: %(what)s", what=what))
    goes_on = "stay" not in request.form and following
    if goes_on:
        flash(ngettext("Còn %(num)s hồ sơ chờ kiểm tra.", "Còn %(num)s hồ sơ chờ kiểm tra.", waiting))
    return redirect(
        url_for("intake.dossier", edition_code=edition.code, entry_id=following if goes_on else entry.public_id)
    )


@blueprint.post("/organise/<edition_code>/entries/<entry_id>/field")
@secretary
def reclassify(edition: Edition, entry_id: str) -> ResponseReturnValue:
    """Move a dossier to another field."""
    form, entry = FieldForm(), dossier_at_desk(edition, entry_id)
    if not form.validate_on_submit():
        return dossier_page(edition, entry, field_form=form)
    try:
        intake.reclassify(
            current_session(),
            entry,
            field=field_of(edition, form.field.data),
            reason=form.why.data,
            by=viewer(),
            now=utc_now(),
            seen=form.seen.data or "",
        )
    except RuleError as error:
        form.hang(error)
        return dossier_page(edition, entry, field_form=form)
    except StaleError:
        return _stale_page(edition, entry_id, None, form)
    commit()
    flash(gettext("Đã chuyển lĩnh vực."))
    return redirect(url_for("intake.dossier", edition_code=edition.code, entry_id=entry.public_id))
