"""The judge's pages: queue, sheet, saving, blindness, who may not."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from contest.models.audit import AuditEvent
from contest.rules.kinds import AssignmentState, ConflictSource, EntryState, JudgeState, SheetState
from judging.models.assignment import Assignment
from judging.models.conflicts import Conflict
from judging.models.panels import Judge
from judging.models.scoring import ScoreSheet
from tests.client import WatchfulClient, form_with, links, main_text
from tests.conftest import Cast
from tests.judging_factories import WHEN
from tests.judging_scene import CANARIES, JUDGING, Scene, counted_statements, in_judging, scored


@pytest.fixture
def scene(cast: Cast) -> Iterator[Scene]:
    """Give a judging day with three entries in Giang's queue and pictures in the first."""
    with in_judging():
        with cast.database.writing() as session:
            made = Scene(session, cast, entries=3)
            made.file_id = made.add_pictures(session, cast.app.extensions["storage"])  # type: ignore[attr-defined]
        yield made


@pytest.fixture
def giang(scene: Scene) -> WatchfulClient:
    """Give the judge's browser."""
    return scene.cast.client("giang")


def stored(scene: Scene) -> ScoreSheet | None:
    """Return the sheet of the first entry as the database has it."""
    with scene.cast.database.reading() as session:
        found = session.scalar(select(ScoreSheet).where(ScoreSheet.assignment_id == scene.assignments[0].id))
        if found is not None:
            assert found.marks is not None
            assert found.revisions is not None
        return found


def test_a_judge_scores_by_the_pages_alone(scene: Scene, giang: WatchfulClient) -> None:
    """From the list to the last sheet by buttons: the queue empties, the own mean appears, others stay unseen."""
    home = giang.get("/judge")
    assert "Đã nộp 0 trên 3 phiếu" in main_text(home)
    queue = giang.get(f"/judge/{scene.edition.code}")
    assert "còn 3 bài" in main_text(queue)
    sheet = form_with(giang, queue, "Chấm bài tiếp theo").send()
    for number, marks in enumerate([("35", "25,5", "20"), ("40", "30", "30"), ("0,5", "0", "12.5")], 1):
        assert f"Bài {number} trên 3" in main_text(sheet)
        form = form_with(giang, sheet, "Nộp phiếu, sang bài sau")
        for criterion, mark in zip(scene.rubric.criteria, marks, strict=True):
            form.fill(**{f"mark-{criterion.id}": mark})
        sheet = form.send("Nộp phiếu, sang bài sau")
    assert "Bạn đã nộp đủ 3 phiếu" in main_text(sheet)
    assert "Điểm trung bình các phiếu bạn đã nộp: 64,5" in main_text(sheet)  # (80,5 + 100 + 13) / 3
    with scene.cast.database.reading() as session:
        assert sorted(session.scalars(select(ScoreSheet.total))) == [1300, 8050, 10000]
        assert set(session.scalars(select(ScoreSheet.state))) == {SheetState.SUBMITTED}
        entry = scene.entries[0]
        assert session.get_one(type(entry), entry.id).judging_begun_at == JUDGING


def test_a_draft_is_kept_and_counted(scene: Scene, giang: WatchfulClient) -> None:
    """Marks, comments and words come back as typed; each save is a version and an event with before and after."""
    first, second, _ = scene.rubric.criteria
    page = giang.get(scene.address())
    assert "Chưa lưu gì." in main_text(page)
    assert stored(scene) is None, "a GET makes no sheet"
    form = form_with(giang, page, "Lưu nháp")
    form.fill(**{f"mark-{first.id}": "30,5", f"comment-{first.id}": "Ý mới,\nrất rõ.", "remark": "Tốt"})
    page = form.send("Lưu nháp")
    assert "Đã lưu lúc 10:00:00" in page.get_data(as_text=True)
    form = form_with(giang, page, "Lưu nháp")
    assert dict(form.values)[f"mark-{first.id}"] == "30,5"
    assert dict(form.values)[f"comment-{first.id}"].strip() == "Ý mới,\nrất rõ."
    assert dict(form.values)["remark"].strip() == "Tốt"
    form.send("Lưu nháp")  # nothing changed: no new version
    form.fill(**{f"mark-{second.id}": "9.5", "recommendation": "national"}).send("Lưu nháp")
    sheet = stored(scene)
    assert sheet is not None
    assert (sheet.revision, sheet.state, sheet.total, sheet.recommendation) == (2, SheetState.DRAFT, None, "national")
    assert [v.content["marks"] for v in sheet.revisions] == [
        {"novelty": 3050, "applicability": None, "effect": None},
        {"novelty": 3050, "applicability": 950, "effect": None},
    ]
    with scene.cast.database.reading() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "sheet.saved")).all()
    assert [event.details["before"][first.name] for event in events] == [None, 3050]
    assert [event.subject_label for event in events] == ["STKT06-01-001, J01"] * 2
    assert "Đang chấm" in main_text(giang.get(f"/judge/{scene.edition.code}"))


