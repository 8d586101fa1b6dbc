"""What ``hoithi doctor`` finds, and that a sound installation has nothing to mend."""

import hashlib
import io
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from contest import doctor
from contest.adapters.storage import Storage
from contest.config import Settings
from contest.db import Database
from contest.models.attachments import Attachment
from contest.models.audit import AuditEvent
from contest.models.entries import Entry
from contest.models.jobs import Job
from contest.rules.audit import ACTIONS
from contest.rules.kinds import EntryState, FileState, JobState
from contest.services import audit
from tests import factories
from tests.conftest import NOW, Cast


@pytest.fixture
def entry_id(cast: Cast) -> int:
    """Give an entry in the database of a test."""
    with cast.database.writing() as session:
        edition = factories.edition(session, code="doctor")
        return factories.entry(session, edition, owner=cast.account(session, "an")).id


def failures(settings: Settings, database: Database, *, deep: bool = False, now: datetime = NOW) -> dict[str, str]:
    """Return what doctor complains of: what -> says."""
    found = doctor.examine(settings, database, Storage(settings.uploads_dir), now=now, deep=deep)
    assert len({finding.what for finding in found}) == len(found)
    return {finding.what: finding.says for finding in found if not finding.ok}


def attached(session: Session, storage: Storage, entry_id: int, data: bytes, state: FileState) -> str:
    """Store a file and the row that names it; return its digest."""
    stored = storage.put(io.BytesIO(data))
    owner = session.get_one(Entry, entry_id).owner_id
    session.add(
        Attachment(
            public_id=stored.sha256[:32],
            entry_id=entry_id,
            slot_code="photos",
            file_name="a.jpg",
            kind="image",
            size=stored.size,
            sha256=stored.sha256,
            state=state,
            uploaded_at=NOW,
            uploaded_by_id=owner,
        )
    )
    return stored.sha256


def test_a_sound_installation(settings: Settings, database: Database, entry_id: int) -> None:
    """Nothing to mend, deep or not; every finding says something."""
    with database.writing() as session:
        attached(session, Storage(settings.uploads_dir), entry_id, b"anh", FileState.READY)
    assert failures(settings, database, deep=True) == {}
    for finding in doctor.examine(settings, database, Storage(settings.uploads_dir), now=NOW):
        assert finding.says


def test_files(settings: Settings, database: Database, entry_id: int) -> None:
    """A missing file, a shortened one, and one whose bytes changed, each are named."""
    storage = Storage(settings.uploads_dir)
    with database.writing() as session:
        gone, short, changed = (
            attached(session, storage, entry_id, word, FileState.READY) for word in (b"gone", b"short", b"changed")
        )
    storage.delete(gone)
    storage.path(short).write_bytes(b"s")
    storage.path(changed).write_bytes(b"Changed")
    assert hashlib.sha256(b"gone").hexdigest() == gone
    found = failures(settings, database)
    assert found["files"].startswith("3 named by rows, 1 missing")
    assert gone in found["files"]
    assert short in found["file contents"]
    assert changed not in found["file contents"]
    deep = failures(settings, database, deep=True)["file contents"]
    assert deep.startswith("2 changed")
    assert changed in deep


def test_rows(settings: Settings, database: Database, entry_id: int) -> None:
    """An entry handed in without a dossier or number, a file that nobody will inspect."""
    with database.writing() as session:
        session.get_one(Entry, entry_id).state = EntryState.VALID
        attached(session, Storage(settings.uploads_dir), entry_id, b"anh", FileState.RECEIVED)
    found = failures(settings, database)
    assert set(found) == {"submissions", "numbers", "inspections"}
    assert found["submissions"].startswith("1 submitted entries without a dossier")


def test_the_trail(settings: Settings, database: Database) -> None:
    """A changed event breaks the chain at its number; an event of the future speaks of the clock."""
    with database.writing() as session:
        audit.record(session, None, next(iter(ACTIONS)), now=NOW, subject=("edition", 1, "a"))
    assert "clock" in failures(settings, database, now=NOW - timedelta(days=1))
    assert "audit trail" not in failures(settings, database)
    with database.writing() as session:
        forged = AuditEvent(
            at=NOW,
            actor_name="",
            action=next(iter(ACTIONS)),
            subject_type="edition",
            subject_label="b",
            details={},
            previous_hash="0" * 64,
            hash="1" * 64,
        )
        session.add(forged)
        session.flush()
        number = forged.id
    assert str(number) in failures(settings, database)["audit trail"]


def test_jobs(settings: Settings, database: Database) -> None:
    """A job that was given up and one that nobody takes are warnings."""
    with database.writing() as session:
        for state in (JobState.FAILED, JobState.WAITING):
            session.add(Job(kind="x", payload={}, state=state, run_at=NOW, created_at=NOW, error="OSError: đĩa đầy"))
    found = doctor.examine(settings, database, Storage(settings.uploads_dir), now=NOW + timedelta(hours=2))
    bad = {finding.what: finding for finding in found if not finding.ok}
    assert set(bad) == {"jobs", "worker"}
    assert "đĩa đầy" in bad["jobs"].says
    assert all(finding.only_warns for finding in bad.values())


def test_old_tables(settings: Settings, database: Database) -> None:
    """Tables of another revision are named with the way out, and rows are left alone."""
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    try:
        found = failures(settings, database)
        assert "hoithi init" in found["tables"]
    finally:
        with database.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))


def test_library_folders_and_disk(
    settings: Settings, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A corrupting SQLite warns; a folder that is a file, a readable key and a full disk fail."""
    if database.is_sqlite:
        monkeypatch.setattr(database, "sqlite_version", lambda: (3, 45, 1))
        assert "pysqlite3" in failures(settings, database)["database"]
        monkeypatch.undo()
    key = tmp_path / "secret_key"
    key.write_text("x")
    key.chmod(0o644)
    (tmp_path / "taken").touch()
    odd = Settings(
        data_dir=tmp_path, uploads_dir=tmp_path / "taken", database_url=settings.database, free_disk_mb=10**9
    )
    assert set(failures(odd, database)) >= {"uploads folder", "secret key", "disk"}
    assert shutil.disk_usage(tmp_path).free < 10**15


def test_a_damaged_reference(settings: Settings, database: Database, entry_id: int) -> None:
    """SQLite's own checks speak: a row that names a row that is gone."""
    if not database.is_sqlite:
        pytest.skip("PostgreSQL keeps its references itself")
    with database.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        connection.exec_driver_sql(f"UPDATE entries SET owner_id = 999999 WHERE id = {int(entry_id)}")
        connection.commit()
    assert "entries row" in failures(settings, database)["database file"]
