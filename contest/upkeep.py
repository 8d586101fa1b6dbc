"""The ``hoithi`` commands that keep an installation sound: backup, restore, doctor."""

import fcntl
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from alembic.util import CommandError

from contest import doctor
from contest.adapters.backups import BackupError, make_backup, restore_backup
from contest.adapters.migrations import upgrade
from contest.adapters.storage import Storage
from contest.cli import open_database, refuse, revisions, say_json, sqlite_file
from contest.config import load_settings
from contest.db import Database


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def backup(target: Path, as_json: bool) -> None:
    """Write database and files into the ZIP TARGET, beside running work."""
    settings = load_settings()
    if sqlite_file(settings) is None:
        refuse("This installation is on PostgreSQL: use pg_dump for the database and copy the uploads folder after it.")
    database = open_database(settings, outdated=True)
    count = make_backup(
        target,
        copy_database=database.copy_to,
        uploads=settings.uploads_dir,
        revision=revisions(database)[0] or "",
        now=datetime.now(UTC),
    )
    if as_json:
        say_json({"file": str(target), "files": count})
    else:
        click.echo(f"{target}: {count} files, {target.stat().st_size // 1024} KB")


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace the database that stands there.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def restore(source: Path, force: bool, as_json: bool) -> None:
    """Put the backup SOURCE in place; the server must not be running.

    What stands there stays until the backup is unpacked, compared with its digests and brought up to date.
    """
    settings = load_settings()
    place = sqlite_file(settings)
    if place is None:
        refuse("This installation is on PostgreSQL: restore with psql, then copy the uploads folder.")
    if place.exists() and not force:
        refuse(f"{place} is there already. Stop the server and say --force to replace it.")
    with alone(place):
        count = restore_backup(source, database=place, uploads=settings.uploads_dir, prepare=_prepare)
    if as_json:
        say_json({"files": count})
    else:
        click.echo(f"{count} files restored; run: hoithi doctor")


def _prepare(path: Path) -> None:
    """Check an unpacked database and bring its tables up to date."""
    database = Database(f"sqlite:///{path}")
    try:
        with database.engine.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if found != "ok" or revisions(database)[0] is None:
            raise BackupError(f"the database of the backup is damaged: {found if found != 'ok' else 'no tables'}")
        upgrade(database.engine)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    except CommandError as error:
        raise BackupError(f"the backup is of another version of Hoithi: {error}") from error
    finally:
        database.dispose()


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Hold the writer lock of an SQLite file, refusing when a server or a command works on it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with Path(f"{place}.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            refuse(f"{place} is being written to. Stop the server and every other hoithi command first.")
        if place.exists() and is_open(place):
            refuse(f"{place} is open in a running server. Stop it first.")
        yield


def is_open(place: Path) -> bool:
    """Say whether another process has an SQLite database open: it can leave WAL mode only when nobody has.

    A damaged database counts as closed, for it is to be replaced.
    """
    database = Database(f"sqlite:///{place}")
    connection = None
    try:
        connection = database.engine.raw_connection()
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=0")
        cursor.execute("PRAGMA journal_mode=DELETE")
        cursor.execute("PRAGMA journal_mode=WAL")
    except Exception as error:  # the driver's own class, which SQLAlchemy does not wrap here
        return "locked" in str(error) or "busy" in str(error)
    finally:
        if connection is not None:
            connection.close()
        database.dispose()
    return False


@click.command("doctor")
@click.option("--deep", is_flag=True, help="Read every file and compare its bytes with its digest; slow.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def examine(deep: bool, as_json: bool) -> None:
    """Check the installation: library, clock, folders, tables, rows, files, the audit chain, jobs, disk.

    Ends with 1 when something must be mended (FAIL); a WARN is for you to judge.
    """
    settings = load_settings()
    database = open_database(settings, outdated=True)
    findings = doctor.examine(settings, database, Storage(settings.uploads_dir), now=datetime.now(UTC), deep=deep)
    if as_json:
        say_json([finding.__dict__ for finding in findings])
    for finding in () if as_json else findings:
        word = "ok  " if finding.ok else "WARN" if finding.only_warns else "FAIL"
        click.echo(f"{word} {finding.what}: {finding.says}")
    if any(not finding.ok and not finding.only_warns for finding in findings):
        sys.exit(1)


def throw_away(folder: Path, database: Path) -> None:
    """Remove a folder with its database, refusing while a server works on it."""
    if folder.exists():
        with alone(database):
            shutil.rmtree(folder)
