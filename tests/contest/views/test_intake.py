"""The pages of the intake desk, as a secretary, an organiser, others and strangers meet them."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from contest.models.audit import AuditEvent
from contest.models.editions import Edition
from contest.models.entries import Entry
from contest.rules.dossiers import freeze
from contest.rules.kinds import Channel, DeadlineRule, EntryState
from contest.services import audit, intake
from contest.services.dossiers import facts_of
from tests import factories, judging_factories
from tests.client import form_with, forms, links, main_text
from tests.conftest import NOW, Cast

SECRET = "Bí mật của bản nháp"


def _dossier(
    session: Session, cast: Cast, title: str = "Máy tách hạt ngô", *, owner: str = "an", **values: Any
) -> Entry:
    """Return a submitted dossier, frozen as the real desk meets it."""
    edition = session.scalars(select(Edition).where(Edition.code == cast.edition_code)).one()
    entry = factories.entry(session, edition, cast.account(session, owner), title=title, **values)
    submission = judging_factories.submitted(session, entry)
    submission.content = freeze(facts_of(entry))
    submission.submitted_at = NOW - timedelta(days=1)
    session.flush()
    return entry


def _made(cast: Cast, *titles: str, **values: Any) -> list[str]:
    """Return the public ids of submitted dossiers."""
    with cast.database.writing() as session:
        return [_dossier(session, cast, title, **values).public_id for title in titles]


def _read(cast: Cast, public_id: str) -> Entry:
    """Return an entry as it stands in the database now."""
    with cast.database.reading() as session:
        return session.scalars(select(Entry).where(Entry.public_id == public_id)).one()


def _office(cast: Cast, rest: str = "") -> str:
    return f"/organise/{cast.edition_code}{rest}"


def _rows(response: TestResponse) -> list[list[Any]]:
    assert response.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return CalamineWorkbook.from_filelike(io.BytesIO(response.data)).get_sheet_by_index(0).to_python()


@contextmanager
def _counted(cast: Cast) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(cast.database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(cast.database.engine, "before_cursor_execute", note)


def test_the_overview_says_what_to_do(cast: Cast) -> None:
    """Figures, the deadline, the fields, and the oldest dossier one click away."""
    (oldest,) = _made(cast, "Máy cày")
    with cast.database.writing() as session:
        edition = session.scalars(select(Edition)).one()
        factories.entry(session, edition, cast.account(session, "binh"), title=SECRET)
    page = cast.client("thu").get(_office(cast))
    text = main_text(page)
    assert "1 hồ sơ chờ kiểm tra, hồ sơ lâu nhất đã chờ 1 ngày." in text
    assert "Đang nhận hồ sơ đến" in text
    assert "1 đang soạn" in text
    assert links(page)["Kiểm tra hồ sơ chờ lâu nhất"] == _office(cast, f"/entries/{oldest}")
    assert SECRET not in page.text


def test_an_empty_edition_has_pages_too(cast: Cast) -> None:
    """Nothing submitted yet is said in words."""
    thu = cast.client("thu")
    assert "Không có hồ sơ nào chờ quyết định." in main_text(thu.get(_office(cast)))
    assert "Chưa có hồ sơ nào được nộp." in main_text(thu.get(_office(cast, "/entries")))
    assert "Không có hồ sơ nào khớp" in main_text(thu.get(_office(cast, "/entries?q=zzz&state=valid")))
    assert _rows(thu.get(_office(cast, "/entries.xlsx")))[-1][1] == "Mã số"


def test_sixty_dossiers_go_fast(cast: Cast) -> None:
    """A verdict opens the next dossier that waits; after the last one the page stays."""
    first, second = _made(cast, "Một", "Hai")
    thu = cast.client("thu")
    page = thu.get(_office(cast, f"/entries/{first}"))
    page = form_with(thu, page, "Ghi và mở hồ sơ tiếp theo").fill(verdict="valid").send("Ghi và mở hồ sơ tiếp theo")
    assert page.request.path == _office(cast, f"/entries/{second}")
    assert "Hợp lệ · STKT06-01-001 · Một" in main_text(page)
    assert "Còn 1 hồ sơ chờ kiểm tra." in main_text(page)
    page = form_with(thu, page, "Ghi kết luận").fill(verdict="valid").send("Ghi kết luận")
    assert page.request.path == _office(cast, f"/entries/{second}")
    assert [_read(cast, one).dossier_code for one in (first, second)] == ["STKT06-01-001", "STKT06-01-002"]


def test_a_correction_joins_ticked_and_written_reasons(cast: Cast) -> None:
    """Ticks and words reach the owner as they are, with the end that was set; staying stays."""
    first, _second = _made(cast, "Một", "Hai")
    thu = cast.client("thu")
    form = form_with(thu, thu.get(_office(cast, f"/entries/{first}")), "Ghi và ở lại")
    form.fill(verdict="correction", common=["Thiếu ảnh, bản vẽ hoặc mô hình."], reason="Thiếu trang 2.")
    page = form.fill(correction_due="20/06/2026 17:00").send("Ghi và ở lại")
    assert page.request.path == _office(cast, f"/entries/{first}")
    entry = _read(cast, first)
    assert (entry.state, entry.screening_reason) == (
        EntryState.CORRECTION,
        "Thiếu ảnh, bản vẽ hoặc mô hình.\nThiếu trang 2.",
    )
    assert entry.correction_due == datetime(2026, 6, 20, 10, 0, tzinfo=UTC)
    account = main_text(cast.client("an").get("/account"))
    assert "Hồ sơ “Một” cần bổ sung:" in account
    assert "Thiếu trang 2." in account


def test_bad_verdicts_are_told_at_their_fields(cast: Cast) -> None:
    """No verdict, no reason, a past or mistyped end: 422 and nothing written."""
    (one,) = _made(cast, "Một")
    thu, address = cast.client("thu"), _office(cast, f"/entries/{one}/verdict")
    for sent, message in (
        ({}, "Chọn một kết luận"),
        ({"verdict": "draft"}, "Chọn một kết luận"),
        ({"verdict": "zzz"}, "Chọn một kết luận"),
        ({"verdict": "rejected"}, "Ghi lý do không hợp lệ"),
        ({"verdict": "correction", "reason": "x"}, "Ghi hạn bổ sung"),
        ({"verdict": "correction", "reason": "x", "correction_due": "01/01/2026 17:00"}, "phải ở sau lúc này"),
        ({"verdict": "correction", "reason": "x", "correction_due": "mai"}, "Nhập ngày và giờ"),
        ({"verdict": "correction", "common": "tự chế", "correction_due": "20/06/2026 17:00"}, "tự chế"),
        ({"verdict": "rejected", "reason": "x" * 2001}, "Tối đa 2000 ký tự"),
    ):
        page = thu.post(address, data=sent)
        assert page.status_code == 422, sent
        assert message in main_text(page), sent
    entry = _read(cast, one)
    assert (entry.state, entry.dossier_code) == (EntryState.SUBMITTED, None)


def test_two_secretaries_meet_on_one_dossier(cast: Cast) -> None:
    """The later one sees the dossier as it is now, with her own words kept, and may then decide."""
    (one,) = _made(cast, "Một")
    thu, oanh = cast.client("thu"), cast.client("oanh")
    late = form_with(oanh, oanh.get(_office(cast, f"/entries/{one}")), "Ghi kết luận")
    form_with(thu, thu.get(_office(cast, f"/entries/{one}")), "Ghi kết luận").fill(verdict="valid").send()
    page = late.fill(verdict="rejected", reason="Trùng giải pháp").send()
    assert page.status_code == 409
    assert "Hồ sơ vừa được thay đổi." in main_text(page)
    assert "Ma Thị Thu" in main_text(page)
    form = form_with(oanh, page, "Ghi kết luận")
    assert dict(form.values)["reason"].strip() == "Trùng giải pháp"
    assert form.send().status_code == 200
    entry = _read(cast, one)
    assert (entry.state, entry.dossier_code) == (EntryState.REJECTED, "STKT06-01-001")


def test_another_field_and_a_new_number(cast: Cast) -> None:
    """Re-classing asks for a field and a reason, and tells the new number."""
    (one,) = _made(cast, "Một")
    thu = cast.client("thu")
    page = thu.get(_office(cast, f"/entries/{one}"))
    page = form_with(thu, page, "Ghi kết luận").fill(verdict="valid").send()
    bad = form_with(thu, page, "Chuyển lĩnh vực").send()
    assert bad.status_code == 422
    assert "Ghi lý do chuyển" in main_text(bad)
    bad = form_with(thu, page, "Chuyển lĩnh vực").fill(why="Là cơ khí", field="77").send()
    assert bad.status_code == 422
    assert "Chọn một lĩnh vực của kỳ thi này." in main_text(bad)
    done = form_with(thu, page, "Chuyển lĩnh vực").fill(field="02", why="Là cơ khí").send()
    assert "STKT06-02-001" in main_text(done)
    assert "Mã số: STKT06-01-001 → thành STKT06-02-001" in main_text(done)


def test_judged_dossiers_have_no_forms(cast: Cast) -> None:
    """After the first mark the page shows why nothing changes any more."""
    (one,) = _made(cast, "Một")
    with cast.database.writing() as session:
        entry = session.scalars(select(Entry)).one()
        judging_factories.valid(session, entry, 1)
        entry.judging_begun_at = NOW
    thu = cast.client("thu")
    page = thu.get(_office(cast, f"/entries/{one}"))
    assert forms(thu, page) == []
    assert "Giám khảo đã bắt đầu chấm" in main_text(page)
    sent = thu.post(_office(cast, f"/entries/{one}/verdict"), data={"verdict": "rejected", "reason": "x"})
    assert sent.status_code == 422
    assert _read(cast, one).state is EntryState.VALID


def test_the_dossier_shows_ages_and_warnings(cast: Cast) -> None:
    """What was submitted, the ages at the deadline, and what lies outside the rules."""
    with cast.database.writing() as session:
        edition = session.scalars(select(Edition)).one()
        edition.birth_from, edition.birth_to = date(2007, 1, 1), date(2020, 12, 31)
        entry = _dossier(session, cast, "Thùng rác biết nói " * 14, authors=("Giàng A An", "Lò Thị Mai"))
        entry.current_submission.content  # noqa: B018 - loads the version before the working copy changes
        one = entry.public_id
        entry.title = SECRET
        entry.texts[0].text = SECRET
    page = cast.client("thu").get(_office(cast, f"/entries/{one}"))
    text = main_text(page)
    assert "01/05/1985 41 tuổi khi hết hạn nộp" in text
    assert "Lò Thị Mai sinh ngày 01/05/1985, ngoài khoảng 01/01/2007 – 31/12/2020 của thể lệ." in text
    assert "Nội dung phần Tính mới." in text
    assert SECRET not in page.text


def test_paper_from_desk_to_slip(cast: Cast) -> None:
    """A name is enough; the slip shows its code once and the code lets its owner in."""
    thu = cast.client("thu")
    page = thu.get(_office(cast, "/entries/new"))
    bad = form_with(thu, page, "Tiếp tục nhập hồ sơ").fill(postmark="31/12/2026").send()
    assert bad.status_code == 422
    assert "Nhập họ và tên" in main_text(bad)
    bad = form_with(thu, page, "Tiếp tục nhập hồ sơ").fill(full_name="Sùng Mí Cở", postmark="31/12/2026").send()
    assert "không thể ở sau hôm nay" in main_text(bad)
    slip = form_with(thu, page, "Tiếp tục nhập hồ sơ").fill(full_name="Sùng Mí Cở", field="02").send()
    text = main_text(slip)
    assert "ho-so-001" in text
    code = text.split("Mã dùng một lần ")[1].split()[0]
    public_id = slip.request.path.split("/")[-2]
    assert links(slip)["Nhập nội dung hồ sơ"] == f"/entries/{public_id}"
    again = thu.get(slip.request.path)
    assert code not in again.text
    stranger = cast.client(None)
    assert "Sùng Mí Cở" in stranger.post("/code", data={"code": code}, follow_redirects=True).text
    listed = thu.get(_office(cast, "/entries?state=draft"))
    assert "Sùng Mí Cở" in main_text(listed)
    assert thu.get(_office(cast, f"/entries/{public_id}")).location == f"/entries/{public_id}"
    new = form_with(thu, again, "Cấp mã mới").send()
    assert main_text(new).split("Mã dùng một lần ")[1].split()[0] != code


def test_paper_for_somebody_with_an_account(cast: Cast) -> None:
    """Their own account takes it; no code is made, and a wrong name is told."""
    thu = cast.client("thu")
    with cast.database.reading() as session:
        contact = cast.account(session, "an").sign_in_name
    form = form_with(thu, thu.get(_office(cast, "/entries/new")), "Tiếp tục nhập hồ sơ")
    bad = form.fill(full_name="Người Khác", contact=contact).send()
    assert bad.status_code == 422
    assert "của tài khoản Giàng A An" in main_text(bad)
    done = form.fill(full_name="giàng a an").send(follow=False)
    public_id = done.location.rsplit("/", 1)[-1]
    assert done.location == f"/entries/{public_id}"
    assert (_read(cast, public_id).owner_id, _read(cast, public_id).channel) == (cast.ids["an"], Channel.PAPER)
    thu.post(_office(cast, f"/entries/{public_id}/slip"))
    with cast.database.reading() as session:
        assert session.scalars(select(AuditEvent).where(AuditEvent.action == "account.code_issued")).all() == []


def test_paper_withdrawn_before_it_was_whole(cast: Cast) -> None:
    """A paper dossier without any submitted version opens where it is written, and takes no verdict."""
    with cast.database.writing() as session:
        edition = session.scalars(select(Edition)).one()
        entry = factories.entry(
            session, edition, cast.account(session, "an"), channel=Channel.PAPER, state=EntryState.WITHDRAWN
        )
        one = entry.public_id
    thu = cast.client("thu")
    assert thu.get(_office(cast, f"/entries/{one}")).location == f"/entries/{one}"
    assert thu.post(_office(cast, f"/entries/{one}/verdict"), data={"verdict": "valid"}).location == f"/entries/{one}"
    assert _read(cast, one).state is EntryState.WITHDRAWN


def test_late_paper_is_explained(cast: Cast) -> None:
    """After the deadline the page says what will be asked, and what a postmark means."""
    with cast.database.writing() as session:
        edition = session.scalars(select(Edition)).one()
        edition.closes_at, edition.deadline_rule = NOW - timedelta(days=2), DeadlineRule.POSTMARK_DATE
    text = main_text(cast.client("thu").get(_office(cast, "/entries/new")))
    assert "Hồ sơ đến muộn vẫn nhập được" in text
    assert "Dấu bưu điện đến hết ngày cuối vẫn là đúng hạn." in text


def test_drafts_stay_their_owners(cast: Cast) -> None:
    """A draft's words are on no page of the office, though the same words show once submitted."""
    with cast.database.writing() as session:
        edition = session.scalars(select(Edition)).one()
        draft = factories.entry(session, edition, cast.account(session, "an"), title=SECRET, authors=(SECRET,))
        audit.record(
            session,
            None,
            "entry.changed",
            now=NOW,
            subject=("entry", draft.id, SECRET),
            edition_id=edition.id,
            details={"part": "solution", "before": {"title": ""}, "after": {"title": SECRET}},
        )
        public_id = draft.public_id
    oanh = cast.client("oanh")
    pages = ("", "/entries", "/entries?state=draft", "/entries?q=bi+mat", "/audit", "/audit?q=bi+mat")
    for rest in pages:
        answer = oanh.get(_office(cast, rest))
        assert answer.status_code == 200
        assert SECRET not in main_text(answer).replace("“", ""), rest
    for rest in ("/entries.xlsx", "/audit.xlsx"):
        assert not any(SECRET in str(cell) for row in _rows(oanh.get(_office(cast, rest))) for cell in row)
    for rest in ("", "/slip"):
        assert oanh.get(_office(cast, f"/entries/{public_id}{rest}")).status_code == 404
    for rest in ("/verdict", "/field", "/slip"):
        assert oanh.post(_office(cast, f"/entries/{public_id}{rest}"), data={"verdict": "valid"}).status_code == 404
    _made(cast, SECRET)
    assert SECRET in main_text(oanh.get(_office(cast, "/entries")))


