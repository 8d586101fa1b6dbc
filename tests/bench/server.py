"""The server under measurement: two processes behind one socket, forked from one loaded application."""

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event
from waitress import create_server

from contest.app import create_app
from contest.config import Settings
from contest.db import sqlite_driver

PROCESSES = 2
_counted = threading.local()
_own = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


def site(folder: Path) -> Flask:
    """Return the application on a scene's folder; every answer says how many SQL statements it took."""
    app = create_app(Settings(data_dir=folder, uploads_dir=folder / "uploads", free_disk_mb=1))
    engine = app.extensions["database"].engine

    @event.listens_for(engine, "before_cursor_execute")
    def _count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(_own):
            _counted.number = getattr(_counted, "number", 0) + 1

    inner: Callable[..., Iterable[bytes]] = app.wsgi_app

    def counting(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        _counted.number = 0

        def say(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start(status, [*headers, ("X-Statements", str(_counted.number))], *rest)

        return inner(environ, say)

    app.wsgi_app = counting  # type: ignore[method-assign]
    return app


def bare(folder: Path) -> Flask:
    """Return the yardstick: a Flask page of five words, with one SQLite row inserted and committed."""
    app = Flask("bare")
    path = str(folder / "bare.sqlite3")
    first = sqlite_driver.connect(path, isolation_level=None)
    first.execute("PRAGMA journal_mode=WAL")
    first.execute("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, text TEXT)")
    first.close()
    held = threading.local()

    @app.get("/")
    def hello() -> str:
        return "a page of five words"

    @app.post("/")
    def insert() -> str:
        if not hasattr(held, "db"):
            held.db = sqlite_driver.connect(path, isolation_level=None)
            held.db.execute("PRAGMA synchronous=FULL")
        held.db.execute("BEGIN IMMEDIATE")
        held.db.execute("INSERT INTO rows (text) VALUES (?)", ("a row",))
        held.db.execute("COMMIT")
        return "a page of five words"

    return app


def main() -> None:
    """Serve ``site`` or ``bare`` on a free port, print the port and the process ids, end with the parent's stdin."""
    kind, folder = sys.argv[1], Path(sys.argv[2])
    app = {"site": site, "bare": bare}[kind](folder)
    listener = socket.create_server(("127.0.0.1", 0))
    children = []
    for _ in range(PROCESSES):
        child = os.fork()
        if not child:
            create_server(app, sockets=[listener], threads=4, asyncore_use_poll=True, ident="").run()
            os._exit(0)
        children.append(child)
    sys.stdout.write(f"{listener.getsockname()[1]} {' '.join(map(str, children))}\n")
    sys.stdout.flush()
    sys.stdin.read()
    for child in children:
        os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    main()
