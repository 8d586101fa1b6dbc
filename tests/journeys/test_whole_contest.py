"""A whole contest through its pages, without scripts and with CSRF protection: entry to checked certificate."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from contest.adapters.rulebooks import load_rulebook, shipped
from contest.config import Settings
from contest.db import Database
from contest.models.accounts import Account
from contest.models.audit import AuditEvent
from contest.models.certificates import Certificate
from contest.models.editions import Edition
from contest.models.entries import Entry
from contest.rules.text import clean
from contest.services import audit
from contest.worker import run_once
from judging.models.panels import Judge
from judging.models.rubrics import Criterion
from judging.services import rulebooks
from tests import bad_files, factories
from tests.client import WatchfulClient, form_with, forms, links, main_text, signed_in_client

ENTRY = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)
SCREENING = datetime(2026, 8, 10, 3, 0, tzinfo=UTC)
JUDGING = datetime(2026, 9, 15, 3, 0, tzinfo=UTC)
AWARDING = datetime(2026, 12, 9, 3, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Give a clock that stands where the journey is."""
    with time_machine.travel(ENTRY, tick=False) as traveller:
        yield traveller


class Journey:
    """One contest and the people who walk through it."""

    def __init__(self, app: Flask, settings: Settings, preset: str) -> None:
        self.app, self.settings, self.youth = app, settings, preset == "youth"
        app.config["WTF_CSRF_ENABLED"] = True
        self.database: Database = app.extensions["database"]
        with self.database.writing() as session:
            book = load_rulebook(next(path for path in shipped() if path.stem == preset))
            edition = rulebooks.import_rulebook(session, book, by=None, now=ENTRY)
            self.code, self.name = edition.code, edition.title
            self.sections = [section.code for section in edition.sections]
            self.slots = [(slot.code, slot.kinds[0]) for slot in edition.slots if slot.required]
            self.field_ids = [str(field.id) for field in edition.fields]
            organiser = factories.account(session, "Hoàng Kim Oanh", role="organiser", edition=self.code)
            self.organiser_id = organiser.id
        self.office = f"/organise/{self.code}"

    def organiser(self) -> WatchfulClient:
        """Return the organiser, freshly signed in."""
        return signed_in_client(self.app, self.organiser_id)

    def look(self) -> Session:
        """Return a session for a short look."""
        return self.database.session()

    def fill(self, client: WatchfulClient, address: str, sent: str = "Lưu và tiếp tục", **values: object) -> str:
        """Fill in a form, send it, and return the words of the page that follows."""
        answer = form_with(client, client.get(address), sent).fill(**values).send(sent)
        assert answer.status_code == 200, main_text(answer)
        return main_text(answer)

    def enter(self, number: int) -> str:
        """Register a person, fill in an entry, upload files, submit, and return the entry's public id."""
        client = self.app.test_client()
        assert isinstance(client, WatchfulClient)
        contact = f"09123456{number:02d}"
        self.fill(
            client,
            "/register",
            "Tạo tài khoản",
            full_name=f"Vàng Mí Chá {number}",
            contact=contact,
            kind="teacher" if self.youth else "adult",
            password="ngô nếp nương đá",
        )
        start = form_with(client, client.get(f"/contests/{self.code}"), "Bắt đầu hồ sơ")
        base = start.send().request.path
        title = f"Máy tách hạt ngô chạy bằng sức nước số {number}"
        division = {"division_code": "THCS"} if self.youth else {}
        self.fill(
            client,
            f"{base}/solution",
            title=title,
            field_code="01",
            made="3/2026",
            place_of_use="Xã Đồng Văn",
            deployment="Đã áp dụng trong thực tế",
            **division,
        )
        self.fill(client, f"{base}/contact", commune_name="Xã Đồng Văn", phone=contact, unit_name="Trường Sủng Là")
        for section in self.sections:
            self.fill(client, f"{base}/texts/{section}", text="Chạy bằng sức nước, không cần điện.", finished="yes")
        self.add_authors(client, base, number)
        if self.youth:
            self.fill(client, f"{base}/supervisors/new", "Lưu giáo viên", full_name="Nông Thị Hiền", phone="0912345999")
        for slot, kind in self.slots:
            page = client.get(f"{base}/files")
            form = next(f for f in forms(client, page) if (f.node.get("action") or "").endswith(f"/files/{slot}"))
            data = bad_files.pdf(1, f"trang {number}") if kind == "pdf" else bad_files.photo(size=(60 + number, 50))
            ending = "pdf" if kind == "pdf" else "jpg"
            sent = form.fill(**{f"{slot}-files": (io.BytesIO(data), f"bản mô tả.{ending}")}).send()
            assert "Đã nhận 1 tệp" in main_text(sent)
        receipt = form_with(client, client.get(f"{base}/check"), "Nộp hồ sơ dự thi").fill(declared="y").send()
        assert receipt.request.path == f"{base}/receipt", main_text(receipt)
        assert len(re.findall(r"\b[0-9a-f]{64}\b", main_text(receipt))) >= len(self.slots) + 1
        return base.rpartition("/")[2]

    def add_authors(self, client: WatchfulClient, base: str, number: int) -> None:
        """Add one author, or two pupils with guardians and consents."""
        people = [("Giàng Thị Mỷ", "5/9/2012"), ("Lý A Páo", "1/3/2013")] if self.youth else [("Sùng A Lử", "5/9/1985")]
        for name, birth in people:
            guardian: dict[str, object] = {}
            if self.youth:
                guardian = {
                    "guardian_name": "Giàng Mí Dình",
                    "guardian_relation": "Bố",
                    "guardian_phone": "0987654321",
                    "class_name": "7A",
                }
            self.fill(
                client,
                f"{base}/authors/new",
                "Lưu tác giả",
                full_name=f"{name} {'I' * number}",
                birth_date=birth,
                sex="Nam",
                **guardian,
            )
        if not self.youth:
            return
        form_with(client, client.get(f"{base}/authors"), "Chia đều").send()
        for address in links(client.get(f"{base}/consents")).values():
            if address.endswith("/consents"):
                ticks = {"guardian_take_part": "y", "author_take_part": "y"}
                if number == 1:
                    ticks |= {"guardian_publish_name": "y", "author_publish_name": "y"}
                self.fill(client, address, "Ghi nhận sự đồng ý", **ticks)

    def work(self) -> None:
        """Let the worker do everything that waits."""
        while run_once(self.database, self.app.extensions["storage"], self.settings):
            pass

    def invite(self, number: int) -> int:
        """Invite a judge by a new account, accept as the judge, and return the account's id."""
        client = self.organiser()
        answer = form_with(client, client.get(f"{self.office}/judges/new"), "Tạo tài khoản và mời").fill(
            full_name=f"Giám Khảo {number}", contact=f"giamkhao{number}@example.vn", unit_name=f"Viện {number}"
        )
        found = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", main_text(answer.send()))
        assert found
        judge_client = self.app.test_client()
        assert isinstance(judge_client, WatchfulClient)
        form_with(judge_client, judge_client.get("/code"), "Tiếp tục").fill(code=found.group()).send()
        with self.look() as session:
            account = session.scalars(select(Account).filter_by(email=f"giamkhao{number}@example.vn")).one()
            judge = session.scalars(select(Judge).filter_by(account_id=account.id)).one()
        self.fill(judge_client, f"/judge/invitations/{judge.id}", "Gửi trả lời", accept="yes")
        return account.id

    def score(self, account_id: int, marks: dict[int, list[str]], order: list[str]) -> None:
        """Score the whole queue of a judge with the button for the next entry."""
        client = signed_in_client(self.app, account_id)
        page = form_with(client, client.get(f"/judge/{self.code}"), "Chấm bài tiếp theo").send()
        for _ in order:
            text = page.get_data(as_text=True)
            for hidden in ("Vàng Mí Chá", "Sùng A Lử", "Giàng Thị Mỷ", "Trường Sủng Là", "Nông Thị Hiền", "bản mô tả."):
                assert hidden not in text
            number = int(re.findall(r"số (\d)", main_text(page))[0])
            with self.look() as session:
                ids = list(session.scalars(select(Criterion.id).order_by(Criterion.position)))
            values = {f"mark-{i}": mark for i, mark in zip(ids, marks[number], strict=True)}
            page = form_with(client, page, "Nộp phiếu, sang bài sau").fill(**values).send("Nộp phiếu, sang bài sau")
            assert page.status_code == 200, main_text(page)


