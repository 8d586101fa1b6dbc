"""The organiser's pages of judging: progress, sheets, reopening, ranking, files."""

import csv
import io
import random
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
import python_calamine
from sqlalchemy import select

from contest.models.audit import AuditEvent
from contest.models.editions import Edition
from contest.rules.kinds import AssignmentState, SheetState
from judging.models.assignment import Assignment
from judging.models.scoring import ScoreSheet
from judging.services.ranking import official_rows, rank_edition, ranking_rows, sheet_rows
from tests.client import form_with, links, main_text
from tests.conftest import Cast
from tests.judging_scene import CANARIES, Scene, counted_statements, in_judging, scored


@pytest.fixture
def scene(cast: Cast) -> Iterator[Scene]:
    """Give a judging day with four entries: 1 and 2 tie and part by novelty, 3 is worse, 4 has one sheet."""
    with in_judging():
        with cast.database.writing() as session:
            made = Scene(session, cast, entries=4)
            sheets = {
                1: [(4000, 2000, 2000), (4000, 2000, 2000), (4000, 2000, 2050)],
                2: [(3000, 2500, 2500), (3000, 2500, 2500), (3000, 2500, 2550)],
                3: [(1000, 1000, 1000), (1000, 1000, 1000), (2000, 1000, 1000)],
                4: [(4000, 3000, 3000)],
            }
            for number, marks in sheets.items():
                for judge, given in zip(made.judges, marks, strict=False):
                    scored(session, made, judge, made.entries[number - 1], given)
        yield made


def recomputed(marks: list[tuple[str, str, str, int | None]], *, quorum: int) -> dict[str, tuple[int | None, str]]:
    """The independent opinion: place and score of each dossier, from exported marks alone."""
    sheets: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for dossier, judge, _criterion, mark in marks:
        sheets[dossier][judge] += Decimal(mark or 0) / 100
    scores: dict[str, Decimal | None] = {}
    for dossier, totals in sheets.items():
        mean = sum(totals.values(), Decimal()) / len(totals)
        enough = len(totals) >= quorum
        scores[dossier] = mean.quantize(Decimal("0.01"), ROUND_HALF_UP) if enough else None
    found: dict[str, tuple[int | None, str]] = {}
    for dossier, score in scores.items():
        if score is None:
            found[dossier] = (None, "")
        else:
            better = sum(other is not None and other > score for other in scores.values())
            found[dossier] = (better + 1, str(score).replace(".", ","))
    return found


