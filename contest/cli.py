"""The ``hoithi`` commands of contest; each calls one service."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy.orm import Session

from contest import doctor
from contest.adapters.backups import BackupError, make_backup, restore_backup
from contest.adapters.migrations import upgrade
from contest.adapters.storage import Storage
from contest.config import Settings, load_settings
from contest.db import Database
from contest.models.editions import Edition
from contest.rules.access import Viewer
from contest.rules.kinds import AccountKind, CodePurpose, Role
from contest.rules.problems import RuleError
from contest.services import accounts, certificate_prints, editions
from contest.services.certificates import choose as certificates_of
from contest.serving import serve

MakeApp = Callable[[Settings], Flask]


def refuse(*reasons: object) -> NoReturn:
    """End the command with exit status 1 and the reasons on stderr."""
    for reason in reasons:
        click.echo(str(reason), err=True)
    sys.exit(1)


def say_json(value: Any) -> None:
    """Print JSON and nothing else."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def need_edition(session: Session, code: str) -> Edition:
    """Return an edition, refusing an unknown code."""
    edition = editions.find_edition(session, code)
    if edition is None:
        refuse(f"There is no edition {code}. Known ones: hoithi editions")
    return edition


def open_database(settings: Settings) -> Database:
    """Return the database, refusing when ``hoithi init`` has not made it yet."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database)
    if database.is_empty():
        refuse("There is no database yet. Run: hoithi init")
    return database


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.pass_obj
def run(make_app: MakeApp, host: str, port: int) -> None:
    """Serve the site with the worker beside it."""
    settings = load_settings()
    open_database(settings).dispose()
    click.echo(f"Hoithi: http://{host}:{port}  (Ctrl-C ends it)")
    serve(make_app(settings), host=host, port=port)


@click.command("create-organiser")
@click.argument("contact")
@click.argument("full_name")
@click.option("--edition", "edition_code", help="Short code of an edition; without it the account runs everything.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def create_organiser(contact: str, full_name: str, edition_code: str | None, as_json: bool) -> None:
    """Make an organiser's account for CONTACT (mail or phone) and print a one-time code to sign in with."""
    database = open_database(load_settings())
    now = datetime.now(UTC)
    try:
        with database.writing() as session:
            edition = need_edition(session, edition_code) if edition_code else None
            account = accounts.find_account(session, contact) or accounts.register(
                session,
                full_name=full_name,
                contact=contact,
                password=None,
                kind=AccountKind.STAFF,
                now=now,
                is_admin=edition is None,
            )
            if edition is not None:
                accounts.grant_role(session, account, edition, Role.ORGANISER, by=None, now=now)
            code = accounts.issue_code(session, account, CodePurpose.SIGN_IN, now=now, by=None)
            name = account.sign_in_name
    except RuleError as error:
        refuse(*error.problems)
    if as_json:
        say_json({"sign_in_name": name, "code": code})
    else:
        click.echo(f"{name}: sign in at /code with {code} (good once, 60 days), then choose a password.")


@click.command("editions")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def list_editions(as_json: bool) -> None:
    """List the editions with their short codes."""
    with open_database(load_settings()).reading() as session:
        rows = [
            {"code": e.code, "contest": e.contest_type.value, "title": e.title, "closes_at": e.closes_at.isoformat()}
            for e in editions.list_editions(session)
        ]
    if as_json:
        say_json(rows)
    for row in () if as_json else rows:
        click.echo(f"{row['code']:<16} {row['title']}")


@click.command()
@click.argument("edition_code")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The PDF to write.")
@click.option("--by", "contact", required=True, help="Mail or phone of the account in whose name the print is logged.")
@click.option("--reason", default="", help="Why again, when some were printed before.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def certificates(edition_code: str, out: Path, contact: str, reason: str, as_json: bool) -> None:
    """Write the certificates of EDITION_CODE into one PDF, in register order, and log the print."""
    settings = load_settings()
    database = open_database(settings)
    try:
        with database.reading() as session:
            edition = need_edition(session, edition_code)
            account = accounts.find_account(session, contact)
            if account is None:
                refuse(f"There is no account {contact}.")
            by = Viewer(id=account.id, name=account.full_name)
            batch = certificate_prints.gather(
                session, edition, certificates_of(edition), unprinted_only=False, reason=reason
            )
        data = certificate_prints.render(batch, verify_url=f"{settings.public_url}/x/")
        out.write_bytes(data)
        with database.writing() as session:
            edition = need_edition(session, edition_code)
            made = certificate_prints.log_print(
                session, edition, batch, data, reason=reason, by=by, now=datetime.now(UTC)
            )
            sha256 = made.sha256
    except RuleError as error:
        refuse(*error.problems)
    if as_json:
        say_json({"file": str(out), "certificates": len(batch.ids), "sha256": sha256})
    else:
        click.echo(f"{out}: {len(batch.ids)} certificates, SHA-256 {sha256}")


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def backup(target: Path, as_json: bool) -> None:
    """Write database and files into the ZIP TARGET, beside running work."""
    settings = load_settings()
    database = open_database(settings)
    if not database.is_sqlite:
        refuse("This installation is on PostgreSQL: use pg_dump for the database and copy the uploads folder after it.")
    with database.engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision() or ""
    try:
        count = make_backup(
            target,
            copy_database=database.copy_to,
            uploads=settings.uploads_dir,
            revision=revision,
            now=datetime.now(UTC),
        )
    except BackupError as error:
        refuse(error)
    if as_json:
        say_json({"file": str(target), "files": count})
    else:
        click.echo(f"{target}: {count} files, {target.stat().st_size // 1024} KB")


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace what stands in the data folder.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def restore(source: Path, force: bool, as_json: bool) -> None:
    """Put the backup SOURCE in place; the server must not be running."""
    settings = load_settings()
    place = settings.data_dir / "hoithi.sqlite3"
    if not settings.database.startswith("sqlite"):
        refuse("This installation is on PostgreSQL: restore with psql, then copy the uploads folder.")
    if place.exists() and not force:
        refuse(f"{place} is there already. Stop the server and say --force to replace it.")
    try:
        count = restore_backup(source, database=place, uploads=settings.uploads_dir)
    except BackupError as error:
        refuse(error)
    database = Database(settings.database)
    upgrade(database.engine)
    if as_json:
        say_json({"files": count})
    else:
        click.echo(f"{count} files restored; run: hoithi doctor")


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def examine(as_json: bool) -> None:
    """Check the installation: library versions, tables, files against rows, the audit chain, jobs, disk."""
    settings = load_settings()
    findings = doctor.examine(settings, open_database(settings), Storage(settings.uploads_dir))
    if as_json:
        say_json([finding.__dict__ for finding in findings])
    for finding in () if as_json else findings:
        click.echo(
            f"{'ok  ' if finding.ok else 'WARN' if finding.only_warns else 'FAIL'} {finding.what}: {finding.says}"
        )
    if any(not finding.ok and not finding.only_warns for finding in findings):
        sys.exit(1)


COMMANDS: tuple[click.Command, ...] = (
    run,
    create_organiser,
    list_editions,
    certificates,
    backup,
    restore,
    examine,
)
