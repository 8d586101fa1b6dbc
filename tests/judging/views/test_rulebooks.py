"""Office pages of whole rule books, the rubric, scoring and prizes; the public page of how entries are judged."""

import gzip
from io import BytesIO

from sqlalchemy import event, select

from contest.adapters.rulebooks import load_rulebook
from contest.models.editions import Edition
from judging.models.prizes import PrizeRow
from judging.models.rubrics import Rubric
from judging.services.rubrics import criterion_rows
from tests import factories, judging_factories
from tests.client import form_with, main_text
from tests.conftest import Cast

OFFICE = "/organise/stkt-2026"


def _with_judging(cast: Cast) -> None:
    with cast.database.writing() as session:
        edition = session.scalars(select(Edition)).one()
        judging_factories.rubric(session, edition)
        judging_factories.prize_rows(session, edition)


def test_a_preset_becomes_an_edition_that_can_be_downloaded_and_uploaded(cast: Cast) -> None:
    """Admin makes an edition from a preset, downloads its rule book and makes another edition of it."""
    client = cast.client("admin")
    page = form_with(client, client.get("/organise/new"), "Tạo từ mẫu").fill(preset="youth", code="tre-2027").send()
    assert page.request.path == "/organise/tre-2027/rules"
    text = main_text(page)
    assert "Chưa công khai" in text
    assert "16.000.000 đồng" in text
    assert cast.client(None).get("/contests/tre-2027").status_code == 404
    file = client.get("/organise/tre-2027/rules.toml").get_data()
    assert load_rulebook(file)["edition"]["code"] == "tre-2027"
    changed = file.replace(b'code = "tre-2027"', b'code = "tre-2028"', 1)
    answer = client.post("/organise/new/file", data={"book": (BytesIO(changed), "the-le.toml")})
    assert answer.headers["Location"] == "/organise/tre-2028/rules"
    assert client.get("/organise/tre-2028/rules.toml").get_data() == changed


def test_bad_rule_books_are_refused_by_name(cast: Cast) -> None:
    """A taken code, no TOML, a file of another kind, an unknown key: each has its own sentence, and 422."""
    client = cast.client("admin")
    page = form_with(client, client.get("/organise/new"), "Tạo từ mẫu").fill(code="stkt-2026").send()
    assert page.status_code == 422
    assert "Mã kỳ thi “stkt-2026” đã có." in main_text(page)
    for content, message in (
        (b"", "Tệp thể lệ trống."),
        (b"[edition\ncode = 1", "Tệp không đúng dạng TOML"),
        (b"\xff\xfe%PDF", "Tệp này không phải tệp chữ UTF-8."),
        (b"[edition]\ncode = 5\ntittle = 'x'", "[edition]: không biết “tittle”."),
        (b"[x]\na = 1", "Thiếu mục [edition]."),
        (b"#" * 300_000, "Tệp thể lệ lớn quá 256 KB."),
    ):
        answer = client.post("/organise/new/file", data={"book": (BytesIO(content), "x.toml")})
        assert answer.status_code == 422
        assert message in main_text(answer)
    assert client.post("/organise/new/file").status_code == 422


def test_a_copy_has_rubric_and_prizes_and_next_years_dates(cast: Cast) -> None:
    """Copying by the page moves dates and keeps the judging part; others than admin may not."""
    _with_judging(cast)
    client = cast.client("admin")
    page = form_with(client, client.get("/organise/new"), "Sao chép").fill(code="stkt-2027", title="Hội thi VII").send()
    text = main_text(page)
    assert "Hội thi VII" in text
    assert "31/07/2027" in text
    assert "Chưa có văn bản nào" in text
    assert "Tính mới" in text
    assert "40.000.000 đồng" in text
    assert cast.client("oanh").get("/organise/new").status_code == 403


def test_the_rubric_is_edited_in_place_until_a_sheet_uses_it(cast: Cast) -> None:
    """Without sheets the version stays; with one, saving makes version 2 and version 1 keeps its criteria."""
    _with_judging(cast)
    client = cast.client("oanh")
    form = form_with(client, client.get(f"{OFFICE}/rubric"), "Lưu")
    form.fill(**{"rows-0-bands": "0: Không có\n30,5 - 40: Rất mới | Very new"}).send()
    with cast.database.writing() as session:
        rubric = session.scalars(select(Rubric)).one()
        assert rubric.version == 1
        assert rubric.criteria[0].bands[1] == {"low": 3050, "high": 4000, "text": "Rất mới", "text_en": "Very new"}
        before = criterion_rows(rubric)
        edition = session.scalars(select(Edition)).one()
        entry = factories.entry(session, edition, cast.account(session, "an"))
        judge = judging_factories.judge(session, edition, cast.account(session, "giang"))
        assignment = judging_factories.assign(session, judge, judging_factories.valid(session, entry, 1))
        judging_factories.sheet(session, assignment, rubric, [3500, 2500, 2500])
    page = client.get(f"{OFFICE}/rubric")
    assert "Đã có 1 phiếu chấm" in main_text(page)
    form = form_with(client, page, "Lưu thành phiên bản mới")
    assert form.fill(**{"rows-0-maximum": "30", "rows-1-maximum": "40", "rows-0-bands": ""}).send().status_code == 200
    with cast.database.reading() as session:
        old, new = session.scalars(select(Rubric).order_by(Rubric.version)).all()
        assert (old.is_current, new.is_current, new.version) == (False, True, 2)
        assert criterion_rows(old) == before
        assert [row.maximum for row in new.criteria] == [3000, 4000, 3000]


