"""Office pages of editions: which there are, and the parts of a rule book that contest owns."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from flask import Blueprint, abort, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.db import commit, current_session
from contest.forms import editions as forms
from contest.forms.rows import Revised, RowsForm, row_data
from contest.models.editions import Edition
from contest.rules import access
from contest.rules.kinds import DeadlineRule
from contest.rules.problems import N_, RuleError, StaleError
from contest.services import edition_rows, editions
from contest.views.guards import organiser, staff, utc_now, viewer
from contest.views.pages import page

blueprint = Blueprint("editions", __name__)


@dataclass(frozen=True)
class Part:
    """One part of the rule book: its page, its form, how it is loaded and saved."""

    title: str
    hint: str
    form: type[Revised]
    load: Callable[[Edition], dict[str, Any]]
    save: Callable[..., None]
    facts: Callable[[Any, Edition], Any]
    template: str = "contest/editions/rows.html"


def _load_rows(name: str) -> Callable[[Edition], dict[str, Any]]:
    def load(edition: Edition) -> dict[str, Any]:
        rows = (asdict(row) for row in getattr(editions.book_of(edition), name))
        return {"rows": row_data(rows)}

    return load


def _load_facts(edition: Edition) -> dict[str, Any]:
    return asdict(editions.facts_of(edition))


def _named_facts(form: Any, edition: Edition) -> Any:
    values = {name: value for name, value in form.data.items() if name not in ("revision", "csrf_token")}
    if "deadline_rule" in values:
        values["deadline_rule"] = DeadlineRule(values["deadline_rule"])
    return replace(editions.facts_of(edition), **values)


def _row_facts(form: Any, _edition: Edition) -> Any:
    return form.facts()


def _rows(title: str, hint: str, name: str, form: type[RowsForm], save: Callable[..., None]) -> Part:
    return Part(title, hint, form, _load_rows(name), save, _row_facts)


PARTS: dict[str, Part] = {
    "facts": Part(
        N_("Thông tin chung"),
        N_("Tên gọi, ngày mở và hạn nộp, liên hệ, mã số hồ sơ."),
        forms.FactsForm,
        _load_facts,
        editions.update_edition,
        _named_facts,
        "contest/editions/facts.html",
    ),
    "eligibility": Part(
        N_("Ai được dự thi"),
        N_("Tuổi được ghi bằng khoảng ngày sinh, tính cả hai ngày đầu và cuối."),
        forms.EligibilityForm,
        _load_facts,
        editions.update_edition,
        _named_facts,
        "contest/editions/eligibility.html",
    ),
    "fields": _rows(
        N_("Lĩnh vực"),
        N_("Lĩnh vực đã có hồ sơ thì không bỏ và không đổi mã được; tên thì sửa được."),
        "fields",
        forms.FieldsForm,
        edition_rows.save_fields,
    ),
    "divisions": _rows(
        N_("Bảng, cấp học"),
        N_("Cách chia thứ hai bên cạnh lĩnh vực. Để trống nếu không dùng."),
        "divisions",
        forms.FieldsForm,
        edition_rows.save_divisions,
    ),
    "phases": _rows(
        N_("Các giai đoạn"),
        N_("Giai đoạn nhận hồ sơ kết thúc đúng hạn nộp; hạn nộp sửa ở “Thông tin chung”."),
        "phases",
        forms.PhasesForm,
        edition_rows.save_phases,
    ),
    "documents": _rows(
        N_("Văn bản"),
        N_("Thể lệ, quy chế chấm điểm và quyết định thành lập Ban Giám khảo là ba quyết định riêng."),
        "documents",
        forms.DocumentsForm,
        edition_rows.save_documents,
    ),
    "sections": _rows(
        N_("Các mục của bản mô tả"),
        N_("Mỗi mục là một trang trong hồ sơ của người dự thi. Mục đã có bài viết thì không bỏ được."),
        "sections",
        forms.SectionsForm,
        edition_rows.save_sections,
    ),
    "slots": _rows(
        N_("Các ngăn tệp"),
        N_("Mỗi ngăn nhận một loại giấy tờ hoặc hình ảnh. Ngăn đã có tệp thì không bỏ được."),
        "slots",
        forms.SlotsForm,
        edition_rows.save_slots,
    ),
}


@blueprint.get("/organise")
@staff
def index() -> ResponseReturnValue:
    """Show the editions that the viewer works for, with phase and counts."""
    session, me = current_session(), viewer()
    mine = [one for one in editions.list_editions(session) if access.may_screen(me, one.id)]
    counts = editions.count_entries(session, [one.id for one in mine])
    phases = editions.phases_now(session, [one.id for one in mine], now=utc_now())
    return page("contest/editions/index.html", editions=mine, counts=counts, phases=phases, now=utc_now())


@blueprint.route("/organise/<edition_code>/rules/<part>", methods=["GET", "POST"])
@organiser
def edit(edition: Edition, part: str) -> ResponseReturnValue:
    """Change one part of the rule book."""
    chosen = PARTS.get(part) or abort(404)
    form, status, stale = chosen.form(data=_stored(chosen, edition)), None, None
    if form.validate_on_submit():
        try:
            facts = chosen.facts(form, edition)
            chosen.save(current_session(), edition, facts, revision=form.known_revision, by=viewer(), now=utc_now())
        except RuleError as error:
            form.hang(error)
        except StaleError:
            stale = form.adopt(chosen.form(formdata=None, data=_stored(chosen, edition)))
            status = 409
        else:
            commit()
            flash(gettext("Đã lưu “%(part)s”.", part=gettext(chosen.title)))
            return redirect(f"/organise/{edition.code}/rules")
    return page(chosen.template, form=form, status=status, edition=edition, part=chosen, key=part, stale=stale)


def _stored(part: Part, edition: Edition) -> dict[str, Any]:
    """Return what the form of a part shows as the edition stands."""
    return {**part.load(edition), "revision": edition.revision}
