"""The entrant's pages: mistakes, two tabs, the deadline, the desk at paper dossiers, weight and statements."""

import gzip
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select

from contest.db import Database
from contest.models.editions import Edition
from contest.models.entries import Entry, EntryText
from contest.models.organisations import Unit
from contest.rules.kinds import Channel, EntryState, UnitKind
from contest.rules.text import fold, vi_key
from tests import factories
from tests.client import form_with, links, main_text
from tests.conftest import Cast
from tests.contest.views.test_entry_journeys import attach, looking

SAVE = "Lưu và tiếp tục"


@pytest.fixture
def base(cast: Cast) -> str:
    """Give the address of An's whole draft."""
    with cast.database.writing() as session:
        edition = session.scalars(select(Edition)).one()
        entry = factories.entry(session, edition, cast.account(session, "an"), authors=("Giàng A An", "Má Thị Sống"))
        attach(session, entry)
        return f"/entries/{entry.public_id}"


def test_a_text_over_the_limit_is_kept_and_told(cast: Cast, base: str) -> None:
    """Nothing is lost: the text is saved, and the next page says by how much it is too long."""
    client = cast.client("an")
    form = form_with(client, client.get(f"{base}/texts/novelty"), SAVE).fill(text="từ " * 501, finished="yes")
    assert "dài 501 từ; thể lệ cho tối đa 500 từ. Hãy rút gọn trước khi nộp." in main_text(form.send(SAVE))
    assert 'class="over">501<' in client.get(f"{base}/texts/novelty").get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "button", "values", "messages"),
    [
        (
            "/solution",
            SAVE,
            {"title": "", "made": "13/2025", "postmark_date": ""},
            ["Nhập tên giải pháp", "Nhập tháng và năm, ví dụ 03/2025."],
        ),
        ("/solution", SAVE, {"title": "Ă" * 301}, ["Tối đa 300 ký tự; hiện có 301."]),
        ("/solution", SAVE, {"made": "12/2026"}, ["Kiểm tra lại tháng, năm tạo ra"]),
        (
            "/contact",
            SAVE,
            {"phone": "09", "email": "x"},
            ["Nhập số điện thoại gồm 10 chữ số, ví dụ 0912 345 678.", "Nhập địa chỉ email"],
        ),
        ("/texts/novelty", SAVE, {"text": "từ " * 1001}, ["tối đa 500 từ; bạn đã viết 1001 từ"]),
        (
            "/authors/new",
            "Lưu tác giả",
            {"full_name": "", "birth_date": "31/02/2012", "guardian_phone": "1"},
            ["Nhập họ và tên", "Nhập ngày theo dạng ngày/tháng/năm", "Nhập số điện thoại"],
        ),
        ("/supervisors/new", "Lưu giáo viên", {"phone": "12"}, ["Nhập họ và tên", "Nhập số điện thoại"]),
    ],
)
def test_mistakes_are_named_and_values_stay(
    cast: Cast, base: str, path: str, button: str, values: dict[str, str], messages: list[str]
) -> None:
    """A mistake answers 422 with every message and with what was typed."""
    client = cast.client("an")
    answer = form_with(client, client.get(base + path), button).fill(**values).send(button)
    assert answer.status_code == 422
    text = main_text(answer)
    assert "Có lỗi cần sửa" in text
    for message in messages:
        assert message in text
    again = dict(form_with(client, answer, button).values)
    for name in values.keys() & again.keys():
        assert again[name].strip() == values[name].strip()


def test_shares_must_make_a_hundred(cast: Cast, base: str) -> None:
    """Shares of 90 and 50 come back with the sum; even shares are one button away."""
    client = cast.client("an")
    page = client.get(f"{base}/authors")
    form = form_with(client, page, "Lưu tỷ lệ")
    names = [name for name, _ in form.values if name.startswith("share_")]
    answer = form.fill(**{names[0]: "90", names[1]: "50"}).send()
    assert answer.status_code == 422
    assert "hiện là 140%" in main_text(answer)
    answer = form_with(client, page, "Chia đều").send()
    assert "Đã chia đều" in main_text(answer)
    answer = form.fill(**{names[0]: "70", names[1]: "30"}).send()
    assert "Đã lưu tỷ lệ đóng góp." in main_text(answer)


def test_two_tabs_keep_both_texts(cast: Cast, base: str) -> None:
    """The later save from an old page answers 409 with both texts, and may then be chosen."""
    client = cast.client("an")
    one, two = client.get(f"{base}/texts/novelty"), client.get(f"{base}/texts/novelty")
    assert form_with(client, one, SAVE).fill(text="Bản ở máy một").send().status_code == 200
    stale = form_with(client, two, SAVE).fill(text="Bản ở máy hai").send()
    assert stale.status_code == 409
    assert "Bản ở máy một" in main_text(stale)
    assert "Bản ở máy hai" in main_text(stale)
    assert links(stale)["Giữ bản đang lưu"] == f"{base}/texts/novelty"
    assert form_with(client, stale, SAVE).send().status_code == 200
    with looking(cast) as session:
        assert session.scalars(select(EntryText.text).filter_by(section_code="novelty")).one() == "Bản ở máy hai"