def test_the_ranking_is_what_the_sheets_say(scene: Scene) -> None:
    """Places and scores equal an independent computation from the exported marks, in many random contests."""
    r = random.Random(7)
    with scene.cast.database.session(write=True) as session:
        scene.edition = session.merge(scene.edition)
        criteria = session.merge(scene.rubric).criteria
        for _ in range(12):
            for sheet in session.scalars(select(ScoreSheet)):
                for mark, criterion in zip(sheet.marks, criteria, strict=True):
                    mark.value = r.randint(0, criterion.maximum // 500) * 500
                sheet.total = sum(mark.value or 0 for mark in sheet.marks)
            session.flush()
            rows = ranking_rows(session, scene.edition)
            expected = recomputed(list(sheet_rows(session, scene.edition)), quorum=3)
            assert {row["dossier_code"]: (row["place"], row["score"]) for row in rows} == expected
            assert [one.row for one in rank_edition(session, scene.edition)] == list(
                official_rows(session, scene.edition)
            )


def test_rows_for_the_command_line(scene: Scene) -> None:
    """The plain rows carry field, place, code, score, n, the tie step and each sheet."""
    with scene.cast.database.reading() as session:
        rows = ranking_rows(session, session.get_one(Edition, scene.edition.id))
    assert rows[0] == {
        "field": "01",
        "place": 1,
        "dossier_code": "STKT06-01-001",
        "score": "80,17",
        "n": 3,
        "tie_step": "criterion:novelty",
        "sheets": {"J01": "80,00", "J02": "80,00", "J03": "80,50"},
    }
    assert [(row["place"], row["score"], row["n"]) for row in rows] == [
        (1, "80,17", 3),
        (1, "80,17", 3),
        (3, "33,33", 3),
        (None, "", 1),
    ]


def test_the_ranking_page(scene: Scene) -> None:
    """Ties stand as ties with their step named, no result says why, the filter stays in the address."""
    oanh = scene.cast.client("oanh")
    page = oanh.get(f"/organise/{scene.edition.code}/ranking")
    text = main_text(page)
    assert "3 trên 4 hồ sơ đã có điểm chính thức." in text
    assert text.count("Bằng điểm, 2 hồ sơ; phân định bằng điểm “Tính mới”") == 2
    assert "Mới có 1 phiếu hợp lệ, cần ít nhất 3 phiếu." in text
    assert "80,17" in text
    assert "1/3" in text
    other = form_with(oanh, page, "Xem").fill(field="02").send()
    assert "Chưa có hồ sơ hợp lệ nào trong lĩnh vực này." in main_text(other)
    assert "STKT06-01-001" in main_text(oanh.get(f"/organise/{scene.edition.code}/ranking?field=all"))


def test_every_place_opens_its_arithmetic(scene: Scene) -> None:
    """Sheets, sum, quotient, rounding, place and the keys of the equals stand on one page."""
    oanh = scene.cast.client("oanh")
    base = f"/organise/{scene.edition.code}/ranking"
    address = links(oanh.get(base))["STKT06-01-001"]
    text = main_text(oanh.get(address))
    assert "80 + 80 + 80,5 = 240,5" in text
    assert "240,5 : 3 = 80,166666…" in text
    assert "Làm tròn đến 0,01: 80,17" in text
    assert "Hạng 1 của lĩnh vực Công nghệ thông tin: có 0 hồ sơ điểm cao hơn." in text
    assert "STKT06-01-002 30" in text
    short = main_text(oanh.get(f"{base}/STKT06-01-004"))
    assert "Mới có 1 phiếu hợp lệ" in short
    assert oanh.get(f"{base}/STKT06-01-999").status_code == 404


def test_files_to_take_away(scene: Scene) -> None:
    """The workbook has the summary, the CSV every mark; both say what the page says."""
    oanh = scene.cast.client("oanh")
    book = oanh.get(f"/organise/{scene.edition.code}/ranking.xlsx?field=all")
    table = python_calamine.load_workbook(io.BytesIO(book.data)).get_sheet_by_index(0).to_python()
    head = next(row for row in table if row[0] == "STT")
    assert head[7:12] == ["Điểm GK1", "Điểm GK2", "Điểm GK3", "Số phiếu", "Điểm TB"]
    first = table[table.index(head) + 1]
    assert [first[1], *first[7:13]] == ["STKT06-01-001", 80.0, 80.0, 80.5, 3.0, 80.17, 1.0]
    assert first[3] == CANARIES[0]
    sheets = oanh.get(f"/organise/{scene.edition.code}/sheets.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheets)))
    assert len(rows) == 10 * 3
    assert rows[0] == {
        "dossier_code": "STKT06-01-001",
        "judge_code": "J01",
        "criterion_code": "novelty",
        "mark": "40",
    }


def test_a_sheet_that_left_does_not_count(scene: Scene) -> None:
    """A removed assignment takes its sheet out of the ranking: NULL, not 0."""
    with scene.cast.database.writing() as session:
        assignment = session.scalars(select(Assignment).where(Assignment.entry_id == scene.entries[0].id)).first()
        assert assignment is not None
        assignment.state = AssignmentState.REMOVED
    text = main_text(scene.cast.client("oanh").get(f"/organise/{scene.edition.code}/ranking"))
    assert "Mới có 2 phiếu hợp lệ, cần ít nhất 3 phiếu." in text


def test_progress_answers_who_is_behind(scene: Scene) -> None:
    """Judges with done and assigned, fields with short entries, and the entries themselves."""
    oanh = scene.cast.client("oanh")
    page = oanh.get(f"/organise/{scene.edition.code}/progress")
    text = main_text(page)
    assert "10/10 phiếu đã nộp" in text
    assert "3/4 hồ sơ đủ 3 phiếu" in text
    assert "STKT06-01-004" in text
    assert "Công nghệ thông tin 4 3 1" in text
    sheets = oanh.get(links(page)["J01 Nông Văn Giang"])
    assert "4 phiếu" in main_text(sheets)
    assert (
        "Giám Khảo Số 2" not in main_text(oanh.get(f"/organise/{scene.edition.code}/sheets?judge=J01")).split("Lọc")[1]
    )


def test_opening_a_sheet_again(scene: Scene) -> None:
    """Needs a reason; both versions stay; the judge may write again; the sheet does not count meanwhile."""
    oanh = scene.cast.client("oanh")
    page = oanh.get(f"/organise/{scene.edition.code}/sheets?judge=J01")
    sheet = oanh.get(links(page)["STKT06-01-001"])
    refused = form_with(oanh, sheet, "Mở lại phiếu").send()
    assert refused.status_code == 422
    assert "Ghi lý do" in main_text(refused)
    done = form_with(oanh, refused, "Mở lại phiếu").fill(reason="Tiểu ban thảo luận ngày 9/9").send()
    assert "Lý do mở lại: Tiểu ban thảo luận ngày 9/9" in main_text(done)
    assert "Bản 1" in main_text(done)
    with scene.cast.database.reading() as session:
        stored = session.scalars(select(ScoreSheet).where(ScoreSheet.state == SheetState.DRAFT)).one()
        assert (stored.total, stored.revision) == (8000, 2)
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "sheet.reopened")).one()
        assert event.details["reason"] == "Tiểu ban thảo luận ngày 9/9"
    assert "Mới có 2 phiếu" in main_text(oanh.get(f"/organise/{scene.edition.code}/ranking"))
    giang = scene.cast.client("giang")
    answer = giang.post(scene.address(), data=scene.typed("39", "20", "20", revision=2, act="submit"))
    assert answer.status_code == 303
    again = main_text(oanh.get(f"/organise/{scene.edition.code}/sheets/{stored.id}"))
    assert "Bản 3" in again
    assert "Tính mới: 40" in again
    assert "Tính mới: 39" in again