def test_the_export_is_the_list(cast: Cast) -> None:
    """The workbook has the office's headings and exactly the rows that the filter shows; text stays text."""
    _made(cast, "=HYPERLINK(1)", "Áo phao", "Bếp")
    thu = cast.client("thu")
    answer = thu.get(_office(cast, "/entries.xlsx?sort=title"))
    assert "filename*=UTF-8''H%E1%BB%93%20s%C6%A1" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    rows = _rows(answer)
    assert rows[3] == [
        "STT",
        "Mã số",
        "Tên giải pháp",
        "Tác giả, nhóm tác giả",
        "Đơn vị",
        "Địa chỉ (xã/phường)",
        "Điện thoại",
        "Lĩnh vực",
        "Trạng thái",
        "Hình thức nộp",
        "Nộp lúc",
    ]
    assert [row[2] for row in rows[4:]] == ["=HYPERLINK(1)", "Áo phao", "Bếp"]
    there = datetime(2026, 6, 14, 10, 0, tzinfo=UTC).replace(tzinfo=None)
    assert rows[5][3:] == [
        "Giàng A An",
        "Hợp tác xã Sủng Là",
        "Xã Đồng Văn",
        "0912345678",
        "Công nghệ thông tin",
        "Đã nộp",
        "Nộp trực tuyến",
        there,
    ]
    narrowed = _rows(thu.get(_office(cast, "/entries.xlsx?q=phao&state=submitted&field=01&channel=online")))
    assert [row[2] for row in narrowed[4:]] == ["Áo phao"]
    assert narrowed[1][0].startswith("Đã nộp; Công nghệ thông tin; Nộp trực tuyến; “phao”; lập lúc 10 giờ 00")