def test_two_tabs_of_the_solution_and_of_an_author(cast: Cast, base: str) -> None:
    """Both other kinds of pages show what stands, too."""
    client = cast.client("an")
    author = links(client.get(f"{base}/authors"))["Giàng A An"]
    for address, button, name in ((f"{base}/solution", SAVE, "title"), (author, "Lưu tác giả", "full_name")):
        one, two = client.get(address), client.get(address)
        assert form_with(client, one, button).fill(**{name: "Tên Một"}).send().status_code == 200
        stale = form_with(client, two, button).fill(**{name: "Tên Hai"}).send()
        assert stale.status_code == 409
        assert "Tên Một" in main_text(stale)
        assert form_with(client, stale, button).send().status_code == 200


def test_autosave_answers_with_the_revision_or_with_what_stands(cast: Cast, base: str) -> None:
    """A fresh base is saved, an old one answers 409 with the stored text, too much text 422."""
    client, address = cast.client("an"), f"{base}/texts/novelty/autosave"
    first = client.post(address, data={"text": "một hai", "revision": "1"})
    assert first.get_json() == {"revision": 2, "status": "Đã lưu lúc 10:00:00.", "words": 2}
    stale = client.post(address, data={"text": "khác", "revision": "1"})
    assert (stale.status_code, stale.get_json()) == (409, {"text": "một hai", "revision": 2})
    assert client.post(address, data={"text": "từ " * 1001, "revision": "2"}).status_code == 422
    assert cast.client("binh").post(address, data={"text": "x", "revision": "2"}).status_code == 404
    assert client.post(f"{base}/texts/khong-co/autosave", data={"text": "x"}).status_code == 404


def test_at_the_deadline_nothing_is_written_and_nothing_lost(cast: Cast, base: str) -> None:
    """A page sent a second too late comes back with its text; the hub says why; no new entry starts."""
    with time_machine.travel(datetime(2026, 7, 31, 9, 59, 59, tzinfo=UTC), tick=False):
        client = cast.client("an")
        page = client.get(f"{base}/texts/novelty")
        assert form_with(client, page, SAVE).fill(text="Kịp giờ").send().status_code == 200
        page = client.get(f"{base}/texts/novelty")
        check = client.get(f"{base}/check")
    with time_machine.travel(datetime(2026, 7, 31, 10, 0, 0, tzinfo=UTC), tick=False):
        late = form_with(client, page, SAVE).fill(text="Muộn một giây").send()
        assert late.status_code == 422
        assert "Đã hết hạn sửa hồ sơ lúc 17 giờ 00, thứ Sáu ngày 31/07/2026." in main_text(late)
        assert "Muộn một giây" in main_text(late)
        late = form_with(client, check, "Nộp hồ sơ dự thi").fill(declared="y").send()
        assert late.status_code == 422
        assert "Đã hết hạn sửa hồ sơ" in main_text(late)
        assert client.get(f"{base}/solution").location == base
        assert "Hồ sơ chưa nộp mà hạn nộp đã hết" in main_text(client.get(base))
        start = client.post("/contests/stkt-2026/enter")
        assert start.status_code == 409
        assert "Đã hết hạn nộp hồ sơ lúc 17 giờ 00" in main_text(start)
    with looking(cast) as session:
        assert session.scalars(select(EntryText.text).filter_by(section_code="novelty")).one() == "Kịp giờ"


def test_a_correction_is_told_with_reason_and_due_time(cast: Cast, base: str) -> None:
    """The owner sees what the secretariat asks for, and until when."""
    with cast.database.writing() as session:
        entry = session.scalars(select(Entry)).one()
        entry.state, entry.screening_reason = EntryState.CORRECTION, "Thiếu ảnh sản phẩm"
        entry.correction_due = datetime(2026, 8, 5, 10, tzinfo=UTC)
    text = main_text(cast.client("an").get(base))
    assert "Thiếu ảnh sản phẩm" in text
    assert "Sửa và nộp lại trước 17 giờ 00, thứ Tư ngày 05/08/2026." in text


def test_withdraw_asks_once_more_and_can_be_undone(cast: Cast, base: str) -> None:
    """Withdrawing needs a second click; until the deadline the entry is taken up again."""
    client = cast.client("an")
    answer = form_with(client, client.get(f"{base}/withdraw"), "Bỏ hồ sơ").send()
    assert "Bạn đã rút hồ sơ này" in main_text(answer)
    assert client.get(f"{base}/solution").location == base
    answer = form_with(client, answer, "Khôi phục hồ sơ").send()
    assert "Đang soạn" in main_text(answer)