def test_a_missing_criterion_is_named(scene: Scene, giang: WatchfulClient) -> None:
    """Submitting with gaps answers 422 and lists each gap with a link to its field; nothing counts."""
    answer = giang.post(scene.address(), data=scene.typed("30", "", "", act="submit"))
    assert answer.status_code == 422
    found = links(answer)
    assert found["Chưa chấm tiêu chí “Khả năng áp dụng”. Hãy cho điểm rồi nộp phiếu."].startswith("#mark-")
    assert "Chưa chấm tiêu chí “Hiệu quả”. Hãy cho điểm rồi nộp phiếu." in found
    assert 'value="30"' in answer.get_data(as_text=True)
    assert stored(scene) is None


def test_a_zero_on_a_zero_band_wants_a_word(scene: Scene, giang: WatchfulClient) -> None:
    """A 0 where the bands have a row for it asks for a comment at that field."""
    answer = giang.post(scene.address(), data=scene.typed("0", "10", "10", act="submit"))
    assert answer.status_code == 422
    assert "Điểm 0 của “Tính mới” cần một lời nhận xét giải thích." in main_text(answer)
    comment = {f"comment-{scene.rubric.criteria[0].id}": "Trùng với giải pháp đã có."}
    assert giang.post(scene.address(), data=scene.typed("0", "10", "10", act="submit", **comment)).status_code == 303


@pytest.mark.parametrize("mark", ["40,5", "-1", "30,25", "ba mươi", "1e3", "30,505"])
def test_a_mark_off_the_scale_is_refused(scene: Scene, giang: WatchfulClient, mark: str) -> None:
    """A wrong mark answers 422 with the scale and an example, and what was typed stays."""
    answer = giang.post(scene.address(), data=scene.typed(mark, "", ""))
    assert answer.status_code == 422
    assert "Điểm “Tính mới” phải từ 0 đến 40, mỗi bước 0,5, ví dụ 39,5." in main_text(answer)
    assert f'value="{mark}"' in answer.get_data(as_text=True)
    assert stored(scene) is None


def test_two_tabs_keep_both(scene: Scene, giang: WatchfulClient) -> None:
    """The second tab gets 409 with its own marks in the fields and the others beside them; then it may save."""
    giang.post(scene.address(), data=scene.typed("20", "10", ""))
    answer = giang.post(scene.address(), data=scene.typed("33", "10", "", remark="Của thẻ hai"))
    assert answer.status_code == 409
    assert "Ở bản kia: 20" in main_text(answer)
    assert "Ở bản kia: 10" not in main_text(answer), "what agrees is not repeated"
    form = form_with(giang, answer, "Lưu nháp")
    assert dict(form.values)[f"mark-{scene.rubric.criteria[0].id}"] == "33"
    sheet = stored(scene)
    assert sheet is not None
    assert (sheet.revision, [m.value for m in sheet.marks][:2]) == (1, [2000, 1000])
    assert form.send("Lưu nháp").status_code == 200
    sheet = stored(scene)
    assert sheet is not None
    assert (sheet.revision, sheet.marks[0].value, sheet.remark) == (2, 3300, "Của thẻ hai")


