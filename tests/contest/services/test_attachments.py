"""An attachment is received with its job or not at all, checked apart, and everything leaves its trace."""

import io
import os
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest import worker
from contest.adapters.inspection import Inspection
from contest.adapters.post import PostError
from contest.adapters.storage import Storage
from contest.config import Settings
from contest.db import Database
from contest.models.attachments import Attachment, Picture
from contest.models.audit import AuditEvent
from contest.models.entries import Entry
from contest.models.jobs import Job
from contest.models.mail import Message
from contest.rules.access import Viewer
from contest.rules.kinds import Channel, EntryState, FileState, JobState
from contest.rules.problems import RuleError
from contest.rules.uploads import REFUSALS
from contest.services import attachments, jobs
from tests import bad_files, factories
from tests.conftest import NOW


class Desk:
    """An entry of An's in an open edition, with a store for its files."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings, self.storage = database, settings, Storage(settings.uploads_dir)
        with database.writing() as session:
            an = factories.account(session, "Giàng A An")
            self.by = Viewer(id=an.id, name=an.full_name)
            self.entry_id = factories.entry(session, factories.edition(session), an).id

    def add(
        self, data: bytes, name: str = "a.pdf", *, slot: str = "description", now: datetime = NOW, **facts: object
    ) -> int:
        """Add a file as the page does and return its number; ``facts`` are set on the entry first."""
        stored = self.storage.put(io.BytesIO(data))
        with self.database.writing() as session:
            entry = session.get_one(Entry, self.entry_id)
            for key, value in facts.items():
                setattr(entry, key, value)
            added = attachments.add_attachment(
                session, entry, slot_code=slot, file_name=name, stored=stored, by=self.by, now=now
            )
            return added.id

    def work(self) -> bool:
        """Let the worker do one job."""
        return worker.run_once(self.database, self.storage, self.settings)

    def row(self, number: int) -> tuple[FileState, str, int, int]:
        """Return state, refusal, pages and pictures of a file."""
        with self.database.reading() as session:
            found = session.get_one(Attachment, number)
            return found.state, found.refusal, found.page_count, len(found.pictures)

    def count(self, table: type) -> int:
        """Return how many rows a table has."""
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def desk(database: Database, settings: Settings, at_noon: None) -> Desk:
    """Give An's entry."""
    return Desk(database, settings)


def test_a_file_is_received_then_ready(desk: Desk) -> None:
    """The row and its job come together; the worker draws the pages; the trail has both steps."""
    number = desk.add(bad_files.pdf(2))
    assert desk.row(number) == (FileState.RECEIVED, "", 0, 0)
    assert desk.work()
    assert desk.row(number) == (FileState.READY, "", 2, 2)
    assert not desk.work()
    with desk.database.reading() as session:
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
        pictures = session.scalars(select(Picture).order_by(Picture.page)).all()
        assert session.scalars(select(Job.state)).all() == [JobState.DONE]
    assert list(actions)[-2:] == ["attachment.added", "attachment.checked"]
    assert [(picture.page, picture.width, desk.storage.exists(picture.sha256)) for picture in pictures] == [
        (1, 1000, True),
        (2, 1000, True),
    ]


def test_a_bad_file_is_refused_and_its_owner_told(desk: Desk) -> None:
    """The reason stands at the file and in a message to the owner; a refused file leaves its place free."""
    numbers = [desk.add(b"%PDF-1.7 torn", f"{n}.pdf", now=NOW + timedelta(seconds=n)) for n in range(1)]
    assert desk.work()
    assert desk.row(numbers[0]) == (FileState.REFUSED, REFUSALS["broken"], 0, 0)
    with desk.database.reading() as session:
        message = session.scalars(select(Message)).one()
        assert message.account_id == desk.by.id
        assert message.subject == "Không nhận được tệp 0.pdf"
        assert REFUSALS["broken"] in message.body
        entry = session.get_one(Entry, desk.entry_id)
        facts = attachments.slot_facts(session, entry, "description")
    assert facts is not None
    assert (facts.taken, facts.ever) == (0, 1)


def test_the_same_file_twice_is_one_attachment(desk: Desk) -> None:
    """Pressing the button twice adds one file and one job."""
    assert desk.add(bad_files.pdf()) == desk.add(bad_files.pdf())
    assert (desk.count(Attachment), desk.count(Job)) == (1, 1)


