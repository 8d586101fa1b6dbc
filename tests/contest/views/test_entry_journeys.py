"""A whole entry through the forms, as a browser without scripts sends it, for both contests."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.models.attachments import Attachment
from contest.models.consents import Consent
from contest.models.editions import Edition
from contest.models.entries import Entry, Submission
from contest.models.mail import Message
from contest.models.people import Author
from contest.rules.dossiers import content_hash
from contest.rules.kinds import ContestType, EntryState, FileState
from tests import factories
from tests.client import WatchfulClient, form_with, links, main_text
from tests.conftest import Cast


def attach(session: Session, entry: Entry, slot: str = "description", kind: str = "pdf") -> Attachment:
    """Return a file in a slot of an entry, as the upload pages would leave it."""
    made = Attachment(
        public_id=secrets.token_hex(8),
        entry_id=entry.id,
        slot_code=slot,
        file_name=f"Bản mô tả {slot}.{kind}",
        kind=kind,
        size=123456,
        sha256=secrets.token_hex(32),
        state=FileState.READY,
        uploaded_at=datetime(2026, 6, 1, tzinfo=UTC),
        uploaded_by_id=entry.owner_id,
    )
    session.add(made)
    session.flush()
    return made


@contextmanager
def looking(cast: Cast) -> Iterator[Session]:
    """Give a short look at the database, which holds no lock while pages are asked for."""
    with cast.database.reading() as session:
        yield session


def fill(client: WatchfulClient, address: str, button: str = "Lưu và tiếp tục", **values: object) -> str:
    """Fill in the form of a page and return the words of the page that follows."""
    answer = form_with(client, client.get(address), button).fill(**values).send(button)
    assert answer.status_code == 200, main_text(answer)
    return main_text(answer)


def test_a_technical_solution_from_start_to_receipt(cast: Cast) -> None:
    """An starts, fills every part, sees what is missing, submits and holds the receipt."""
    client = cast.client("an")
    hub = form_with(
        client, client.get("/entries"), "Bắt đầu hồ sơ Hội thi Sáng tạo kỹ thuật tỉnh Tuyên Quang lần thứ VI"
    )
    page = hub.send()
    base = page.request.path
    assert "Bạn đã hoàn thành 0 trên 5 phần bắt buộc." in main_text(page)
    assert "17 giờ 00, thứ Sáu ngày 31/07/2026 (giờ Việt Nam), còn 46 ngày" in main_text(page)
    fill(
        client,
        f"{base}/solution",
        title="Máy tách hạt ngô",
        field_code="02",
        made="3/2025",
        deployment="Đã áp dụng trong thực tế",
    )
    fill(client, f"{base}/contact", commune_name="Xã Đồng Văn", phone="+84 912.345.678", unit_name="HTX Sủng Là")
    fill(client, f"{base}/texts/novelty", text="Chạy bằng sức nước,\nkhông cần điện.", finished="yes")
    words = fill(client, f"{base}/authors/new", "Lưu tác giả", full_name="Giàng A An", birth_date="5/9/1985")
    assert "Đã lưu Giàng A An." in words
    check = client.get(f"{base}/check")
    assert "Còn thiếu 1 điều" in main_text(check)
    assert links(check)["Tải lên: Bản mô tả."] == f"{base}/files?next=check"
    refused = form_with(client, check, "Nộp hồ sơ dự thi").send()
    assert refused.status_code == 422
    assert "Hãy đọc và đánh dấu lời cam đoan trước khi nộp." in main_text(refused)
    refused = form_with(client, check, "Nộp hồ sơ dự thi").fill(declared="y").send()
    assert refused.status_code == 422
    assert "Hồ sơ chưa nộp được" in main_text(refused)

    with cast.database.writing() as writing:
        file_digest = attach(writing, writing.scalars(select(Entry)).one()).sha256
    receipt = form_with(client, client.get(f"{base}/check"), "Nộp hồ sơ dự thi").fill(declared="y").send()
    assert receipt.request.path == f"{base}/receipt"
    with looking(cast) as session:
        entry = session.scalars(select(Entry)).one()
        submission = session.scalars(select(Submission)).one()
        message = session.scalars(select(Message)).one()
    picture = client.get(f"{base}/receipt.svg")
    assert picture.mimetype == "image/svg+xml"
    assert picture.get_data().startswith(b"<?xml")
    text = main_text(receipt)
    assert submission.receipt_code in text
    assert file_digest in text
    assert submission.content_hash in text
    assert "10 giờ 00, thứ Hai ngày 15/06/2026" in text
    assert (entry.state, entry.field_id) == (EntryState.SUBMITTED, entry.chosen_field_id)
    assert submission.content_hash == content_hash(submission.content)
    assert submission.content["entrant"]["phone"] == "0912345678"
    assert submission.content["sections"][0]["text"] == "Chạy bằng sức nước,\nkhông cần điện."
    assert submission.receipt_code in message.subject
    assert file_digest in message.body

    assert "Đã lưu." in fill(client, f"{base}/solution", title="Máy tách hạt ngô, bản cải tiến")
    assert "Những chỗ sửa chỉ được tính khi bạn nộp lại" in main_text(client.get(base))
    with looking(cast) as session:
        assert session.scalars(select(Submission)).one().title == "Máy tách hạt ngô"
    form_with(client, client.get(f"{base}/check"), "Nộp hồ sơ dự thi").fill(declared="y").send()
    with looking(cast) as session:
        versions = session.scalars(select(Submission).order_by(Submission.number)).all()
    assert [(v.number, v.is_current, v.title) for v in versions] == [
        (1, False, "Máy tách hạt ngô"),
        (2, True, "Máy tách hạt ngô, bản cải tiến"),
    ]
    assert versions[0].receipt_code in main_text(client.get(f"{base}/receipt"))


def test_a_childs_model_with_guardian_and_consents(cast: Cast) -> None:
    """A pupil's entry needs the school, the guardian and both agreements; nothing is ticked beforehand."""
    with cast.database.writing() as writing:
        factories.edition(
            writing, "youth-2026", contest_type=ContestType.YOUTH, minors=True, max_authors=2, title="Cuộc thi tuổi trẻ"
        )
    client = cast.client("binh")
    base = client.post("/contests/youth-2026/enter", follow_redirects=True).request.path
    assert "Đồng ý của tác giả và gia đình Chưa thể bắt đầu" in main_text(client.get(base))
    fill(client, f"{base}/solution", title="Xe chở nước tự đổ", field_code="01", division_code="thcs")
    fill(client, f"{base}/contact", unit_name="Trường THCS Sủng Là", commune_name="Xã Đồng Văn", phone="0912345678")
    fill(client, f"{base}/texts/novelty", text="Tự đổ nước.", finished="later")
    fill(
        client, f"{base}/authors/new", "Lưu tác giả", full_name="Vàng Thị Mỷ", birth_date="05/09/2013", class_name="7A"
    )
    with looking(cast) as session:
        author = session.scalars(select(Author)).one()
    assert (author.workplace, author.commune_name) == ("Trường THCS Sủng Là", "Xã Đồng Văn")
    consents = f"{base}/authors/{author.id}/consents"
    answer = form_with(client, client.get(consents), "Ghi nhận sự đồng ý").send()
    assert answer.status_code == 422
    assert "Hãy đánh dấu điều được đồng ý" in main_text(answer)
    answer = form_with(client, client.get(consents), "Ghi nhận sự đồng ý").fill(guardian_take_part="y").send()
    assert answer.status_code == 422
    assert "Trước hết hãy điền họ tên cha mẹ" in main_text(answer)
    check = main_text(client.get(f"{base}/check"))
    for text in (
        "Điền họ tên cha mẹ hoặc người giám hộ của Vàng Thị Mỷ.",
        "Chọn quan hệ của người giám hộ với Vàng Thị Mỷ.",
        "Điền số điện thoại người giám hộ của Vàng Thị Mỷ.",
        "Cần cha mẹ hoặc người giám hộ đồng ý cho Vàng Thị Mỷ dự thi.",
        "Cần chính Vàng Thị Mỷ đồng ý dự thi.",
        "Tải lên: Bản mô tả.",
    ):
        assert text in check
    fill(
        client,
        f"{base}/authors/{author.id}",
        "Lưu tác giả",
        guardian_name="Vàng Mí Sính",
        guardian_relation="Bố",
        guardian_phone="0987 654 321",
    )
    fill(client, consents, "Ghi nhận sự đồng ý", guardian_take_part="y", author_take_part="y")
    with cast.database.writing() as writing:
        attach(writing, writing.scalars(select(Entry)).one())
    receipt = form_with(client, client.get(f"{base}/check"), "Nộp hồ sơ dự thi").fill(declared="y").send()
    assert receipt.request.path == f"{base}/receipt"
    with looking(cast) as session:
        frozen = session.scalars(select(Submission)).one().content["authors"][0]
        consent = session.scalars(select(Consent).order_by(Consent.id)).first()
    assert consent is not None
    assert (frozen["guardian_name"], frozen["guardian_phone"]) == ("Vàng Mí Sính", "0987654321")
    client.post(f"{base}/authors/{author.id}/consents/{consent.id}/withdraw")
    with looking(cast) as session:
        assert session.get_one(Consent, consent.id).withdrawn_at is not None


@pytest.mark.parametrize(
    "path",
    ["", "/solution", "/contact", "/texts/novelty", "/authors", "/authors/new", "/supervisors", "/consents", "/check"],
)
def test_strangers_do_not_learn_that_it_exists(cast: Cast, path: str) -> None:
    """The owner sees the page, everybody else 404, nobody signed in 401; the desk sees no draft."""
    with cast.database.writing() as writing:
        owner = cast.account(writing, "an")
        entry = factories.entry(writing, writing.scalars(select(Edition)).one(), owner)
        address = f"/entries/{entry.public_id}{path}"
    assert cast.client("an").get(address).status_code == 200
    for person, status in (("binh", 404), ("oanh", 404), ("giang", 404), (None, 401)):
        assert cast.client(person).get(address).status_code == status
