"""Organiser's ranking: by field, with the arithmetic behind every place, on paper and as files."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.adapters.spreadsheets import CSV, XLSX, csv_table, write_table
from contest.db import current_database, current_session
from contest.forms.base import say
from contest.models.editions import Edition, Field
from contest.services.listing import Listing
from contest.views.downloads import send_bytes
from contest.views.guards import organiser, utc_now
from contest.views.pages import in_language, page, page_number
from judging.rules.exact import exact_points
from judging.rules.ranking import CRITERION, LOWEST, MEDIAN, SHARED, RankRow
from judging.services import ranking
from judging.services.ranking import RankedEntry
from judging.services.rubrics import current_rubric

blueprint = Blueprint("ranking", __name__)
PAGE_SIZE = 100


def _chosen_field(edition: Edition) -> Field | None:
    """Return the field that the address names, the first one when it names none, None for ``all``."""
    code = request.args.get("field", "")
    if code == "all" or not edition.fields:
        return None
    return next((field for field in edition.fields if field.code == code), edition.fields[0])


def step_names(edition: Edition) -> dict[str, str]:
    """Return the words for the steps of the tie chain, in the language of the page."""
    names = {MEDIAN: gettext("trung vị các phiếu"), LOWEST: gettext("phiếu thấp nhất"), SHARED: gettext("đồng hạng")}
    rubric = current_rubric(current_session(), edition.id)
    for one in rubric.criteria if rubric else ():
        names[CRITERION + one.code] = gettext("điểm “%(name)s”", name=in_language(one.name, one.name_en))
    return names


def _remarks(steps: dict[str, str]) -> Callable[[RankRow], str]:
    """Return what says why a row has no place, or what parts it from its equals; each sentence is made once."""
    said: dict[tuple[object, ...], str] = {}

    def remark(row: RankRow) -> str:
        reason = row.score.reason
        key = (reason.message, *reason.values.values()) if reason else (row.tie_size, row.tie_step)
        if key not in said:
            said[key] = say(reason) if reason else _tie_words(row, steps)
        return said[key]

    return remark


def _tie_words(row: RankRow, steps: dict[str, str]) -> str:
    """Return how many share a score and what parts them; nothing for a row that stands alone."""
    if row.tie_size < 2:
        return ""
    equal = gettext("Bằng điểm, %(count)s hồ sơ;", count=row.tie_size)
    if row.tie_step == SHARED:
        return f"{equal} {gettext('không phân định được, đồng hạng')}"
    return f"{equal} {gettext('phân định bằng %(step)s', step=steps.get(row.tie_step, row.tie_step))}"


@blueprint.get("/organise/<edition_code>/ranking")
@organiser
def show(edition: Edition) -> ResponseReturnValue:
    """Show the ranking of a field: places, scores, ties with the step that parts them."""
    field = _chosen_field(edition)
    lines = ranking.rank_edition(current_session(), edition, field_id=field.id if field else None)
    whole = "print" in request.args
    size = max(1, len(lines)) if whole else PAGE_SIZE
    number = min(page_number(), max(1, -(-len(lines) // size)))
    return page(
        "judging/ranking/show.html",
        edition=edition,
        field=field,
        lines=lines[(number - 1) * size : number * size],
        listing=Listing((), len(lines), number, size),
        ranked=sum(line.row.place is not None for line in lines),
        whole=whole,
        remark=_remarks(step_names(edition)),
        today=utc_now(),
    )


@blueprint.get("/organise/<edition_code>/ranking/<dossier_code>")
@organiser
def entry(edition: Edition, dossier_code: str) -> ResponseReturnValue:
    """Show step by step why an entry stands where it stands."""
    session = current_session()
    found = ranking.find_ranked(session, edition, dossier_code)
    reasons = ranking.reasons_for(session, edition, found) if found else None
    if found is None or reasons is None:
        abort(404)
    return page(
        "judging/ranking/entry.html",
        edition=edition,
        entry=found,
        reasons=reasons,
        steps=step_names(edition),
        exact=exact_points,
    )


def _table_rows(lines: Sequence[RankedEntry], judges: int, steps: dict[str, str]) -> Iterator[list[object]]:
    """Yield the rows of the summary table: scores as numbers, an empty cell where there is no sheet."""
    for number, line in enumerate(lines, 1):
        totals: list[object] = [Decimal(total) / 100 for total in line.sheets.values()]
        value = line.row.score.value
        yield [
            number,
            line.row.code,
            line.title,
            line.author_names,
            line.unit_name,
            line.commune_name,
            line.field.name if line.field else "",
            *totals,
            *([None] * (judges - len(totals))),
            line.row.score.n,
            None if value is None else Decimal(value) / 100,
            line.row.place,
            steps.get(line.row.tie_step, ""),
        ]


@blueprint.get("/organise/<edition_code>/ranking.xlsx")
@organiser
def workbook(edition: Edition) -> ResponseReturnValue:
    """Send the summary of scores (Bảng tổng hợp điểm) of the chosen field, or of all, as a workbook."""
    field = _chosen_field(edition)
    lines = ranking.rank_edition(current_session(), edition, field_id=field.id if field else None)
    judges = max((len(line.sheets) for line in lines), default=0)
    columns = [("STT", 6), ("Mã số", 18), ("Tên giải pháp", 50), ("Tác giả, nhóm tác giả", 30), ("Đơn vị", 26)]
    columns += [("Địa chỉ (xã/phường)", 22), ("Lĩnh vực", 24), *((f"Điểm GK{n}", 10) for n in range(1, judges + 1))]
    columns += [("Số phiếu", 9), ("Điểm TB", 10), ("Xếp hạng", 10), ("Phân định khi bằng điểm", 24)]
    subtitle = f"{edition.title} – {field.name}" if field else edition.title
    data = write_table(
        "BẢNG TỔNG HỢP ĐIỂM",
        columns,
        _table_rows(lines, judges, step_names(edition)),
        subtitle=subtitle,
        footer=("THƯ KÝ                                        TRƯỞNG BAN GIÁM KHẢO",),
    )
    suffix = f" {field.code}" if field else ""
    return send_bytes(data, f"Bảng tổng hợp điểm {edition.code}{suffix}.xlsx", XLSX)


@blueprint.get("/organise/<edition_code>/sheets.csv")
@organiser
def sheets(edition: Edition) -> ResponseReturnValue:
    """Send every mark of every sheet that counts, streamed, so that anybody can recompute the ranking."""
    database = current_database()

    def rows() -> Iterator[tuple[str, str, str, object]]:
        with database.reading() as session:
            for dossier_code, judge_code, criterion_code, mark in ranking.sheet_rows(session, edition):
                yield dossier_code, judge_code, criterion_code, None if mark is None else Decimal(mark) / 100

    headings = ["dossier_code", "judge_code", "criterion_code", "mark"]
    return send_bytes(csv_table(headings, rows()), f"Phiếu điểm {edition.code}.csv", CSV)
