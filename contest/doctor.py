"""What ``hoithi doctor`` looks at: an installation that keeps its promises, or what to mend."""

import hashlib
import os
import shutil
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from contest.adapters.migrations import alembic_config
from contest.adapters.storage import Storage
from contest.config import Settings
from contest.db import Database
from contest.models.attachments import Attachment, Picture
from contest.models.audit import AuditEvent
from contest.models.entries import Entry, Submission
from contest.models.jobs import Job
from contest.rules.kinds import EntryState, FileState, JobState
from contest.services import audit
from contest.services.attachments import INSPECT

CORRUPTING = ((3, 7, 0), (3, 51, 2))
"""SQLite versions in which resetting the WAL can corrupt the database (reliability.md 1)."""
SUBMITTED = (EntryState.SUBMITTED, EntryState.CORRECTION, EntryState.VALID, EntryState.REJECTED)
LATE = timedelta(hours=1)
"""Work that waits longer than this was forgotten: no worker is running."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    says: str
    only_warns: bool = False


def examine(
    settings: Settings, database: Database, storage: Storage, *, now: datetime, deep: bool = False
) -> list[Finding]:
    """Return everything that was looked at, good and bad; ``deep`` reads the bytes of every file."""
    tables = _tables(database)
    findings = [_library(database), tables, *_folders(settings), _disk(settings), _timezone()]
    if not tables.ok:
        return findings  # what the rows say is for the program that made them
    with database.reading() as session:
        findings += [_whole(session), _clock(session, now), _chain(session), *_jobs(session, now)]
        findings += [*_rows(session), *_files(session, storage, deep=deep)]
    return findings


def _library(database: Database) -> Finding:
    if not database.is_sqlite:
        return Finding("database", True, "PostgreSQL")
    version = database.sqlite_version()
    bad = CORRUPTING[0] <= version <= CORRUPTING[1]
    text = "SQLite " + ".".join(str(part) for part in version)
    advice = "; this version can corrupt a database under load: install the pysqlite3 wheel" if bad else ""
    return Finding("database", not bad, text + advice, only_warns=True)


def _tables(database: Database) -> Finding:
    with database.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    advice = "" if current == head else f", this program needs {head}: run hoithi init"
    return Finding("tables", current == head, f"revision {current}{advice}")


def _folders(settings: Settings) -> Iterator[Finding]:
    for what, folder in (("data folder", settings.data_dir), ("uploads folder", settings.uploads_dir)):
        place = _nearest(folder)
        good = place.is_dir() and os.access(place, os.W_OK | os.X_OK)
        yield Finding(what, good, f"{folder}" + ("" if good else f" cannot be written to ({place})"))
    key = settings.data_dir / "secret_key"
    if not settings.secret_key and key.exists():
        private = key.stat().st_mode & 0o077 == 0
        yield Finding("secret key", private, f"{key}" + ("" if private else " can be read by others: chmod 600"))


def _nearest(folder: Path) -> Path:
    """Return a folder, or the nearest one above it that exists: it is made on first use."""
    return next((place for place in (folder, *folder.absolute().parents) if place.exists()), folder)


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(_nearest(settings.uploads_dir)).free // (1024 * 1024)
    return Finding("disk", free >= settings.free_disk_mb, f"{free} MB free, floor {settings.free_disk_mb} MB")


def _timezone() -> Finding:
    try:
        offset = datetime.now(zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")).utcoffset()
    except zoneinfo.ZoneInfoNotFoundError:
        return Finding("time zone", False, "no data of Asia/Ho_Chi_Minh: install the tzdata package")
    good = offset == timedelta(hours=7)
    return Finding("time zone", good, f"Asia/Ho_Chi_Minh is UTC+{offset}")


def _whole(session: Session) -> Finding:
    """Let SQLite look at its own pages and references."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return Finding("database file", True, "kept by PostgreSQL")
    said = connection.exec_driver_sql("PRAGMA quick_check(3)").scalars().all()
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    good = said == ["ok"] and not loose
    trouble = [
        *(text for text in said if text != "ok"),
        *(f"{row[0]} row {row[1]} names no {row[2]}" for row in loose[:3]),
    ]
    return Finding("database file", good, "sound" if good else "; ".join(trouble))


