"""The database keeps its promises: pragmas, one writer at a time, read-only GETs, migrations both ways."""

import threading
import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from contest.adapters.backups import BackupError, make_backup, restore_backup
from contest.adapters.migrations import downgrade, upgrade
from contest.db import Database, ReadOnlyError
from contest.models.accounts import Account
from contest.models.base import Base
from tests import factories
from tests.conftest import BACKEND, NOW

sqlite_only = pytest.mark.skipif(BACKEND != "sqlite", reason="about SQLite alone")


@sqlite_only
def test_every_connection_has_the_pragmas_and_a_sound_library(database: Database) -> None:
    """WAL, FULL, foreign keys, and no SQLite of the corrupting range."""
    assert database.sqlite_version() > (3, 51, 2)
    with database.engine.connect() as connection:
        values = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert values == ["wal", 2, 1, 10000]


def test_a_reading_session_refuses_to_write(database: Database) -> None:
    """A GET cannot write even by mistake."""
    with database.reading() as session, pytest.raises(ReadOnlyError):
        factories.account(session)


@sqlite_only
def test_writers_wait_for_each_other(database: Database) -> None:
    """A second writer waits for the first to commit instead of failing, and readers never wait."""
    order: list[str] = []
    with database.session(write=True) as first:
        factories.account(first, "Một")

        def second() -> None:
            with database.writing() as session:
                factories.account(session, "Hai")
                order.append("second wrote")

        waiting = threading.Thread(target=second)
        waiting.start()
        time.sleep(0.2)
        with database.reading() as reader:
            assert reader.query(Account).count() == 0
        order.append("first commits")
        first.commit()
        waiting.join(5)
    assert order == ["first commits", "second wrote"]


def test_tables_are_what_the_models_say_and_migrations_go_both_ways(database: Database) -> None:
    """Up, down, up: the same tables, triggers and constraints, with data on the way."""

    def shape() -> tuple[list[str], object]:
        inspector = inspect(database.engine)
        query = "SELECT name FROM sqlite_master WHERE type='trigger'"
        if not database.is_sqlite:
            query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        with database.engine.connect() as connection:
            return sorted(inspector.get_table_names()), sorted(connection.execute(text(query)).scalars())

    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    with database.writing() as session:
        factories.account(session)
    before = shape()
    downgrade(database.engine, "base")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    upgrade(database.engine)
    assert shape() == before


@sqlite_only
def test_a_backup_is_whole_and_comes_back(database: Database, tmp_path: Path) -> None:
    """What was saved beside a writer is restored byte for byte; a damaged backup is refused."""
    uploads = tmp_path / "files"
    (uploads / "ab").mkdir(parents=True)
    (uploads / "ab" / "abc").write_bytes(b"noi dung")
    with database.writing() as session:
        factories.account(session, "Vàng Thị Mỷ")
    target = tmp_path / "backup.zip"
    made = make_backup(target, copy_database=database.copy_to, uploads=uploads, revision="0001", now=NOW)
    assert made == 2
    place = tmp_path / "new" / "hoithi.sqlite3"
    assert restore_backup(target, database=place, uploads=tmp_path / "new" / "uploads") == 2
    restored = Database(f"sqlite:///{place}")
    with restored.reading() as session:
        assert session.query(Account.full_name).scalar() == "Vàng Thị Mỷ"
    restored.dispose()
    assert (tmp_path / "new" / "uploads" / "ab" / "abc").read_bytes() == b"noi dung"
    damaged = target.read_bytes().replace(b"noi dung", b"noi dunG")
    target.write_bytes(damaged)
    with pytest.raises(BackupError, match=r"damaged|no backup"):
        restore_backup(target, database=place, uploads=tmp_path / "new" / "uploads")
