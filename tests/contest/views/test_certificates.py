"""Pages of certificates, honours, results and the public check."""

import hashlib
import io
import re
from datetime import date

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event, select

from contest.models.accounts import Account
from contest.models.awards import Award
from contest.models.certificates import Certificate, CertificatePrint
from contest.models.editions import Edition
from contest.models.entries import Entry
from contest.models.people import Author
from contest.rules.kinds import CertificateState, ConsentGiver
from tests import factories, judging_factories
from tests.client import form_with, forms, main_text
from tests.conftest import Cast
from tests.prize_factories import decided, issued, judged, more_entries, organiser, publish_consent

BASE = "/organise/stkt-2026"


@pytest.fixture
def awarded(cast: Cast) -> Cast:
    """Give an edition with a decision on two prizes: a pair and one author."""
    with cast.database.writing() as session:
        edition = session.scalars(select(Edition)).one()
        judging_factories.prize_rows(session, edition)
        judged(session, edition, [9000, 8500], authors=(("Giàng A Sùng", "Vàng Thị Mỷ"), ("Tẩn Lở Mẩy",)))
        decided(session, edition, by=organiser(session))
    return cast


@pytest.fixture
def certified(awarded: Cast) -> Cast:
    """Give the same with four certificates."""
    with awarded.database.writing() as session:
        issued(session, session.scalars(select(Edition)).one(), by=organiser(session))
    return awarded


def codes(cast: Cast) -> list[str]:
    with cast.database.reading() as session:
        return list(session.scalars(select(Certificate.code).order_by(Certificate.register_no)))


def test_issue_and_print(awarded: Cast) -> None:
    """Draft, issue, print: a PDF whose digest stands in the log; printing again asks why."""
    oanh = awarded.client("oanh")
    shown = oanh.get(f"{BASE}/certificates")
    assert "4 giấy chờ cấp" in main_text(shown)
    assert oanh.get(f"{BASE}/certificates/drafts.pdf").data.startswith(b"%PDF-1.7")
    assert codes(awarded) == []
    shown = form_with(oanh, shown, "Cấp số và mã").send()
    assert "Đã cấp 4 giấy." in main_text(shown)
    assert "Mọi giấy đã được cấp từ trước." in main_text(oanh.post(f"{BASE}/certificates/issue", follow_redirects=True))
    assert len(codes(awarded)) == 4
    assert oanh.get(f"{BASE}/certificates/drafts.pdf").status_code == 404
    printed = form_with(oanh, oanh.get(f"{BASE}/certificates"), "Tải PDF để in").send()
    assert printed.mimetype == "application/pdf"
    with awarded.database.reading() as session:
        (log,) = session.scalars(select(CertificatePrint)).all()
        assert (len(log.certificate_ids), log.sha256) == (4, hashlib.sha256(printed.data).hexdigest())
    again = form_with(oanh, oanh.get(f"{BASE}/certificates"), "Tải PDF để in").fill(which="all")
    refused = again.send()
    assert refused.status_code == 422
    assert "Hãy ghi lý do." in main_text(refused)
    assert form_with(oanh, refused, "Tải PDF để in").fill(reason="Lem mực").send().data == printed.data
    nothing = form_with(oanh, oanh.get(f"{BASE}/certificates"), "Tải PDF để in").send()
    assert nothing.status_code == 422
    assert "Không có giấy nào để in" in main_text(nothing)


def test_the_filtered_list_is_printed(certified: Cast) -> None:
    """What the filter shows is what comes out; a single paper has its own page and file."""
    oanh = certified.client("oanh")
    shown = oanh.get(f"{BASE}/certificates?q=tan+lo&state=valid&tier=second")
    assert "1 giấy" in main_text(shown)
    assert "Giàng A Sùng" not in main_text(shown)
    assert "Giàng A Sùng" in main_text(oanh.get(f"{BASE}/certificates"))
    single = form_with(oanh, shown, "Tải PDF để in").send()
    assert single.mimetype == "application/pdf"
    with certified.database.reading() as session:
        assert len(session.scalars(select(CertificatePrint.certificate_ids)).one()) == 1
    page = oanh.get(f"{BASE}/certificates/2")
    assert "2026/0002" in main_text(page)
    assert form_with(oanh, page, "Tải PDF để in").send().mimetype == "application/pdf"
    assert "In lại phải ghi lý do" in main_text(oanh.get(f"{BASE}/certificates/2"))
    assert oanh.get(f"{BASE}/certificates/99").status_code == 404