def test_a_script_gets_the_truth_as_json(scene: Scene, giang: WatchfulClient) -> None:
    """Autosave: saved, repeated after a lost answer, refused, and in conflict."""
    ask = {"Accept": "application/json"}
    saved = giang.post(scene.address(), data=scene.typed("20", "", ""), headers=ask)
    assert (saved.status_code, saved.json) == (200, {"revision": 1, "saved": "Đã lưu lúc 10:00:00", "total": "–"})
    again = giang.post(scene.address(), data=scene.typed("20", "", ""), headers=ask)
    assert (again.status_code, again.json["revision"]) == (200, 1), "the same again is no conflict and no new version"
    wrong = giang.post(scene.address(), data=scene.typed("99", "", "", revision=1), headers=ask)
    assert wrong.status_code == 422
    assert wrong.json["errors"] == {
        f"mark-{scene.rubric.criteria[0].id}": ["Điểm “Tính mới” phải từ 0 đến 40, mỗi bước 0,5, ví dụ 39,5."]
    }
    stale = giang.post(scene.address(), data=scene.typed("25", "", "", revision=0), headers=ask)
    assert stale.status_code == 409
    assert stale.json["revision"] == 1
    assert stale.json["other"][f"mark-{scene.rubric.criteria[0].id}"] == "20"


def test_a_submitted_sheet_is_closed(scene: Scene, giang: WatchfulClient) -> None:
    """After handing in the judge reads the sheet, and a late save of another tab changes nothing."""
    giang.post(scene.address(), data=scene.typed("30", "20", "10", act="submit"))
    page = giang.get(scene.address())
    assert "Bạn đã nộp phiếu này" in main_text(page)
    assert "Lưu nháp" not in main_text(page)
    late = giang.post(scene.address(), data=scene.typed("31", "20", "10", revision=1))
    assert late.status_code == 422
    assert "Phiếu này đã nộp" in main_text(late)
    sheet = stored(scene)
    assert sheet is not None
    assert (sheet.total, sheet.revision) == (6000, 1)


@pytest.mark.parametrize(
    ("day", "words"),
    [("2026-08-30T00:00:00+00:00", "Chưa đến thời gian chấm"), ("2026-10-02T00:00:00+00:00", "Đã hết thời gian chấm")],
)
def test_outside_the_phase_nothing_is_written(scene: Scene, day: str, words: str) -> None:
    """Before and after the judging phase the page says so, offers no form, and a post is refused."""
    import time_machine  # noqa: PLC0415 - moves the clock of this test alone

    with time_machine.travel(day, tick=False):
        giang = scene.cast.client("giang")
        page = giang.get(scene.address())
        assert words in main_text(page)
        assert "Nộp phiếu" not in main_text(page)
        answer = giang.post(scene.address(), data=scene.typed("30", "20", "10", act="submit"))
        assert answer.status_code == 422
        assert words in main_text(answer)
    assert stored(scene) is None


def test_no_byte_names_an_author(scene: Scene, giang: WatchfulClient) -> None:
    """Pages, JSON, pictures and headers of a judge hold no canary; the organiser's page shows that they exist."""
    code, picture = scene.edition.code, scene.address(1, f"/files/{scene.file_id}/pages/2")  # type: ignore[attr-defined]
    seen = [giang.get(address) for address in ("/judge", f"/judge/{code}", scene.address(), picture)]
    seen.append(giang.post(scene.address(), data=scene.typed("99", "", "")))
    seen.append(giang.post(scene.address(), data=scene.typed("20", "", ""), headers={"Accept": "application/json"}))
    seen.append(giang.post(scene.address(), data=scene.typed("30", "", "")))
    seen.append(giang.post(scene.address(1, "/recuse"), data={"reason": ""}))
    seen.append(giang.post(scene.address(1, "/skip")))
    assert [one.status_code for one in seen] == [200, 200, 200, 200, 422, 200, 409, 422, 303]
    for one in seen:
        whole = one.get_data() + str(one.headers).encode()
        for canary in CANARIES:
            assert canary.encode() not in whole, (one.request.path, canary)
            assert canary.encode("ascii", "xmlcharrefreplace") not in whole
    assert seen[3].headers["Content-Disposition"] == 'inline; filename="M0001-1-2.webp"'
    assert seen[3].mimetype == "image/webp"
    page = seen[2].get_data(as_text=True)
    assert "Tệp 1 (PDF)" in page
    assert f'src="{picture}" width="60" height="80" alt="Tệp 1 (PDF), trang 2"' in page
    assert f'<figure><a href="{picture}">' in page, "a click opens the page large"
    office = scene.cast.client("oanh").get(f"/organise/{code}/ranking").get_data(as_text=True)
    assert CANARIES[0] in office
    assert CANARIES[1] in office


