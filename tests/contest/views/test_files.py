"""The page of files: what it says before, during and after an upload, and who gets which bytes."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from contest import worker
from contest.adapters import storage as storage_module
from contest.adapters.storage import Storage
from contest.models.attachments import Attachment
from contest.models.editions import Edition
from contest.models.entries import Entry
from contest.models.jobs import Job
from contest.rules import uploads
from contest.rules.access import Viewer
from contest.rules.kinds import EntryState, FileState
from contest.services.attachments import add_attachment
from tests import bad_files, factories
from tests.client import WatchfulClient, form_with, forms, links, main_text
from tests.conftest import NOW, Cast


class Dossier:
    """An entry of An's on a running application."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.app = cast, cast.app
        with cast.database.writing() as session:
            edition = session.scalars(select(Edition)).one()
            self.entry_id = factories.entry(session, edition, cast.account(session, "an")).public_id
        self.address = f"/entries/{self.entry_id}/files"
        self.an = cast.client("an")

    def send(
        self, *files: tuple[bytes, str], slot: str = "description", client: WatchfulClient | None = None, **options: Any
    ) -> Any:
        """Send files to a slot."""
        data = {f"{slot}-files": [(io.BytesIO(content), name) for content, name in files]}
        kind = "multipart/form-data"
        return (client or self.an).post(f"{self.address}/{slot}", data=data, content_type=kind, **options)

    def work(self) -> None:
        """Let the worker do all that waits."""
        while worker.run_once(self.cast.database, self.app.extensions["storage"], self.app.extensions["settings"]):
            pass

    def rows(self) -> list[Attachment]:
        """Return all attachments."""
        with self.cast.database.reading() as session:
            return list(session.scalars(select(Attachment).order_by(Attachment.id)))

    def ready(self, data: bytes, name: str, slot: str = "description") -> str:
        """Add a file, let it be checked, and return its address."""
        assert self.send((data, name), slot=slot).status_code == 303
        self.work()
        return f"/files/{self.rows()[-1].public_id}"

    def set_state(self, state: EntryState) -> None:
        """Put the entry into a state."""
        with self.cast.database.writing() as session:
            session.scalars(select(Entry).where(Entry.public_id == self.entry_id)).one().state = state


@pytest.fixture
def dossier(cast: Cast) -> Dossier:
    """Give An's entry."""
    return Dossier(cast)


def test_the_rules_stand_there_before_choosing(dossier: Dossier) -> None:
    """Each slot says its types, sizes and numbers, and its file field takes only these."""
    page = dossier.an.get(dossier.address)
    text = main_text(page)
    assert "Loại tệp: .pdf, .docx. Mỗi tệp tối đa 20 MB. Tối đa 2 tệp, còn chỗ cho 2." in text
    assert "Loại tệp: .jpg, .jpeg, .png, .webp. Mỗi tệp tối đa 10 MB. Tối đa 6 tệp, còn chỗ cho 6." in text
    fields = [
        node.attrib for form in forms(dossier.an, page) for node in form.node.iter() if node.get("type") == "file"
    ]
    assert [(f["id"], f["accept"], "multiple" in f) for f in fields] == [
        ("description-files", ".pdf,.docx", True),
        ("photos-files", ".jpg,.jpeg,.png,.webp", True),
    ]


def test_an_upload_without_scripts_from_choice_to_pages(dossier: Dossier) -> None:
    """A file is received, checked, shown with its pages, looked at as judges do, and removed."""
    done = dossier.send((bad_files.pdf(2), "Bản mô tả.pdf"), follow_redirects=True)
    text = main_text(done)
    assert "Đã nhận 1 tệp; đang kiểm tra." in text
    assert "Bản mô tả.pdf Đã nhận, đang kiểm tra" in text
    assert links(done)["Xem lại trạng thái Bản mô tả"].endswith("#slot-description")
    dossier.work()
    page = dossier.an.get(dossier.address)
    text = main_text(page)
    assert "Bản mô tả.pdf Đã kiểm tra" in text
    assert "2 trang" in text
    assert f"SHA-256 {dossier.rows()[0].sha256[:12]}" in text
    shown = dossier.an.get(links(page)["Xem như giám khảo thấy Bản mô tả.pdf"])
    assert "May tach hat ngo 2" in main_text(shown)
    gone = form_with(dossier.an, page, "Gỡ tệp").send()
    assert "Đã gỡ tệp Bản mô tả.pdf." in main_text(gone)
    assert "Bản mô tả.pdf Đã kiểm tra" not in main_text(gone)


