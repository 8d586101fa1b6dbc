"""The ``hoithi`` commands of contest; each calls one service."""

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from contest.adapters.migrations import alembic_config
from contest.config import Settings, load_settings
from contest.db import Database
from contest.models.editions import Edition
from contest.rules.access import Viewer
from contest.rules.kinds import AccountKind, CodePurpose, Role
from contest.rules.text import clean
from contest.services import accounts, certificate_prints, editions
from contest.services.certificates import choose as certificates_of
from contest.serving import check_port, serve

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


def sqlite_file(settings: Settings) -> Path | None:
    """Return the file of the SQLite database; None on PostgreSQL."""
    url = make_url(settings.database)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def revisions(database: Database) -> tuple[str | None, str | None]:
    """Return the revision of the tables (None when there are none) and the one that this program wants."""
    with database.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current, ScriptDirectory.from_config(alembic_config()).get_current_head()


def open_database(settings: Settings, *, outdated: bool = False) -> Database:
    """Return the database, refusing when ``hoithi init`` has not made it or (unless asked for) not updated it."""
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        refuse(f"There is no database in {file.parent}. Run: hoithi init")
    database = Database(settings.database)
    click.get_current_context().call_on_close(database.dispose)
    current, wanted = revisions(database)
    if current is None:
        refuse("There is no database yet. Run: hoithi init")
    if current != wanted and not outdated:
        refuse(f"The tables have revision {current}, this program needs {wanted}. Run: hoithi init")
    return database


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.pass_obj
def run(make_app: MakeApp, host: str, port: int) -> None:
    """Serve the site with the worker beside it; Ctrl-C ends both."""
    settings = load_settings()
    open_database(settings).dispose()
    check_port(host, port)
    click.echo(f"Hoithi: http://{host}:{port}  (Ctrl-C ends it)")
    serve(make_app(settings), host=host, port=port)


@click.command("create-organiser")
@click.argument("contact")
@click.argument("full_name")
@click.option("--edition", "edition_code", help="Short code of an edition; without it the account runs everything.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def create_organiser(contact: str, full_name: str, edition_code: str | None, as_json: bool) -> None:
    """Make an organiser's account for CONTACT (mail or phone) and print a one-time code to sign in with.

    An account that is there already gets the role and a new code; its name and password stay.
    """
    if not clean(full_name):
        raise click.BadParameter("write the organiser's name", param_hint="FULL_NAME")
    database = open_database(load_settings())
    now = datetime.now(UTC)
    with database.writing() as session:
        edition = need_edition(session, edition_code) if edition_code else None
        account = accounts.find_account(session, contact)
        if account is None:
            account = accounts.register(
                session,
                full_name=clean(full_name),
                contact=contact,
                password=None,
                kind=AccountKind.STAFF,
                now=now,
                is_admin=edition is None,
            )
        elif edition is None and not account.is_admin:
            refuse(f"{contact} has an account without the rights to run everything. Name an --edition, or another.")
        if edition is not None:
            accounts.grant_role(session, account, edition, Role.ORGANISER, by=None, now=now)
        code = accounts.issue_code(session, account, CodePurpose.SIGN_IN, now=now, by=None)
        name = account.sign_in_name
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
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True, help="The PDF.")
@click.option("--by", "contact", required=True, help="Mail or phone of the account in whose name the print is logged.")
@click.option("--reason", default="", help="Why again, when some were printed before.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def certificates(edition_code: str, out: Path, contact: str, reason: str, as_json: bool) -> None:
    """Write the certificates of EDITION_CODE into one PDF, in register order, and log the print."""
    settings = load_settings()
    database = open_database(settings)
    if not os.access(out.parent, os.W_OK):
        refuse(f"{out.parent}: no folder that can be written to")
    with database.reading() as session:
        edition = need_edition(session, edition_code)
        account = accounts.find_account(session, contact)
        if account is None:
            refuse(f"There is no account {contact}.")
        by = Viewer(id=account.id, name=account.full_name)
        batch = certificate_prints.gather(
            session, edition, certificates_of(edition), unprinted_only=False, reason=reason
        )
    click.echo(f"Drawing {len(batch.ids)} certificates", err=True)
    data = certificate_prints.render(batch, verify_url=f"{settings.public_url}/x/")
    out.write_bytes(data)
    with database.writing() as session:
        edition = need_edition(session, edition_code)
        made = certificate_prints.log_print(session, edition, batch, data, reason=reason, by=by, now=datetime.now(UTC))
        sha256 = made.sha256
    if as_json:
        say_json({"file": str(out), "certificates": len(batch.ids), "sha256": sha256})
    else:
        click.echo(f"{out}: {len(batch.ids)} certificates, SHA-256 {sha256}")
