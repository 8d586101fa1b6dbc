"""The worker: takes jobs one by one and does them apart from requests; a composition root like ``app.py``.

Every job has three steps: read its facts, work without any session (so that no lock is held), write in one short
transaction. A worker that dies leaves the job to the next one, which does it again from the start.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from contest.adapters.inspection import inspect_file
from contest.adapters.post import PostError, send_mail
from contest.adapters.storage import Storage
from contest.config import Settings
from contest.db import Database
from contest.models.attachments import Attachment
from contest.models.mail import Message
from contest.rules.kinds import FileState, JobState
from contest.services import attachments, jobs, mail

log = logging.getLogger("hoithi.worker")
MAIL_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
IDLE_SECONDS = 2.0
KEEP_JOBS = timedelta(days=30)
SWEEP_SECONDS = 24 * 3600.0

Handler = Callable[[Database, Storage, Settings, dict[str, Any]], None]


def inspect_attachment(database: Database, storage: Storage, _settings: Settings, payload: dict[str, Any]) -> None:
    """Find out what a received file really is, store its pictures, and make it ready or refused."""
    with database.reading() as session:
        attachment = session.get(Attachment, payload["attachment_id"])
        if attachment is None or attachment.state is not FileState.RECEIVED:
            return
        kind, sha256 = attachment.kind, attachment.sha256
        ending = attachment.file_name.rpartition(".")[2].casefold()
    with storage.workspace() as folder:
        found = inspect_file(storage.path(sha256), kind=kind, ending=ending, folder=folder)
        pictures = []
        for item in found.pictures:
            with open(item.file, "rb") as stream:
                stored = storage.put(stream)
            pictures.append(
                attachments.StoredPicture(stored.sha256, item.media_type, item.width, item.height, item.text)
            )
    with database.writing() as session:
        attachments.finish_inspection(
            session,
            payload["attachment_id"],
            refusal=found.refusal,
            page_count=found.page_count,
            pictures=pictures,
            now=utc_now(),
        )


def give_up_inspection(database: Database, payload: dict[str, Any]) -> None:
    """Refuse a file whose inspection failed again and again, so that its owner is not left waiting."""
    with database.writing() as session:
        attachments.finish_inspection(session, payload["attachment_id"], refusal="broken", now=utc_now())


def deliver_message(database: Database, _storage: Storage, settings: Settings, payload: dict[str, Any]) -> None:
    """Mail one message; without a mail server it stays in the outbox and in the account."""
    if not settings.smtp_host:
        return
    with database.reading() as session:
        message = session.get(Message, payload["message_id"])
        if message is None or message.sent_at is not None or not message.address:
            return
        to, subject, body = message.address, message.subject, message.body
    host = settings.contact_email.rpartition("@")[2]
    error = "the message could not be written"
    try:
        send_mail(
            host=settings.smtp_host,
            port=settings.smtp_port,
            sender=(f"Sáng tạo {settings.province}", settings.contact_email),
            to=to,
            subject=subject,
            body=body,
            message_id=f"<hoithi-{payload['message_id']}@{host}>",
        )
        error = ""
    except PostError as failure:
        error = str(failure) or "the mail server did not answer"
        raise
    finally:
        with database.writing() as session:
            mail.note_delivery(session, payload["message_id"], error=error, now=utc_now())


HANDLERS: dict[str, Handler] = {attachments.INSPECT: inspect_attachment, mail.DELIVER: deliver_message}
GIVE_UP: dict[str, Callable[[Database, dict[str, Any]], None]] = {attachments.INSPECT: give_up_inspection}
PAUSES = {mail.DELIVER: MAIL_PAUSES}


def utc_now() -> datetime:
    """Return the clock of this process."""
    return datetime.now(UTC)


def run_once(database: Database, storage: Storage, settings: Settings) -> bool:
    """Do the next due job; return whether there was one. A failure is written down and tried again later."""
    with database.reading() as session:
        if not jobs.is_due(session, now=utc_now()):
            return False
    with database.writing() as session:
        job = jobs.take(session, now=utc_now())
        if job is None:
            return False
        job_id, kind, payload, attempts = job.id, job.kind, dict(job.payload), job.attempts
    pauses = PAUSES.get(kind, jobs.PAUSES)
    error = "its worker died each time"
    try:
        if attempts <= len(pauses) + 1:
            HANDLERS[kind](database, storage, settings, payload)
            error = ""
    except Exception as failure:
        log.exception("job %s (%s) failed", job_id, kind)
        error = f"{type(failure).__name__}: {failure}"
    with database.writing() as session:
        if not error:
            jobs.finish(session, job_id, now=utc_now())
            return True
        state = jobs.fail(session, job_id, error=error, now=utc_now(), pauses=pauses)
    if state is JobState.FAILED and kind in GIVE_UP:
        GIVE_UP[kind](database, payload)
    return True


class Worker(threading.Thread):
    """A thread that does jobs until it is stopped; several may run, here or in other processes."""

    def __init__(self, database: Database, storage: Storage, settings: Settings) -> None:
        super().__init__(name="hoithi-worker", daemon=True)
        self._parts = (database, storage, settings)
        self._stopping = threading.Event()
        self._swept = 0.0

    def run(self) -> None:
        """Do jobs; look again every two seconds when there is none."""
        while not self._stopping.is_set():
            try:
                busy = run_once(*self._parts)
                self._sweep_daily()
            except Exception:
                log.exception("the worker stumbled; it goes on")
                busy = False
            if not busy:
                self._stopping.wait(IDLE_SECONDS)

    def stop(self, timeout: float = 100.0) -> None:
        """Finish the job at hand and end."""
        self._stopping.set()
        self.join(timeout)

    def _sweep_daily(self) -> None:
        if self._swept and time.monotonic() - self._swept < SWEEP_SECONDS:
            return
        self._swept = time.monotonic()
        database, storage, _ = self._parts
        with database.reading() as session:
            attachments.sweep(session, storage, now=utc_now())
        with database.writing() as session:
            jobs.forget(session, before=utc_now() - KEEP_JOBS)