@pytest.mark.parametrize(
    ("slot", "files", "sentence"),
    [
        ("description", [], "Bạn chưa chọn tệp."),
        (
            "description",
            [(b"MZ", "a.exe")],
            "“a.exe” không thuộc loại tệp mà mục này nhận. Hãy chọn tệp có đuôi .pdf, .docx.",
        ),
        ("description", [(b"", "a.pdf")], "“a.pdf” rỗng (0 byte)."),
        ("photos", [(b"x" * 10_001, "a.jpg")], "“a.jpg” nặng hơn 10 MB"),
        ("photos", [(b"x", "a.heic")], "ảnh HEIC của iPhone"),
        ("description", [(b"x", f"{n}.pdf") for n in range(3)], "nhận tối đa 2 tệp; đã có 0 tệp, bạn chọn thêm 3."),
        ("description", [(b"x", ".pdf")], "Tên tệp này không dùng được."),
    ],
)
def test_a_wrong_choice_is_explained_at_its_slot(
    dossier: Dossier, slot: str, files: list[tuple[bytes, str]], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page comes back with 422, the sentence at the field and in the summary, and nothing is kept."""
    monkeypatch.setattr(uploads, "MEGABYTE", 1000)
    answer = dossier.send(*files, slot=slot)
    assert answer.status_code == 422
    assert main_text(answer).count(sentence) == 2
    assert links(answer)[next(words for words in links(answer) if sentence in words)] == f"#{slot}-files"
    assert dossier.rows() == []


def test_one_wrong_file_of_several_keeps_none(dossier: Dossier) -> None:
    """All or nothing: the good one of two is not kept either."""
    answer = dossier.send((bad_files.pdf(), "a.pdf"), (b"", "b.pdf"))
    assert answer.status_code == 422
    assert "“b.pdf” rỗng" in main_text(answer)
    assert dossier.rows() == []
    assert dossier.send((bad_files.pdf(1), "a.pdf"), (bad_files.pdf(2), "b.pdf")).status_code == 303
    assert [row.file_name for row in dossier.rows()] == ["a.pdf", "b.pdf"]


def test_a_refused_file_says_why(dossier: Dossier) -> None:
    """A locked PDF is refused on the page in the words of its own error."""
    dossier.send((bad_files.pdf(encrypt="geheim"), "a.pdf"))
    dossier.work()
    text = main_text(dossier.an.get(dossier.address))
    assert "a.pdf Không nhận được" in text
    assert "Tệp có mật khẩu nên không mở được. Hãy bỏ mật khẩu, lưu lại rồi tải lên lại." in text
    assert dossier.an.get(f"/files/{dossier.rows()[0].public_id}").status_code == 404


def test_a_script_gets_the_same_answers_as_data(dossier: Dossier) -> None:
    """The progress display asks for JSON: errors as sentences, success as the next address."""
    wants = {"Accept": "application/json"}
    assert dossier.send((b"", "a.pdf"), headers=wants).get_json()["errors"][0].startswith("“a.pdf” rỗng")
    done = dossier.send((bad_files.pdf(), "a.pdf"), headers=wants)
    assert (done.status_code, done.get_json()) == (200, {"next": f"{dossier.address}#slot-description"})


def test_a_full_disk_is_told_and_nothing_kept(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the floor of free space, and when the disk fills up meanwhile, the answer is 507 in plain words."""
    with monkeypatch.context() as patch:
        patch.setattr(Storage, "free_megabytes", lambda _self: 0)
        answer = dossier.send((bad_files.pdf(), "a.pdf"))
        assert (answer.status_code, "hết chỗ chứa tệp" in main_text(answer)) == (507, True)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(storage_module.os, "fsync", full)
        assert dossier.send((bad_files.pdf(), "a.pdf")).status_code == 507
    assert dossier.rows() == []


def test_no_lock_is_held_while_bytes_are_kept(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else writes while an upload is hashed."""
    put = Storage.put

    def slow(self: Storage, stream: Any, **options: Any) -> Any:
        with dossier.cast.database.writing() as session:
            factories.account(session, "Người khác")
        return put(self, stream, **options)

    monkeypatch.setattr(Storage, "put", slow)
    assert dossier.send((bad_files.pdf(), "a.pdf")).status_code == 303


def test_after_the_deadline_nothing_changes(dossier: Dossier, session: Session) -> None:
    """No form is offered, and a post is refused with the reason."""
    dossier.send((bad_files.pdf(), "a.pdf"))
    kept = dossier.rows()[0]
    edition = session.scalars(select(Edition)).one()
    edition.closes_at = NOW
    session.commit()
    page = dossier.an.get(dossier.address)
    assert "hiện không nhận thêm hay bớt tệp" in main_text(page)
    assert forms(dossier.an, page) == []
    assert dossier.send((bad_files.pdf(1), "b.pdf")).status_code == 422
    removal = f"{dossier.address}/description/{kept.public_id}/remove"
    assert dossier.an.post(removal).status_code == 422
    assert [(row.file_name, row.removed_at) for row in dossier.rows()] == [("a.pdf", None)]


@pytest.mark.parametrize("person", [None, "binh", "giang", "manh"])
def test_strangers_get_no_file(dossier: Dossier, person: str | None) -> None:
    """Whoever is not of the dossier finds nothing at any address of a file, and adds and removes nothing."""
    base = dossier.ready(bad_files.pdf(), "a.pdf")
    client, right = dossier.cast.client(person), {401} if person is None else {404}
    for address in (base, f"{base}/view", f"{base}/pages/1", f"{base}/pages/1?size=small", dossier.address):
        assert dossier.an.get(address).status_code == 200
        assert {client.get(address).status_code} == right, address
        assert {FlaskClient.open(client, address, method="HEAD").status_code} == right, address
    assert {dossier.send((bad_files.pdf(1), "b.pdf"), client=client).status_code} == right
    removal = f"{dossier.address}/description/{base.split('/')[-1]}/remove"
    assert {client.post(removal).status_code} == right
    assert [(row.file_name, row.removed_at) for row in dossier.rows()] == [("a.pdf", None)]


@pytest.mark.parametrize("person", ["thu", "oanh", "admin"])
def test_the_desk_sees_files_once_the_dossier_is_submitted(dossier: Dossier, person: str) -> None:
    """A draft is its owner's alone; afterwards the desk reads it but changes nothing."""
    base = dossier.ready(bad_files.pdf(), "a.pdf")
    client = dossier.cast.client(person)
    assert {client.get(address).status_code for address in (base, dossier.address)} == {404}
    dossier.set_state(EntryState.SUBMITTED)
    assert {client.get(address).status_code for address in (base, f"{base}/view", dossier.address)} == {200}
    assert forms(client, client.get(dossier.address)) == []
    assert dossier.send((bad_files.pdf(1), "b.pdf"), client=client).status_code == 403


def test_an_original_is_saved_and_never_shown(dossier: Dossier) -> None:
    """The original comes as it was sent, under its Vietnamese name, sandboxed and kept by no cache."""
    data = bad_files.pdf()
    answer = dossier.an.get(dossier.ready(data, "Bản mô tả.pdf"))
    assert answer.data == data
    headers = answer.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Disposition"].startswith('attachment; filename="ban mo ta.pdf"')
    assert "filename*=UTF-8''B%E1%BA%A3n%20m%C3%B4%20t%E1%BA%A3.pdf" in headers["Content-Disposition"]


def test_a_served_photo_has_no_metadata(dossier: Dossier) -> None:
    """The picture at every address of a photo lacks place, maker and hidden programs."""
    data = bad_files.phone_photo()
    base = dossier.ready(data, "a.jpg", "photos")
    for address, kind in ((f"{base}/pages/1", "image/webp"), (f"{base}/pages/1?size=small", "image/jpeg")):
        answer = dossier.an.get(address)
        assert (answer.status_code, answer.mimetype) == (200, kind)
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["Cache-Control"] == "private, max-age=3600"
        for secret in (b"<?php", b"<script", b"Phone Maker", b"Exif", b"GPS"):
            assert secret not in answer.data
    assert dossier.an.get(f"{base}/pages/2").status_code == 404
    assert b"<?php" in dossier.an.get(base).data


def test_a_video_is_sent_in_parts_without_its_place(dossier: Dossier, session: Session) -> None:
    """HEAD says how long it is, a range gives a part, and the place is blanked in what judges get."""
    edition = session.scalars(select(Edition)).one()
    edition.slots[1].kinds = ["video"]
    session.commit()
    data = bad_files.mp4()
    base = dossier.ready(data, "a.mp4", "photos")
    head = dossier.an.head(f"{base}/pages/1")
    assert (head.mimetype, head.content_length, head.headers["Accept-Ranges"]) == ("video/mp4", len(data), "bytes")
    part = dossier.an.get(f"{base}/pages/1", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data) == (206, b"ftyp")
    assert b"+22.8250" not in dossier.an.get(f"{base}/pages/1").data
    assert b"+22.8250" in dossier.an.get(base).data
    assert "Nếu video không chạy" in main_text(dossier.an.get(f"{base}/view"))


def test_a_file_of_another_entry_is_not_removed_here(dossier: Dossier) -> None:
    """A number of somebody else's file in one's own address finds nothing."""
    other = Dossier(dossier.cast)
    other.send((bad_files.pdf(), "a.pdf"))
    removal = f"{dossier.address}/description/{other.rows()[0].public_id}/remove"
    assert dossier.an.post(removal).status_code == 404
    assert dossier.rows()[0].removed_at is None


def test_the_page_asks_as_often_for_many_files_as_for_one(dossier: Dossier) -> None:
    """The number of statements does not grow with the files."""

    def count(files: int) -> int:
        with dossier.cast.database.writing() as session:
            entry = session.scalars(select(Entry).where(Entry.public_id == dossier.entry_id)).one()
            entry.edition.slots[1].max_files = 50
            store: Storage = dossier.app.extensions["storage"]
            for number in range(files):
                add_attachment(
                    session,
                    entry,
                    slot_code="photos",
                    file_name=f"{number}.jpg",
                    stored=store.put(io.BytesIO(b"%d %d" % (files, number))),
                    by=Viewer(id=entry.owner_id),
                    now=NOW,
                ).state = FileState.READY
            for job in session.scalars(select(Job)):
                session.delete(job)
        statements: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            statements.append(statement)

        engine = dossier.cast.database.engine
        event.listen(engine, "before_cursor_execute", note)
        assert dossier.an.get(dossier.address).status_code == 200
        event.remove(engine, "before_cursor_execute", note)
        return len(statements)

    assert count(1) == count(30) <= 12


def test_forms_of_another_site_are_refused(dossier: Dossier) -> None:
    """With protection on, an upload without the page's token is refused and one with it is taken."""
    dossier.app.config["WTF_CSRF_ENABLED"] = True
    assert dossier.send((bad_files.pdf(), "a.pdf")).status_code == 400
    page = dossier.an.get(dossier.address)
    form = forms(dossier.an, page)[0].fill(**{"description-files": (io.BytesIO(bad_files.pdf()), "a.pdf")})
    assert "Đã nhận 1 tệp" in main_text(form.send())