def test_published_results_keep_sheets_shut(scene: Scene) -> None:
    """After publication no sheet is opened again."""
    with scene.cast.database.writing() as session:
        session.merge(scene.edition).results_published_at = scene.edition.created_at
        number = session.scalars(select(ScoreSheet.id).limit(1)).one()
    answer = scene.cast.client("oanh").post(
        f"/organise/{scene.edition.code}/sheets/{number}", data={"reason": "Muộn rồi"}
    )
    assert answer.status_code == 422
    assert "Kết quả đã được chốt" in main_text(answer)


def test_only_organisers(scene: Scene) -> None:
    """The secretary, judges, entrants and strangers see no marks."""
    for address in ("progress", "sheets", "sheets/1", "ranking", "ranking/STKT06-01-001", "ranking.xlsx", "sheets.csv"):
        for person, status in ((None, 401), ("thu", 403), ("giang", 403), ("an", 403)):
            answer = scene.cast.client(person).get(f"/organise/{scene.edition.code}/{address}")
            assert answer.status_code == status, (address, person)


@pytest.mark.parametrize("entries", [1, 30])
def test_statements_do_not_grow(cast: Cast, entries: int) -> None:
    """Progress, sheets and ranking cost the same number of statements for 1 and for 30 entries."""
    with in_judging():
        with cast.database.writing() as session:
            scene = Scene(session, cast, entries=entries)
            for judge in scene.judges:
                for entry in scene.entries:
                    scored(session, scene, judge, entry, (3000, 2000, 1000))
        oanh = cast.client("oanh")
        counts: dict[str, Any] = {}
        for address in ("progress", "sheets", "ranking", "ranking?field=all", "ranking/STKT06-01-001", "ranking.xlsx"):
            with counted_statements(cast) as sent:
                assert oanh.get(f"/organise/{scene.edition.code}/{address}").status_code == 200
            counts[address] = len([one for one in sent if not one.startswith("BEGIN")])
    limits = {
        "progress": 6,
        "sheets": 5,
        "ranking": 8,
        "ranking?field=all": 8,
        "ranking/STKT06-01-001": 11,
        "ranking.xlsx": 8,
    }
    assert {address: count for address, count in counts.items() if count > limits[address]} == {}