def test_authors_and_teachers_are_removed_after_a_question(cast: Cast, base: str) -> None:
    """The removed person is gone from the list; somebody else's number is not found."""
    client = cast.client("an")
    address = links(client.get(f"{base}/authors"))["Gỡ Má Thị Sống"]
    answer = form_with(client, client.get(address), "Gỡ").send()
    assert "Đã gỡ Má Thị Sống." in main_text(answer)
    assert client.get(address).status_code == 404
    form_with(client, client.get(f"{base}/supervisors/new"), "Lưu giáo viên").fill(full_name="Ma Thị Thu").send()
    listed = client.get(f"{base}/supervisors")
    assert "Ma Thị Thu" in main_text(client.get(links(listed)["Ma Thị Thu"]))
    answer = form_with(client, client.get(links(listed)["Gỡ Ma Thị Thu"]), "Gỡ").send()
    assert "Chưa có giáo viên nào." in main_text(answer)


def test_the_desk_writes_paper_dossiers_and_nobody_elses(cast: Cast, base: str) -> None:
    """A secretary sees the banner in a paper dossier; an online one of An is closed to her even when submitted."""
    with cast.database.writing() as session:
        session.scalars(select(Entry)).one().channel = Channel.PAPER
    thu = cast.client("thu")
    assert "Bạn đang nhập hồ sơ giấy thay cho Giàng A An." in main_text(thu.get(base))
    assert "Ngày trên dấu bưu điện" in main_text(thu.get(f"{base}/solution"))
    assert "Bạn đang nhập" not in main_text(cast.client("an").get(base))
    with cast.database.writing() as session:
        entry = session.scalars(select(Entry)).one()
        entry.channel, entry.state = Channel.ONLINE, EntryState.SUBMITTED
    assert thu.get(base).status_code == 403
    assert cast.client("giang").get(base).status_code == 404


def test_a_double_click_starts_one_entry(cast: Cast) -> None:
    """Starting twice goes to the same draft; a contest that does not exist is not found."""
    client = cast.client("binh")
    first, second = (client.post("/contests/stkt-2026/enter").location for _ in range(2))
    assert first == second
    assert client.post("/contests/khong-co/enter").status_code == 404
    assert cast.client(None).post("/contests/stkt-2026/enter").status_code == 401


def _statements(app: Flask, client: object, address: str) -> int:
    database: Database = app.extensions["database"]
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        assert client.get(address).status_code == 200  # type: ignore[attr-defined]
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return len(seen)


def test_pages_ask_few_questions_however_long_the_list(cast: Cast, base: str) -> None:
    """1 or 30 entries, 2 or 5 authors: the same number of statements, never more than 12."""
    client = cast.client("an")
    paths = ("/entries", base, f"{base}/check")
    before = [_statements(cast.app, client, path) for path in paths]
    with cast.database.writing() as session:
        edition, owner = session.scalars(select(Edition)).one(), cast.account(session, "an")
        for _ in range(29):
            factories.entry(session, edition, owner)
        more = factories.entry(session, edition, owner, authors=("A", "B", "C", "D", "E"))
        address = f"/entries/{more.public_id}"
    after = [_statements(cast.app, client, path) for path in ("/entries", address, f"{address}/check")]
    assert after == before
    assert max(after) <= 12, after


def test_pages_are_light(cast: Cast, base: str) -> None:
    """Every page of an entry is well under the budget that it shares with style, font and script."""
    client = cast.client("an")
    for path in ("", "/solution", "/contact", "/texts/novelty", "/authors", "/check"):
        assert len(gzip.compress(client.get(base + path).get_data())) < 10_000, path


def test_communes_are_chosen_from_the_list(cast: Cast, base: str) -> None:
    """Where units are known the commune is chosen; what was typed before stays until then; ended ones are not shown."""
    with cast.database.writing() as session:
        for name, end in (("Xã Lũng Cú", None), ("Xã Đồng Văn", None), ("Xã Má Lé", date(2025, 7, 1))):
            session.add(
                Unit(kind=UnitKind.COMMUNE, name=name, name_sort=vi_key(name), search_text=fold(name), valid_to=end)
            )
    client = cast.client("an")
    page = client.get(f"{base}/contact")
    assert "Chọn xã, phường Xã Đồng Văn Xã Đồng Văn Xã Lũng Cú" in main_text(page)
    form_with(client, page, SAVE).fill(address="Thôn Một").send()
    with looking(cast) as session:
        entry = session.scalars(select(Entry)).one()
        chosen = session.scalars(select(Unit).filter_by(name="Xã Lũng Cú")).one()
    assert (entry.commune_id, entry.commune_name, entry.address) == (None, "Xã Đồng Văn", "Thôn Một")
    form_with(client, client.get(f"{base}/contact"), SAVE).fill(commune_id=str(chosen.id)).send()
    with looking(cast) as session:
        entry = session.scalars(select(Entry)).one()
    assert (entry.commune_id, entry.commune_name) == (chosen.id, "Xã Lũng Cú")
    assert '<option value="Xã Lũng Cú">' in client.get(f"{base}/authors/new").get_data(as_text=True)


def test_labels_of_the_contest_speak_english(cast: Cast, base: str) -> None:
    """Sections and slots are named in the language of the page."""
    text = main_text(cast.client("an").get(base + "?lang=en"))
    assert "Novelty" in text
    assert "Tính mới" not in text