def test_an_open_edition_shows_authors(scene: Scene, giang: WatchfulClient) -> None:
    """Where the edition is not blind, authors and unit stand on the sheet, but no contact and no file name."""
    with scene.cast.database.writing() as session:
        session.merge(scene.edition).blind = False
    page = giang.get(scene.address()).get_data(as_text=True)
    assert CANARIES[0] in page
    assert CANARIES[1] in page
    for hidden in CANARIES[3:]:
        assert hidden not in page


def _change(scene: Scene, what: str) -> None:
    """Take the first entry out of Giang's hands in one of the ways there are."""
    with scene.cast.database.writing() as session:
        assignment = session.get_one(Assignment, scene.assignments[0].id)
        if what == "recused":
            assignment.state = AssignmentState.RECUSED
        elif what == "removed":
            assignment.state = AssignmentState.REMOVED
        elif what == "conflict":
            session.add(
                Conflict(
                    judge_id=assignment.judge_id,
                    entry_id=assignment.entry_id,
                    source=ConflictSource.ORGANISER,
                    reason="Người nhà",
                    created_at=WHEN,
                )
            )
        elif what == "rejected":
            assignment.entry.state = EntryState.REJECTED
        elif what == "declined":
            session.get_one(Judge, assignment.judge_id).state = JudgeState.DECLINED
        elif what == "another":
            assignment.judge_id = scene.judges[1].id
        elif what == "disabled":
            assignment.judge.account.disabled_at = WHEN


@pytest.mark.parametrize(
    ("what", "status"),
    [
        ("recused", 404),
        ("removed", 404),
        ("conflict", 404),
        ("rejected", 404),
        ("declined", 404),
        ("another", 404),
        ("disabled", 401),
    ],
)
def test_what_left_the_queue_is_gone_at_once(scene: Scene, giang: WatchfulClient, what: str, status: int) -> None:
    """Sheet, save and files answer nothing from the next request on, and the list no longer names the entry."""
    picture = scene.address(1, f"/files/{scene.file_id}/pages/1")  # type: ignore[attr-defined]
    assert giang.get(picture).status_code == 200
    _change(scene, what)
    assert giang.get(scene.address()).status_code == status
    assert giang.get(picture).status_code == status
    assert giang.post(scene.address(), data=scene.typed("30", "20", "10", act="submit")).status_code == status
    assert stored(scene) is None
    queue = giang.get(f"/judge/{scene.edition.code}")
    expected = {"declined": 403, "disabled": 401}.get(what, 200)
    assert queue.status_code == expected
    assert "Giải pháp thử số 1" not in main_text(queue)


def test_who_is_no_judge_sees_nothing(scene: Scene) -> None:
    """Strangers are asked to sign in, others find nothing, and a picture of another entry is not served."""
    picture = f"/files/{scene.file_id}/pages/1"  # type: ignore[attr-defined]
    for person, status in ((None, 401), ("an", 404), ("oanh", 404), ("manh", 404)):
        client = scene.cast.client(person)
        assert client.get(scene.address()).status_code == status
        assert client.get(scene.address(1, picture)).status_code == status
        assert client.post(scene.address(), data=scene.typed("1", "1", "1")).status_code == status
    giang = scene.cast.client("giang")
    assert giang.get(scene.address(2, picture)).status_code == 404, "the file belongs to the first entry"
    assert giang.get(scene.address(1, "/files/khong-co/pages/1")).status_code == 404
    assert giang.get(scene.address(1, picture.replace("pages/1", "pages/9"))).status_code == 404