def _clock(session: Session, now: datetime) -> Finding:
    last = session.scalar(select(func.max(AuditEvent.at)))
    good = last is None or last <= now + timedelta(minutes=1)
    advice = "" if good else f", but the last event is of {last:%Y-%m-%d %H:%M} UTC: set the clock of this machine"
    return Finding("clock", good, f"{now:%Y-%m-%d %H:%M} UTC{advice}")


def _chain(session: Session) -> Finding:
    broken = list(audit.broken_links(session))
    return Finding("audit trail", not broken, f"broken at events {broken[:5]}" if broken else "unbroken")


def _jobs(session: Session, now: datetime) -> Iterator[Finding]:
    failed = session.scalar(select(func.count()).where(Job.state == JobState.FAILED)) or 0
    why = session.scalar(select(Job.error).where(Job.state == JobState.FAILED).order_by(Job.id.desc()).limit(1))
    yield Finding("jobs", failed == 0, f"{failed} failed" + (f", the last: {why}" if why else ""), only_warns=True)
    waiting = Job.state.in_((JobState.WAITING, JobState.RUNNING)) & (Job.run_at < now - LATE)
    late = session.scalar(select(func.count()).where(waiting)) or 0
    advice = ": is the server running?" if late else ""
    yield Finding("worker", late == 0, f"{late} jobs waiting for more than an hour{advice}", only_warns=True)


def _rows(session: Session) -> Iterator[Finding]:
    """Look for rows in a state that no page can leave them in."""
    has_current = exists().where(Submission.entry_id == Entry.id, Submission.is_current)
    bare = session.scalars(select(Entry.id).where(Entry.state.in_(SUBMITTED), ~has_current)).all()
    yield Finding("submissions", not bare, f"{len(bare)} submitted entries without a dossier {bare[:3] or ''}".strip())
    unnumbered = select(Entry.id).where(Entry.state == EntryState.VALID, func.coalesce(Entry.dossier_code, "") == "")
    without = session.scalars(unnumbered).all()
    yield Finding("numbers", not without, f"{len(without)} valid entries without a number {without[:3] or ''}".strip())
    unread = set(session.scalars(select(Attachment.id).where(Attachment.state == FileState.RECEIVED)))
    asked = select(Job.payload).where(Job.kind == INSPECT, Job.state.in_((JobState.WAITING, JobState.RUNNING)))
    stuck = sorted(unread - {payload.get("attachment_id") for payload in session.scalars(asked)}) if unread else []
    yield Finding("inspections", not stuck, f"{len(stuck)} files that nobody will inspect {stuck[:3] or ''}".strip())


def _files(session: Session, storage: Storage, *, deep: bool) -> Iterator[Finding]:
    """Compare the files that rows name with those that are there: presence, size, and with ``deep`` every byte."""
    sizes = dict(session.execute(select(Attachment.sha256, Attachment.size)).all())
    wanted = set(sizes) | set(session.scalars(select(Picture.sha256)))
    missing = sorted(digest for digest in wanted if not storage.exists(digest))
    yield Finding(
        "files", not missing, f"{len(wanted)} named by rows, {len(missing)} missing {missing[:3] or ''}".strip()
    )
    there = wanted.difference(missing)
    changed = [digest for digest in there if digest in sizes and storage.path(digest).stat().st_size != sizes[digest]]
    if deep:
        changed = [digest for digest in there if _digest(storage, digest) != digest]
    how = "every byte read" if deep else "sizes compared; --deep reads every byte"
    changed.sort()
    yield Finding(
        "file contents", not changed, f"{len(changed)} changed {changed[:3] or ''} ({how})".replace("  ", " ")
    )


def _digest(storage: Storage, sha256: str) -> str:
    with storage.path(sha256).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
