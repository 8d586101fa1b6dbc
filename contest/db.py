"""The engine, one session per request, and the pragmas and writer lock of SQLite."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request
from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.orm import Session, UOWTransaction
from sqlalchemy.pool import ConnectionPoolEntry

try:
    from pysqlite3 import dbapi2 as sqlite_driver
except ImportError:  # no wheel for this machine: the standard library's driver; `hoithi doctor` checks its version
    from sqlite3 import dbapi2 as sqlite_driver

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))


class ReadOnlyError(RuntimeError):
    """Raised when something tries to write through a session that was opened for reading."""


class Database:
    """One database, SQLite or PostgreSQL, with sessions for reading and for writing.

    On SQLite a writing transaction takes the writer lock (``flock`` on a file beside the database) before
    ``BEGIN IMMEDIATE`` and holds it past the commit, until its connection is back in the pool.
    """

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            self.engine = create_engine(url, module=sqlite_driver, connect_args={"timeout": 10})
            self._tune_sqlite(self.engine)
        else:
            self.engine = create_engine(url, pool_pre_ping=True, connect_args={"options": "-c jit=off"})
        self._writer = self.engine.execution_options(hoithi_write=True)

    def session(self, *, write: bool = False) -> Session:
        """Return a new session; one for reading refuses to flush."""
        session = Session(self._writer if write else self.engine, expire_on_commit=False)
        if not write:
            event.listen(session, "before_flush", _refuse_flush)
        return session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a short session that only reads."""
        with self.session() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a short session whose work is committed at the end, or not at all."""
        with self.session(write=True) as session:
            yield session
            session.commit()

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy of an SQLite database beside its writers; the file must not exist yet."""
        source = self.engine.raw_connection()
        target = sqlite_driver.connect(str(path))
        try:
            source.dbapi_connection.backup(target)  # type: ignore[union-attr]  # one step, one snapshot
        finally:
            target.close()
            source.close()

    def is_empty(self) -> bool:
        """Say whether the database has no table of ours yet."""
        return not inspect(self.engine).has_table("accounts")

    def sqlite_version(self) -> tuple[int, ...]:
        """Return the version of the SQLite library that is in use."""
        return tuple(int(part) for part in sqlite_driver.sqlite_version.split("."))

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()

    def _tune_sqlite(self, engine: Engine) -> None:
        lock_path = f"{engine.url.database}.lock"

        @event.listens_for(engine, "connect")
        def _pragmas(connection: Any, _record: ConnectionPoolEntry) -> None:
            connection.isolation_level = None  # transactions are begun below, not by the driver
            cursor = connection.cursor()
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

        @event.listens_for(engine, "begin")
        def _begin(connection: Any) -> None:
            if connection.get_execution_options().get("hoithi_write"):
                info = connection.connection.record_info
                if "writer_lock" not in info:
                    info["writer_lock"] = descriptor = os.open(lock_path, os.O_RDWR | os.O_CREAT, 0o600)
                    fcntl.flock(descriptor, fcntl.LOCK_EX)
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.exec_driver_sql("BEGIN")

        @event.listens_for(engine, "checkin")
        def _release(_connection: Any, record: ConnectionPoolEntry) -> None:
            descriptor = (record.record_info or {}).pop("writer_lock", None)
            if descriptor is not None:
                os.close(descriptor)


def _refuse_flush(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    if session.new or session.dirty or session.deleted:
        raise ReadOnlyError("this session reads only; a GET never writes")


def init_app(app: Flask, database: Database) -> None:
    """Attach a database to an application and close each request's session at its end."""
    app.extensions["database"] = database

    @app.teardown_appcontext
    def _close(_error: BaseException | None) -> None:
        session: Session | None = g.pop("session", None)
        if session is not None:
            app.extensions["left_dirty"] = bool(session.new or session.dirty or session.deleted)
            session.close()


def current_database() -> Database:
    """Return the database of the running application."""
    database: Database = current_app.extensions["database"]
    return database


def current_session() -> Session:
    """Return the request's session: for reading on GET, for writing (lock at first use) on other methods."""
    if "session" not in g:
        g.session = current_database().session(write=request.method not in SAFE_METHODS)
    session: Session = g.session
    return session


def commit() -> None:
    """Commit the request's session; views call it once, when everything has succeeded."""
    current_session().commit()


def release() -> None:
    """End the request's transaction so far, with nothing written, so that slow work holds no lock."""
    session: Session | None = g.pop("session", None)
    if session is not None:
        session.close()