def _button(page: TestResponse, start: str) -> str:
    """Return the words of the first button that begins so."""
    found = re.findall(r"<button[^>]*>([^<]*)", page.get_data(as_text=True))
    return next(words for words in (clean(text) for text in found) if words.startswith(start))


@pytest.mark.parametrize("preset", ["stkt", "youth"])
def test_from_sign_up_to_checked_certificate(
    app: Flask, settings: Settings, clock: time_machine.Traveller, preset: str
) -> None:
    """Two entrants, a desk, three judges, a committee, a certificate that anyone can check; the trail is unbroken."""
    journey = Journey(app, settings, preset)
    entries = [journey.enter(1), journey.enter(2)]
    journey.work()

    clock.move_to(SCREENING)
    desk = journey.organiser()
    for public_id in entries:
        page = desk.get(f"{journey.office}/entries/{public_id}")
        buttons = [text for text in ("Ghi kết luận", "Ghi và mở hồ sơ tiếp theo") if text in main_text(page)]
        assert form_with(desk, page, buttons[0]).fill(verdict="valid").send(buttons[0]).status_code == 200
    with journey.look() as session:
        codes = sorted(str(entry.dossier_code) for entry in session.scalars(select(Entry)))
    assert [code[-6:] for code in codes] == ["01-001", "01-002"]

    judges = [journey.invite(number) for number in (1, 2, 3)]
    office = journey.organiser()
    with journey.look() as session:
        seats = {
            f"role_{judge.id}": "chair" if judge.code == "J01" else "member" for judge in session.scalars(select(Judge))
        }
    journey.fill(
        office, f"{journey.office}/panels/new", "Lưu tiểu ban", name="Tiểu ban 1", fields=journey.field_ids, **seats
    )
    preview = form_with(office, office.get(f"{journey.office}/assignment"), "Lập phương án").fill(seed="7").send()
    assert "6 lượt phân công" in main_text(preview)
    form_with(office, preview, "Áp dụng").send()

    clock.move_to(JUDGING)
    good = ["36,5", "27", "26"] if preset == "stkt" else ["27,5", "18", "26", "17"]
    fair = ["30", "21", "20.5"] if preset == "stkt" else ["20", "14", "20.5", "12"]
    for account_id in judges:
        journey.score(account_id, {1: good, 2: fair}, entries)

    clock.move_to(AWARDING)
    office = journey.organiser()
    ranking = main_text(office.get(f"{journey.office}/ranking"))
    total = "89,50" if preset == "stkt" else "88,50"
    assert ranking.index(total) < ranking.index("71,50" if preset == "stkt" else "66,50")
    shown = form_with(office, office.get(f"{journey.office}/prizes"), "Lập danh sách đề nghị").send()
    shown = form_with(office, shown, "Thông qua và khóa danh sách").fill(present="9/11 ủy viên", votes_for="9").send()
    decision = form_with(office, office.get(f"{journey.office}/decision"), "Ghi quyết định")
    decision.fill(number="125/QĐ-BTCHT", signed_on="08/12/2026", signer="Nguyễn Thị Hồng Phượng").send()
    journey.fill(
        office,
        f"{journey.office}/honours",
        "Ghi khen thưởng",
        recipient_kind="collective",
        recipient="Trường PTDTBT THCS Sủng Là",
        merit="Đã có thành tích xuất sắc trong công tác tổ chức cuộc thi",
    )
    page = office.get(f"{journey.office}/certificates")
    form_with(office, page, _button(page, "Cấp")).send()
    printed = form_with(office, office.get(f"{journey.office}/certificates"), "Tải PDF để in").send()
    assert printed.mimetype == "application/pdf"
    assert printed.data.startswith(b"%PDF-1.7")
    page = office.get(f"{journey.office}/awards")
    form_with(office, page, _button(page, "Công bố")).send()

    stranger = app.test_client()
    assert isinstance(stranger, WatchfulClient)
    with journey.look() as session:
        papers = session.scalars(select(Certificate).order_by(Certificate.register_no)).all()
        assert [paper.register_no for paper in papers if paper.register == papers[0].register] == list(
            range(1, 1 + sum(paper.register == papers[0].register for paper in papers))
        )
        assert list(audit.broken_links(session)) == []
        actions = set(session.scalars(select(AuditEvent.action)))
    first = papers[0]
    typed = form_with(stranger, stranger.get("/certificates/check"), "Tra cứu").fill(
        code="-".join(first.code[i : i + 4].lower() for i in range(0, 16, 4))
    )
    text = main_text(typed.send())
    assert "Giấy này hợp lệ" in text
    assert "Giải Nhất" in text or "Giải Đặc biệt" in text
    assert "125/QĐ-BTCHT" in text
    assert "Máy tách hạt ngô chạy bằng sức nước số 1" in text
    assert ("Giàng Thị Mỷ I" if preset == "youth" else "Sùng A Lử I") in text
    assert stranger.get(f"/X/{first.code}").status_code == 200
    results = main_text(stranger.get(f"/contests/{journey.code}/results"))
    assert "Máy tách hạt ngô chạy bằng sức nước số 1" in results
    if preset == "youth":
        assert "Giàng Thị Mỷ I ," not in results
        assert "Giàng Thị Mỷ II" not in results, "no consent to publish was given for the second entry"
    assert {"entry.submitted", "entry.screened", "assignment.applied", "sheet.submitted", "prizes.confirmed"} <= actions
    assert {"decision.recorded", "honour.recorded", "certificate.issued", "certificate.printed"} <= actions
    trail = main_text(office.get(f"{journey.office}/audit"))
    assert "In giấy chứng nhận" in trail
    with journey.look() as session:
        assert session.scalars(select(Edition)).one().results_published_at is not None