def test_the_trail_reads_and_checks(cast: Cast) -> None:
    """Who, what, from what to what; the workbook has the same; the chain is checked on demand."""
    (one,) = _made(cast, "Một")
    thu, oanh = cast.client("thu"), cast.client("oanh")
    form_with(thu, thu.get(_office(cast, f"/entries/{one}")), "Ghi kết luận").fill(verdict="valid").send()
    page = oanh.get(_office(cast, "/audit?action=entry.screened"))
    text = main_text(page)
    assert "Ma Thị Thu Kiểm tra hồ sơ STKT06-01-001 · Một" in text
    assert "Trạng thái: Đã nộp → thành Hợp lệ" in text
    assert "1 dòng" in text
    assert links(page)["STKT06-01-001 · Một"] == _office(cast, f"/entries/{one}")
    rows = _rows(oanh.get(_office(cast, "/audit.xlsx?action=entry.screened")))
    assert rows[-1][2:5] == ["Ma Thị Thu", "Kiểm tra hồ sơ", "STKT06-01-001 · Một"]
    assert "Trạng thái: Đã nộp → Hợp lệ" in rows[-1][5]
    assert "còn nguyên" in main_text(oanh.get(_office(cast, "/audit?check=1")))
    assert "còn nguyên" not in main_text(oanh.get(_office(cast, "/audit?q=zzz&action=zzz")))
    with cast.database.writing() as session:
        session.add(
            AuditEvent(
                at=NOW,
                actor_name="",
                action="entry.screened",
                subject_type="entry",
                subject_label="",
                details={},
                previous_hash="0",
                hash="forged",
            )
        )
    assert "bị đứt ở dòng số" in main_text(oanh.get(_office(cast, "/audit?check=1")))
    assert thu.get(_office(cast, "/audit")).status_code == 403