def test_a_name_that_cannot_be_printed_is_reported(awarded: Cast) -> None:
    """The report names the award, the holder and the character; the button is not there, a post issues nothing."""
    with awarded.database.writing() as session:
        award = session.scalars(select(Award).order_by(Award.position.desc())).first()
        assert award is not None
        award.unit_name = "Trường 阮"
    oanh = awarded.client("oanh")
    shown = oanh.get(f"{BASE}/certificates")
    assert "Giải Nhì, Tẩn Lở Mẩy" in main_text(shown)
    assert "阮" in main_text(shown)
    assert not [form for form in forms(oanh, shown) if any("Cấp số" in text for text, _, _ in form.buttons)]
    answer = oanh.post(f"{BASE}/certificates/issue", follow_redirects=True)
    assert "Chưa cấp giấy nào." in answer.get_data(as_text=True)
    assert codes(awarded) == []


def test_revoke_and_reissue(certified: Cast) -> None:
    """Each asks why; the public page says at once what became of the paper."""
    oanh, stranger = certified.client("oanh"), certified.client(None)
    first, _, _, last = codes(certified)
    assert "Giấy này hợp lệ" in main_text(stranger.get(f"/x/{last}"))
    form = form_with(oanh, oanh.get(f"{BASE}/certificates/4/revoke"), "Thu hồi giấy")
    assert form.fill(reason="").send().status_code == 422
    assert "Đã thu hồi" in main_text(form.fill(reason="Nhầm người").send())
    shown = main_text(stranger.get(f"/x/{last}"))
    assert "Giấy này đã bị thu hồi" in shown
    assert "Nhầm người" not in shown, "the reason stays in the office"
    form = form_with(oanh, oanh.get(f"{BASE}/certificates/1/reissue"), "Cấp lại")
    assert dict(form.values)["names"] == "Giàng A Sùng\nVàng Thị Mỷ"
    refused = form.fill(names="Giàng A Sùng", reason="Sai tên").send()
    assert refused.status_code == 422
    assert "đúng 2 tên" in main_text(refused)
    assert "2026/0005" in main_text(form.fill(names="Giàng A Sừng\nVàng Thị Mỷ", reason="Sai tên").send())
    replaced = stranger.get(f"/x/{first}")
    assert "Giấy này đã được thay thế" in main_text(replaced)
    assert "Giàng A Sừng" in main_text(stranger.get(f"/x/{codes(certified)[-1]}"))


def test_honours_and_withdrawal(awarded: Cast) -> None:
    """A person and a school are honoured; a withdrawn award asks why and takes its papers along."""
    oanh = awarded.client("oanh")
    form = form_with(oanh, oanh.get(f"{BASE}/honours"), "Ghi khen thưởng")
    refused = form.fill(recipient="", merit="").send()
    assert refused.status_code == 422
    assert "Nhập tên người hoặc tập thể được khen." in main_text(refused)
    facts = {"recipient": "Nguyễn Thị Hà", "salutation": "ba", "merit": "Đã có thành tích", "amount": "1.000.000"}
    assert "Nguyễn Thị Hà" in main_text(form.fill(**facts).send())
    with awarded.database.reading() as session:
        award = session.scalars(select(Award).where(Award.recipient == "Nguyễn Thị Hà")).one()
        assert (award.name, award.amount, award.salutation, award.entry_id) == ("Giấy khen", 1_000_000, "ba", None)
    assert "5 giấy" in main_text(form_with(oanh, oanh.get(f"{BASE}/certificates"), "Cấp số và mã").send())
    form = form_with(oanh, oanh.get(f"{BASE}/awards/{award.id}/withdraw"), "Thu hồi")
    assert form.fill(reason="").send().status_code == 422
    assert "Đã thu hồi" in main_text(form.fill(reason="Nhập nhầm").send())
    with awarded.database.reading() as session:
        states = session.scalars(select(Certificate.state).order_by(Certificate.register_no)).all()
    assert states == [CertificateState.VALID] * 4 + [CertificateState.REVOKED]
    assert oanh.get(f"{BASE}/awards/999/withdraw").status_code == 404


