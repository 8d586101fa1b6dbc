"""Fixtures of all tests: both databases, the cast, clients that look at every page they get."""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from contest.adapters.migrations import upgrade
from contest.app import create_app
from contest.config import Settings
from contest.db import Database
from contest.models.accounts import Account
from tests import factories
from tests.client import WatchfulClient, signed_in_client
from tests.postgresql import temporary_cluster

NOW = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)
"""The moment of tests that need one: 10 giờ 00, 15/06/2026 in Việt Nam; editions of the factories are open then."""

WIPE = """
CREATE FUNCTION wipe() RETURNS void LANGUAGE plpgsql AS $$
DECLARE item record; filled boolean;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR item IN
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %%I)', item.name) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM %%I', item.name); END IF;
  END LOOP;
  FOR item IN SELECT sequencename AS name FROM pg_sequences WHERE last_value IS NOT NULL LOOP
    EXECUTE format('ALTER SEQUENCE %%I RESTART', item.name);
  END LOOP;
END $$
"""
"""Empties what has rows, many times faster than TRUNCATE of every table, and lets ids begin at 1 again."""

BACKEND = os.environ.get("HOITHI_TEST_DATABASE", "sqlite")


@pytest.fixture(autouse=True)
def _closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise RuntimeError(f"a test wanted to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Give a function that returns the address of a fresh, migrated database."""
    if BACKEND == "postgresql":
        with temporary_cluster(tmp_path_factory.mktemp("cluster")) as url:
            database = Database(url)
            upgrade(database.engine)
            with database.engine.begin() as connection:
                connection.exec_driver_sql(WIPE)

            def fresh(_folder: Path) -> str:
                with database.engine.begin() as connection:
                    connection.exec_driver_sql("SELECT wipe()")
                return url

            yield fresh
            database.dispose()
        return
    model = tmp_path_factory.mktemp("model") / "model.sqlite3"
    database = Database(f"sqlite:///{model}")
    upgrade(database.engine)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()

    def copied(folder: Path) -> str:
        shutil.copy(model, folder / "hoithi.sqlite3")
        return f"sqlite:///{folder / 'hoithi.sqlite3'}"

    yield copied


@pytest.fixture
def settings(tmp_path: Path, database_url: Callable[[Path], str]) -> Settings:
    """Give the settings of one test: its own folder, its own database."""
    return Settings(
        data_dir=tmp_path,
        uploads_dir=tmp_path / "uploads",
        database_url=database_url(tmp_path),
        secret_key="for tests only",
        public_url="http://localhost",
        free_disk_mb=1,
    )


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """Give the database of one test."""
    database = Database(settings.database)
    yield database
    database.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """Give a writing session; what a test leaves uncommitted is rolled back."""
    with database.session(write=True) as session:
        yield session


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """Give an application; CSRF protection is off but for tests that turn it on."""
    app = create_app(settings, testing=True)
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = WatchfulClient
    yield app
    app.extensions["database"].dispose()


@pytest.fixture
def now() -> datetime:
    """Give the moment at which the factories' editions are open."""
    return NOW


@pytest.fixture
def at_noon() -> Iterator[None]:
    """Stop the server's clock at NOW, when the factories' editions take entries."""
    import time_machine  # noqa: PLC0415 - only tests that stop the clock load it

    with time_machine.travel(NOW, tick=False):
        yield


class Cast:
    """An and Bình enter, Giang judges, Thu screens, Oanh organises, Admin runs it, Mạnh holds nothing."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.database: Database = app.extensions["database"]
        with self.database.writing() as session:
            self.edition_code = factories.edition(session).code
            self.ids = {
                name: account.id
                for name, account in {
                    "an": factories.account(session, "Giàng A An"),
                    "binh": factories.account(session, "Đặng Thị Bình"),
                    "giang": factories.account(session, "Nông Văn Giang", role="judge", edition=self.edition_code),
                    "thu": factories.account(session, "Ma Thị Thu", role="secretary", edition=self.edition_code),
                    "oanh": factories.account(session, "Hoàng Kim Oanh", role="organiser", edition=self.edition_code),
                    "admin": factories.account(session, "Quản Trị", is_admin=True),
                    "manh": factories.account(session, "Lý Đức Mạnh"),
                }.items()
            }

    def client(self, name: str | None) -> WatchfulClient:
        """Return a client signed in as one of the cast, or a stranger's for None."""
        if name is None:
            client = self.app.test_client()
            assert isinstance(client, WatchfulClient)
            return client
        return signed_in_client(self.app, self.ids[name])

    def account(self, session: Session, name: str) -> Account:
        """Return the account of one of the cast."""
        return session.get_one(Account, self.ids[name])


@pytest.fixture
def cast(app: Flask, at_noon: None) -> Cast:
    """Give the cast on a running application whose clock stands at NOW, with one open edition."""
    return Cast(app)


def has_program(name: str) -> bool:
    """Say whether a program is installed."""
    return shutil.which(name) is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs programs that this machine lacks, with the reason; never in CI."""
    needs = {"browser": "chromium", "poppler": "pdftotext"}
    for item in items:
        for marker, program in needs.items():
            if item.get_closest_marker(marker) and not has_program(program):
                assert not os.environ.get("CI"), f"{program} must be installed in CI"
                item.add_marker(pytest.mark.skip(reason=f"{program} is not installed"))


def run(*command: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    """Run a program and return what it said; a failure raises."""
    return subprocess.run(command, check=True, text=True, capture_output=True, **options)