def test_a_wrong_rubric_says_what_is_wrong(cast: Cast) -> None:
    """The sum, an unreadable band and a wrong step are named, with 422."""
    _with_judging(cast)
    client = cast.client("oanh")
    form = form_with(client, client.get(f"{OFFICE}/rubric"), "Lưu")
    page = form.fill(**{"rows-0-maximum": "50"}).send()
    assert page.status_code == 422
    assert "Tổng điểm tối đa là 110, phải bằng 100." in main_text(page)
    page = form.fill(**{"rows-0-maximum": "40", "rows-0-step": "0,3"}).send()
    assert "Bước điểm 0,3 của “Tính mới” phải chia hết" in main_text(page)
    page = form.fill(**{"rows-0-step": "0,5", "rows-0-bands": "cao lắm"}).send()
    assert "Không đọc được mức “cao lắm”" in main_text(page)


def test_scoring_and_its_tie_chain_are_saved(cast: Cast) -> None:
    """Quorum and tie steps are stored; a quorum above the number of judges is refused."""
    _with_judging(cast)
    client = cast.client("oanh")
    form = form_with(client, client.get(f"{OFFICE}/rules/scoring"), "Lưu")
    assert form.fill(quorum="2", tie_1="criterion:effect", tie_2="median", tie_3="", tie_4="").send().status_code == 200
    with cast.database.reading() as session:
        edition = session.scalars(select(Edition)).one()
        assert (edition.quorum, edition.tie_chain) == (2, ["criterion:effect", "median"])
    form = form_with(client, client.get(f"{OFFICE}/rules/scoring"), "Lưu")
    page = form.fill(quorum="5").send()
    assert page.status_code == 422
    assert "Số phiếu tối thiểu từ 1 đến 3" in main_text(page)
    page = form.fill(quorum="3", tie_2="criterion:effect").send()
    assert "Mỗi bước phân định chỉ được dùng một lần." in main_text(page)


def test_prizes_are_added_changed_and_kept_by_identity(cast: Cast) -> None:
    """An amount typed with points, a new row for the whole contest; a stale save keeps both."""
    _with_judging(cast)
    client = cast.client("oanh")
    page = client.get(f"{OFFICE}/prize-structure")
    assert 'type="text" value="40.000.000"' in page.get_data(as_text=True)
    stale = form_with(client, page, "Lưu")
    form = form_with(client, client.get(f"{OFFICE}/prize-structure"), "Lưu")
    new = {"rows-3-scope": "contest", "rows-3-tier": "special", "rows-3-name": "Giải Đặc biệt", "rows-3-quota": "1"}
    assert form.fill(**{"rows-0-amount": "45.000.000", "rows-3-position": "0", **new}).send().status_code == 200
    with cast.database.reading() as session:
        rows = session.scalars(select(PrizeRow).order_by(PrizeRow.position)).all()
        assert {(row.id, row.name, row.amount, row.per_field) for row in rows} == {
            (1, "Giải Nhất", 45_000_000, True),
            (2, "Giải Nhì", 32_000_000, True),
            (3, "Giải Ba", 24_000_000, True),
            (4, "Giải Đặc biệt", 0, False),
        }
    page = stale.fill(**{"rows-1-amount": "33000000"}).send()
    assert page.status_code == 409
    assert "Giải Đặc biệt" in main_text(page)
    page = form_with(client, page, "Lưu").fill(**{"rows-1-minimum": "abc"}).send()
    assert page.status_code == 422
    assert "Nhập số, ví dụ 8,5 hoặc 8.5." in main_text(page)


def test_the_public_pages_are_light_and_explain_the_score(cast: Cast) -> None:
    """Strangers read both pages in at most 30 KB; the example's arithmetic is the rubric's own."""
    _with_judging(cast)
    client = cast.client(None)
    page = client.get("/contests/stkt-2026/judging")
    text = main_text(page)
    assert "Tính mới" in text
    assert "tối đa 40 điểm" in text
    assert "84 + 82,5 + 81,5 = 248; 248 : 3 = 82,67" in text
    assert "Nếu trao hết, tổng tiền thưởng là 240.000.000 đồng cho 2 lĩnh vực." in text
    front = client.get("/contests/stkt-2026")
    assert "Đăng nhập để bắt đầu hồ sơ" in front.get_data(as_text=True)
    assert 'action="/contests/stkt-2026/enter"' in cast.client("an").get("/contests/stkt-2026").get_data(as_text=True)
    assert client.get("/contests/khong-co").status_code == 404
    assert max(len(gzip.compress(answer.get_data())) for answer in (page, front)) < 8_000


def test_pages_ask_the_database_a_constant_number_of_times(cast: Cast) -> None:
    """No page of the rule book needs more than 12 statements, whoever looks."""
    _with_judging(cast)
    pages = ("/organise", f"{OFFICE}/rules", f"{OFFICE}/rules/slots", f"{OFFICE}/rubric", f"{OFFICE}/prize-structure")
    pages += (f"{OFFICE}/people?q=manh", f"{OFFICE}/rules.toml", "/contests/stkt-2026", "/contests/stkt-2026/judging")
    client, counted = cast.client("oanh"), {}
    for address in pages:
        statements: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)  # noqa: B023 - the listener is taken off before the next page

        event.listen(cast.database.engine, "before_cursor_execute", note)
        assert client.get(address).status_code == 200
        event.remove(cast.database.engine, "before_cursor_execute", note)
        counted[address] = len(statements)
    assert max(counted.values()) <= 12, counted