@pytest.mark.parametrize("rest", ["", "/entries", "/entries?sort=title", "/entries/{one}", "/audit"])
def test_pages_ask_the_same_of_one_and_of_thirty(cast: Cast, rest: str) -> None:
    """The number of statements is small and does not grow with the rows."""
    (one,) = _made(cast, "Một")
    oanh, counts = cast.client("oanh"), []
    with cast.database.writing() as session:
        intake.screen(
            session,
            session.scalars(select(Entry).where(Entry.public_id == one)).one(),
            verdict=EntryState.VALID,
            by=_viewer(cast),
            now=NOW,
        )
    for _ in range(2):
        with _counted(cast) as statements:
            page = oanh.get(_office(cast, rest.format(one=one)))
        assert page.status_code == 200
        counts.append(len([s for s in statements if s.lstrip().upper().startswith(("SELECT", "WITH"))]))
        for name in _made(cast, *(f"Giải pháp {n}" for n in range(30)), authors=("A B", "C D", "E F")):
            with cast.database.writing() as session:
                entry = session.scalars(select(Entry).where(Entry.public_id == name)).one()
                intake.screen(session, entry, verdict=EntryState.VALID, by=_viewer(cast), now=NOW)
    assert counts[0] == counts[1] <= 12, counts


def _viewer(cast: Cast) -> Any:
    from contest.rules.access import Viewer  # noqa: PLC0415 - only these two tests act without a page

    return Viewer(id=cast.ids["oanh"], name="Hoàng Kim Oanh")