def test_a_full_slot_takes_no_more(desk: Desk) -> None:
    """The third file of a slot for two is refused, and nothing is written."""
    for number in (1, 2):
        desk.add(bad_files.pdf(number), f"{number}.pdf")
    with pytest.raises(RuleError, match="tối đa 2 tệp"):
        desk.add(bad_files.pdf(3), "3.pdf")
    assert (desk.count(Attachment), desk.count(Job)) == (2, 2)


@pytest.mark.parametrize(
    ("facts", "late", "taken"),
    [
        ({}, False, True),
        ({}, True, False),
        ({"state": EntryState.SUBMITTED}, False, True),
        ({"state": EntryState.CORRECTION, "correction_due": NOW + timedelta(days=90)}, True, True),
        ({"state": EntryState.CORRECTION, "correction_due": NOW + timedelta(days=50)}, True, False),
        ({"state": EntryState.REJECTED}, False, False),
        ({"state": EntryState.WITHDRAWN}, False, False),
        ({"channel": Channel.PAPER}, True, False),
    ],
)
def test_files_change_only_while_the_dossier_is_open(
    desk: Desk, facts: dict[str, object], late: bool, taken: bool
) -> None:
    """The dossier's own rule decides, by the server's clock."""
    moment = NOW + timedelta(days=60) if late else NOW
    if taken:
        assert desk.add(bad_files.pdf(), now=moment, **facts)
    else:
        with pytest.raises(RuleError):
            desk.add(bad_files.pdf(), now=moment, **facts)
        assert desk.count(Attachment) == 0


def test_the_desk_adds_to_a_paper_dossier_after_the_deadline(desk: Desk) -> None:
    """A dossier that came by post is typed in whenever its envelope is opened."""
    desk.by = replace(desk.by, is_admin=True)
    assert desk.add(bad_files.pdf(), now=NOW + timedelta(days=60), channel=Channel.PAPER)


def test_a_removed_file_is_out_of_the_entry_but_not_of_the_store(desk: Desk) -> None:
    """Removing is noted once, also when asked twice; bytes and row stay for versions that have them."""
    number = desk.add(bad_files.pdf())
    with desk.database.writing() as session:
        attachment = session.get_one(Attachment, number)
        for _ in range(2):
            attachments.remove_attachment(session, attachment, by=desk.by, now=NOW)
        assert attachments.list_attachments(session, attachment.entry) == []
        removals = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "attachment.removed")
        assert session.scalar(removals) == 1
        assert desk.storage.exists(attachment.sha256)