def test_refusing_an_entry(scene: Scene, giang: WatchfulClient) -> None:
    """Without a reason 422; with one the entry leaves the queue for good."""
    page = giang.get(scene.address())
    refused = form_with(giang, page, "Từ chối chấm bài này").send("Từ chối chấm bài này")
    assert refused.status_code == 422
    assert "Ghi lý do, ví dụ" in main_text(refused)
    form = form_with(giang, refused, "Từ chối chấm bài này")
    left = form.fill(reason="Tác giả là học trò của tôi").send("Từ chối chấm bài này")
    assert "còn 2 bài" in main_text(left)
    assert giang.get(scene.address()).status_code == 404


def test_skipping_puts_an_entry_last(scene: Scene, giang: WatchfulClient) -> None:
    """A skipped entry comes back after all others."""
    first = form_with(giang, giang.get(f"/judge/{scene.edition.code}"), "Chấm bài tiếp theo").send()
    code = first.request.path.rsplit("/", 1)[1]
    second = form_with(giang, first, "Bỏ qua, chấm sau").send()
    assert second.request.path != first.request.path
    listed = [href for href in links(giang.get(f"/judge/{scene.edition.code}")).values() if "/entries/" in href]
    assert listed[-1].endswith(code)
    assert "Để sau" in main_text(giang.get(f"/judge/{scene.edition.code}"))


def test_the_queue_takes_the_fewest_scored_first(scene: Scene, giang: WatchfulClient) -> None:
    """Entries that others have scored come later; their marks are never shown."""
    with scene.cast.database.writing() as session:
        for judge in scene.judges[1:]:
            for entry in scene.entries[:2]:
                scored(session, scene, session.merge(judge), session.merge(entry), (3333, 2950, 2950))
    sheet = form_with(giang, giang.get(f"/judge/{scene.edition.code}"), "Chấm bài tiếp theo").send()
    assert sheet.request.path.endswith("M0003")
    for number in (1, 2):
        page = giang.get(scene.address(number)).get_data(as_text=True)
        assert "92,33" not in page
        assert "33,33" not in page


def test_the_next_sheet_is_fetched_ahead(scene: Scene, giang: WatchfulClient) -> None:
    """The page names the next sheet; fetched ahead it may be kept for two minutes, else never."""
    page = giang.get(scene.address())
    assert 'rel="prefetch" href="/judge/stkt-2026/entries/M000' in page.get_data(as_text=True)
    assert "no-store" in page.headers["Cache-Control"]
    early = giang.get(scene.address(2), headers={"Sec-Purpose": "prefetch"})
    assert early.headers["Cache-Control"] == "private, max-age=120"
    assert "Bài 2 trên 3" in main_text(early)


@pytest.mark.parametrize("entries", [1, 30])
def test_statements_do_not_grow(cast: Cast, entries: int) -> None:
    """Queue, sheet and save cost the same number of statements for 1 and for 30 entries."""
    with in_judging():
        with cast.database.writing() as session:
            scene = Scene(session, cast, entries=entries)
            for judge in scene.judges[1:]:
                scored(session, scene, judge, scene.entries[0], (3000, 2000, 1000))
        giang = cast.client("giang")
        counts = {}
        for name, ask in {
            "home": lambda: giang.get("/judge"),
            "queue": lambda: giang.get(f"/judge/{scene.edition.code}"),
            "sheet": lambda: giang.get(scene.address()),
            "save": lambda: giang.post(scene.address(), data=scene.typed("30", "", "")),
            "save again": lambda: giang.post(scene.address(), data=scene.typed("30", "5", "", revision=1)),
            "sheet with marks": lambda: giang.get(scene.address()),
        }.items():
            with counted_statements(cast) as sent:
                assert ask().status_code < 400
            counts[name] = len([one for one in sent if not one.startswith(("BEGIN", "SELECT pg_advisory"))])
    assert counts["home"] <= 2
    assert counts["queue"] <= 7
    assert counts["sheet"] <= 9
    assert counts["sheet with marks"] <= 9
    assert counts["save"] <= 14
    assert counts["save again"] <= 13