def test_hostile_addresses_are_lists_like_any_other(cast: Cast) -> None:
    """Values that mean nothing are left out; nothing fails."""
    _made(cast, "Một")
    thu = cast.client("thu")
    for query in (
        "state=zzz&field=%27&channel=1&sort=;drop&page=-1",
        "q=%25%5F&page=99999999",
        "page=9&q=" + "a " * 300,
    ):
        assert thu.get(_office(cast, f"/entries?{query}")).status_code == 200
    assert thu.get(_office(cast, "/entries?q=%00")).status_code == 400
    assert cast.client("oanh").get(_office(cast, "/audit?q=%25&page=7&action=%27")).status_code == 200
    assert thu.get(_office(cast, "/entries/khong-co")).status_code == 404
    assert thu.get(_office(cast, "/entries/%2e%2e")).status_code == 404


def test_another_edition_is_another_desk(cast: Cast) -> None:
    """A secretary of one edition opens no dossier of another, through neither address."""
    (one,) = _made(cast, "Một")
    with cast.database.writing() as session:
        factories.edition(session, "stkt-2028")
    thu = cast.client("thu")
    assert thu.get(f"/organise/stkt-2028/entries/{one}").status_code == 403
    assert cast.client("admin").get(f"/organise/stkt-2028/entries/{one}").status_code == 404
    assert thu.get(_office(cast, f"/entries/{one}")).status_code == 200