def test_a_crash_before_the_verdict_is_made_good(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker killed in the middle leaves the file received and the job running; the next one finishes it."""

    def killed(*_: object, **__: object) -> Inspection:
        raise KeyboardInterrupt

    number = desk.add(bad_files.pdf())
    with monkeypatch.context() as patch:
        patch.setattr(worker, "inspect_file", killed)
        with pytest.raises(KeyboardInterrupt):
            desk.work()
    assert desk.row(number) == (FileState.RECEIVED, "", 0, 0)
    assert not desk.work()
    with time_machine.travel(NOW + jobs.LEASE, tick=False):
        assert desk.work()
    assert desk.row(number) == (FileState.READY, "", 2, 2)


def test_an_inspection_that_fails_for_good_is_a_refusal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """After three failures of our own the owner is told, instead of waiting for ever."""

    def broken(*_: object, **__: object) -> Inspection:
        raise OSError("disk")

    monkeypatch.setattr(worker, "inspect_file", broken)
    number = desk.add(bad_files.pdf())
    for minutes in (0, 1, 3):
        assert desk.row(number)[0] is FileState.RECEIVED
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            assert desk.work()
    assert desk.row(number)[:2] == (FileState.REFUSED, REFUSALS["broken"])
    with desk.database.reading() as session:
        job = session.scalars(select(Job).where(Job.kind == attachments.INSPECT)).one()
        assert (job.state, job.attempts, job.error) == (JobState.FAILED, 3, "OSError: disk")


def test_no_lock_is_held_while_a_file_is_inspected(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others write while the inspection runs."""

    def slow(*_: object, **__: object) -> Inspection:
        with desk.database.writing() as session:
            factories.account(session, "Đặng Thị Bình")
        return Inspection("slow")

    monkeypatch.setattr(worker, "inspect_file", slow)
    number = desk.add(bad_files.pdf())
    assert desk.work()
    assert desk.row(number)[:2] == (FileState.REFUSED, REFUSALS["slow"])


def test_a_second_verdict_changes_nothing(desk: Desk) -> None:
    """A job done twice leaves one set of pictures and one audit row."""
    number = desk.add(bad_files.pdf())
    desk.work()
    before = desk.count(AuditEvent)
    with desk.database.writing() as session:
        attachments.finish_inspection(session, number, refusal="broken", now=NOW)
    assert desk.row(number) == (FileState.READY, "", 2, 2)
    assert desk.count(AuditEvent) == before


def test_the_sweep_takes_only_what_nothing_names(desk: Desk) -> None:
    """Bytes without a row go after a day; originals and pictures stay."""
    desk.add(bad_files.pdf())
    desk.work()
    orphan = desk.storage.put(io.BytesIO(b"nobody knows me")).sha256
    fresh = desk.storage.put(io.BytesIO(b"just arriving")).sha256
    for path in Path(desk.storage.root).rglob("*"):
        if path.is_file() and path.name != fresh:
            os.utime(path, (1000, 1000))
    os.utime(desk.storage.path(fresh), (NOW.timestamp(), NOW.timestamp()))
    kept = 3 + 1
    with desk.database.reading() as session:
        assert attachments.sweep(session, desk.storage, now=NOW) == 1
    assert not desk.storage.exists(orphan)
    assert desk.storage.exists(fresh)
    assert sum(path.is_file() for path in Path(desk.storage.root).rglob("*")) == kept


def test_mail_goes_out_when_there_is_a_server(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused message is tried again with the same identity; without a server it stays in the outbox."""
    sent: list[dict[str, object]] = []

    def post(**mail: object) -> None:
        sent.append(mail)
        if len(sent) == 1:
            raise PostError("busy")

    monkeypatch.setattr(worker, "send_mail", post)
    desk.add(b"%PDF-1.7 torn")
    desk.settings = replace(desk.settings, smtp_host="mail.example.vn")
    assert desk.work()
    assert desk.work()
    with desk.database.reading() as session:
        message = session.scalars(select(Message)).one()
        assert (message.attempts, message.error, message.sent_at) == (1, "busy", None)
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        assert desk.work()
    with desk.database.reading() as session:
        message = session.scalars(select(Message)).one()
        assert (message.attempts, message.error, message.sent_at) == (2, "", NOW + timedelta(minutes=1))
    assert [mail["message_id"] for mail in sent] == [f"<hoithi-{message.id}@hoithi.example.vn>"] * 2
    assert (sent[1]["to"], sent[1]["host"]) == (message.address, "mail.example.vn")


def test_without_a_mail_server_nothing_is_sent(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message stays in the account, and its job is done."""
    monkeypatch.setattr(worker, "send_mail", lambda **_: pytest.fail("there is no server"))
    desk.add(b"%PDF-1.7 torn")
    while desk.work():
        pass
    with desk.database.reading() as session:
        assert session.scalars(select(Message.sent_at)).all() == [None]
        assert set(session.scalars(select(Job.state))) == {JobState.DONE}


def test_the_worker_thread_works_and_stops(desk: Desk) -> None:
    """A running worker does what is asked and ends when told."""
    with time_machine.travel(NOW, tick=True):
        number = desk.add(bad_files.photo(), "a.jpg", slot="photos")
        thread = worker.Worker(desk.database, desk.storage, desk.settings)
        thread.start()
        for _ in range(100):
            if desk.row(number)[0] is not FileState.RECEIVED:
                break
            thread.join(0.05)
        thread.stop()
    assert not thread.is_alive()
    assert desk.row(number) == (FileState.READY, "", 1, 1)


def test_rows_that_name_unknown_slots_are_refused(session: Session, now: datetime, tmp_path: Path) -> None:
    """A slot that the edition does not have takes nothing."""
    owner = factories.account(session)
    entry = factories.entry(session, factories.edition(session), owner)
    stored = Storage(tmp_path).put(io.BytesIO(b"x"))
    with pytest.raises(RuleError, match="Không có mục tệp này"):
        attachments.add_attachment(
            session, entry, slot_code="khac", file_name="a.pdf", stored=stored, by=Viewer(id=owner.id), now=now
        )


def test_several_workers_do_each_job_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four workers share twelve jobs, and none is done twice."""
    done: list[int] = []

    def note(_database: Database, _storage: Storage, _settings: Settings, payload: dict[str, Any]) -> None:
        done.append(payload["number"])

    monkeypatch.setitem(worker.HANDLERS, "count", note)
    with desk.database.writing() as session:
        for number in range(12):
            jobs.enqueue(session, "count", {"number": number}, now=NOW)

    def work() -> None:
        while desk.work():
            pass

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    while desk.work():
        pass
    assert sorted(done) == list(range(12))