def test_the_table_of_awards(awarded: Cast) -> None:
    """The spreadsheet has a row an award, with numbers as numbers."""
    answer = awarded.client("oanh").get(f"{BASE}/awards.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    first = next(row for row in rows if row[0] == 1)
    assert first[1:8] == [
        "Giải Nhất",
        "STKT06-01-001",
        "Giải pháp số 1",
        "Giàng A Sùng, Vàng Thị Mỷ",
        "Hợp tác xã Sủng Là",
        "Công nghệ thông tin",
        40_000_000,
    ]


def test_results_open_when_published(awarded: Cast) -> None:
    """Before: 404 for everybody. After: prizes by tier with names and amounts."""
    stranger, oanh = awarded.client(None), awarded.client("oanh")
    assert stranger.get("/contests/stkt-2026/results").status_code == 404
    assert oanh.get("/contests/stkt-2026/results").status_code == 404
    assert "Đã công bố kết quả." in main_text(form_with(oanh, oanh.get(f"{BASE}/awards"), "Công bố kết quả").send())
    text = main_text(stranger.get("/contests/stkt-2026/results"))
    assert re.search(r"Giải Nhất Giải pháp số 1 Giàng A Sùng, Vàng Thị Mỷ .* 40\.000\.000 đồng Giải Nhì", text)
    assert stranger.get("/contests/khong-co/results").status_code == 404


def test_the_entrant_reads_of_the_prize(awarded: Cast) -> None:
    """The entry's page keeps the prize back until the results are published, then says it; a loser is thanked."""
    with awarded.database.writing() as session:
        edition = session.scalars(select(Edition)).one()
        more_entries(session, edition, [5000])
        owner = session.scalars(select(Account).where(Account.full_name == "Giàng A An")).one()
        held = list(session.scalars(select(Entry).order_by(Entry.id)))
        for entry in held:
            entry.owner_id = owner.id
        addresses = [f"/entries/{entry.public_id}" for entry in held]
    an = awarded.client("an")
    assert "Chúc mừng" not in main_text(an.get(addresses[0]))
    with awarded.database.writing() as session:
        session.scalars(select(Edition)).one().results_published_at = edition.created_at
    assert "Chúc mừng! Hồ sơ đạt Giải Nhất." in main_text(an.get(addresses[0]))
    assert "Kết quả đã được công bố. Cảm ơn bạn" in main_text(an.get(addresses[-1]))


def test_the_home_page_shows_the_highest_prizes(awarded: Cast) -> None:
    """The latest published edition, the highest prize first; children without consent by their initials."""
    with awarded.database.writing() as session:
        edition = session.scalars(select(Edition)).one()
        edition.results_published_at = edition.created_at
        child = session.scalars(select(Author).where(Author.full_name == "Tẩn Lở Mẩy")).one()
        child.birth_date = date(2012, 1, 1)
    home = main_text(awarded.client(None).get("/"))
    assert "Giải Nhất Giải pháp số 1 Giàng A Sùng, Vàng Thị Mỷ" in home
    assert "T.L.M." in home
    assert "Tẩn Lở Mẩy" not in home


def test_children_without_consent_are_not_named(certified: Cast) -> None:
    """The name is on the paper and could have been seen; check page, JSON and results show initials instead."""
    with certified.database.writing() as session:
        author = session.scalars(select(Author).where(Author.full_name == "Tẩn Lở Mẩy")).one()
        edition = session.scalars(select(Edition)).one()
        edition.results_published_at = edition.created_at
    stranger, last = certified.client(None), codes(certified)[-1]
    places = (f"/x/{last}", f"/x/{last}.json", "/contests/stkt-2026/results")
    for place in places:
        assert "Tẩn Lở Mẩy" in stranger.get(place).get_data(as_text=True)
    with certified.database.writing() as session:
        session.get_one(Author, author.id).birth_date = date(2012, 1, 1)
    for place in places:
        text = stranger.get(place).get_data(as_text=True)
        assert "Tẩn Lở Mẩy" not in text
        assert "T.L.M." in text
    with certified.database.writing() as session:
        by = factories.account(session)
        kept = session.get_one(Author, author.id)
        publish_consent(session, kept, ConsentGiver.GUARDIAN, by=by)
    assert "Tẩn Lở Mẩy" not in stranger.get(places[0]).get_data(as_text=True), "the child's own is missing"
    with certified.database.writing() as session:
        publish_consent(session, session.get_one(Author, author.id), ConsentGiver.AUTHOR, by=factories.account(session))
    for place in places:
        assert "Tẩn Lở Mẩy" in stranger.get(place).get_data(as_text=True)


def test_the_code_opens_in_any_form(certified: Cast) -> None:
    """Upper case as the QR code says it, groups, lower case, letters taken for digits."""
    stranger, (first, *_) = certified.client(None), codes(certified)
    grouped = "-".join(first[at : at + 4] for at in range(0, 16, 4))
    for address in (f"/x/{first}", f"/X/{first}", f"/x/{grouped.lower()}", f"/X/{first.replace('0', 'O')}"):
        answer = stranger.get(address)
        assert "Giấy này hợp lệ" in main_text(answer)
        assert grouped in main_text(answer)
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert 'name="robots" content="noindex' in answer.get_data(as_text=True)
    form = form_with(stranger, stranger.get("/certificates/check"), "Tra cứu")
    shown = form.fill(code=grouped.replace("-", " ").lower()).send()
    assert shown.request.path == f"/x/{first}"
    found = stranger.get(f"/x/{first}.json").get_json()
    assert (found["state"], found["names"], found["register_no"]) == (
        "valid",
        ["Giàng A Sùng", "Vàng Thị Mỷ"],
        "2026/0001",
    )


def test_an_unknown_code_tells_nothing(certified: Cast) -> None:
    """The same keys, nobody's words, 404; nonsense in the form is a mistake, not a search."""
    stranger, (first, *_) = certified.client(None), codes(certified)
    answer = stranger.get("/x/0000000000000000")
    assert answer.status_code == 404
    assert "Không tìm thấy giấy này" in main_text(answer)
    unknown, known = stranger.get("/x/0000000000000000.json"), stranger.get(f"/x/{first}.json")
    assert unknown.get_json().keys() == known.get_json().keys()
    assert {value for key, value in unknown.get_json().items() if key not in ("state", "code", "names")} == {""}
    form = form_with(stranger, stranger.get("/certificates/check"), "Tra cứu")
    assert form.fill(code="").send().status_code == 422
    refused = form.fill(code="xin chào").send()
    assert refused.status_code == 422
    assert "Mã gồm 16 ký tự" in main_text(refused)
    assert form.fill(code="0000 0000 0000 0000").send().status_code == 404


def test_guessing_is_slowed_down(certified: Cast) -> None:
    """After a row of wrong codes the door is shut for a while, even for a right one."""
    stranger, (first, *_) = certified.client(None), codes(certified)
    statuses = [
        stranger.post("/certificates/check", data={"code": f"{number:016d}"}).status_code for number in range(40)
    ]
    assert statuses[0] == 302
    assert statuses[-1] == 429
    assert stranger.post("/certificates/check", data={"code": first}).status_code == 429


@pytest.mark.parametrize(("person", "status"), [(None, 401), ("an", 403), ("giang", 403), ("thu", 403), ("manh", 403)])
@pytest.mark.parametrize("address", ["issue", "print", "1/revoke", "1/reissue"])
def test_nobody_else_posts(certified: Cast, address: str, person: str | None, status: int) -> None:
    """Entrants, judges and the secretariat issue and print nothing."""
    assert certified.client(person).post(f"{BASE}/certificates/{address}").status_code == status
    assert len(codes(certified)) == 4


def test_the_number_of_statements_stays(cast: Cast) -> None:
    """Register and results ask the database as often for 30 awards as for 2, at most 12 times."""
    numbers = []
    oanh, stranger = cast.client("oanh"), cast.client(None)
    for round_, count in enumerate((2, 30)):
        with cast.database.writing() as session:
            edition = session.scalars(select(Edition)).one()
            by = organiser(session)
            if round_ == 0:
                for row in judging_factories.prize_rows(session, edition):
                    row.quota = 40
                judged(session, edition, [9000] * count)
                decided(session, edition, by=by)
            else:
                for award in session.scalars(select(Award)):
                    award.revoked_at = edition.created_at
                more_entries(session, edition, [8000] * (count - 2))
                decided(session, edition, by=by, number="126/QĐ-BTCHT")
            edition.results_published_at = edition.created_at
        asked: list[str] = []
        listen = lambda *args: asked.append(args[2])  # noqa: E731, B023
        event.listen(cast.database.engine, "before_cursor_execute", listen)
        sizes = []
        for client, address in (
            (oanh, f"{BASE}/certificates"),
            (oanh, f"{BASE}/awards"),
            (oanh, f"{BASE}/honours"),
            (stranger, "/contests/stkt-2026/results"),
            (stranger, "/"),
        ):
            assert client.get(address).status_code == 200
            sizes.append(len([one for one in asked if one.startswith("SELECT")]))
            asked.clear()
        event.remove(cast.database.engine, "before_cursor_execute", listen)
        numbers.append(sizes)
    assert numbers[0] == numbers[1]
    assert max(numbers[0]) <= 12, numbers
