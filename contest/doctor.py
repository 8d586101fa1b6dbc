"""What ``hoithi doctor`` looks at: an installation that keeps its promises, or what to mend."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.adapters.migrations import alembic_config
from contest.adapters.storage import Storage
from contest.config import Settings
from contest.db import Database
from contest.models.attachments import Attachment, Picture
from contest.models.jobs import Job
from contest.rules.kinds import JobState
from contest.services import audit

CORRUPTING = ((3, 7, 0), (3, 51, 2))
"""SQLite versions in which resetting the WAL can corrupt the database (reliability.md 1)."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    says: str
    only_warns: bool = False


def examine(settings: Settings, database: Database, storage: Storage) -> list[Finding]:
    """Return everything that was looked at, good and bad."""
    findings = [_library(database), _tables(database), _disk(settings)]
    with database.reading() as session:
        findings += [_chain(session), _jobs(session), *_files(session, storage)]
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
    return Finding("tables", current == head, f"revision {current}" + ("" if current == head else f", wanted {head}"))


def _disk(settings: Settings) -> Finding:
    settings.uploads_dir.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.uploads_dir).free // (1024 * 1024)
    return Finding("disk", free >= settings.free_disk_mb, f"{free} MB free, floor {settings.free_disk_mb} MB")


def _chain(session: Session) -> Finding:
    broken = list(audit.broken_links(session))
    return Finding("audit trail", not broken, f"broken at {broken[:5]}" if broken else "unbroken")


def _jobs(session: Session) -> Finding:
    failed = session.scalar(select(func.count()).where(Job.state == JobState.FAILED)) or 0
    return Finding("jobs", failed == 0, f"{failed} failed", only_warns=True)


def _files(session: Session, storage: Storage) -> Iterator[Finding]:
    wanted = set(session.scalars(select(Attachment.sha256))) | set(session.scalars(select(Picture.sha256)))
    missing = sorted(digest for digest in wanted if not storage.exists(digest))
    yield Finding(
        "files", not missing, f"{len(wanted)} named by rows, {len(missing)} missing {missing[:3] or ''}".strip()
    )
