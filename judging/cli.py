"""The ``hoithi`` commands of judging; each calls one service."""

import csv
import shutil
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from contest.adapters.migrations import upgrade
from contest.adapters.rulebooks import load_rulebook, shipped
from contest.cli import MakeApp, need_edition, open_database, refuse, say_json
from contest.config import Settings, load_settings
from contest.db import Database
from contest.rules.problems import RuleError
from contest.services import editions, organisations
from contest.serving import serve
from judging import demo as demonstration
from judging.services import ranking, rulebooks


@click.command()
@click.option("--empty", is_flag=True, help="Without the two shipped editions.")
def init(empty: bool) -> None:
    """Make the database, or bring its tables up to date; a new one gets the communes and both contests' rule books."""
    settings = load_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database)
    upgrade(database.engine)
    now = datetime.now(UTC)
    with database.writing() as session:
        organisations.import_units(session)
        if not empty and not editions.list_editions(session):
            for path in shipped():
                rulebooks.import_rulebook(session, load_rulebook(path), by=None, now=now)
        codes = [edition.code for edition in editions.list_editions(session)]
    click.echo(f"{settings.database}: ready. Editions: {', '.join(codes) or 'none'}")
    click.echo("Next: hoithi create-organiser MAIL 'FULL NAME', then hoithi run")


@click.command("import-rulebook")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--code", help="Another short code than the file's.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def import_rulebook(source: Path, code: str | None, as_json: bool) -> None:
    """Make an edition from the rule book SOURCE, a TOML file."""
    database = open_database(load_settings())
    try:
        book = load_rulebook(source)
        if code and isinstance(book.get("edition"), dict):
            book["edition"]["code"] = code
        with database.writing() as session:
            edition = rulebooks.import_rulebook(session, book, by=None, now=datetime.now(UTC))
            made = {"code": edition.code, "title": edition.title}
    except RuleError as error:
        refuse(*error.problems)
    if as_json:
        say_json(made)
    else:
        click.echo(f"{made['code']}: {made['title']}")


@click.command()
@click.argument("edition_code")
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="csv", show_default=True)
@click.option("--sheets", is_flag=True, help="The marks of every sheet that counts, instead of the ranking.")
def rank(edition_code: str, form: str, sheets: bool) -> None:
    """Print the official ranking of EDITION_CODE: field, place, dossier code, score, n, tie step, sheet totals."""
    with open_database(load_settings()).reading() as session:
        edition = need_edition(session, edition_code)
        if sheets:
            names = ["dossier_code", "judge", "criterion", "mark_hundredths"]
            lines = [dict(zip(names, row, strict=True)) for row in ranking.sheet_rows(session, edition)]
        else:
            lines = ranking.ranking_rows(session, edition)
            names = ["field", "place", "dossier_code", "score", "n", "tie_step", "sheets"]
    if form == "json":
        say_json(lines)
        return
    writer = csv.DictWriter(sys.stdout, names)
    writer.writeheader()
    for line in lines:
        totals = line.get("sheets")
        if isinstance(totals, dict):
            line = {**line, "sheets": " ".join(f"{judge}={total}" for judge, total in totals.items())}
        writer.writerow(line)


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--seed", default=2026, show_default=True, help="The same seed makes the same people and marks.")
@click.option("--entries", default=120, show_default=True, type=click.IntRange(90, 20_000), help="Entries in all.")
@click.option(
    "--judges", default=18, show_default=True, type=click.IntRange(6, 500), help="Judges of the judged edition."
)
@click.option("--sheets-per-entry", default=3, show_default=True, type=click.IntRange(1, 9))
@click.option("--reset", is_flag=True, help="Throw the demonstration away first.")
@click.option("--no-serve", is_flag=True, help="Only fill, do not serve.")
@click.pass_obj
def demo(
    make_app: MakeApp,
    port: int,
    seed: int,
    entries: int,
    judges: int,
    sheets_per_entry: int,
    reset: bool,
    no_serve: bool,
) -> None:
    """Fill a demonstration beside your own data and serve it; a second run uses what is there."""
    own = load_settings()
    folder = own.data_dir / "demo"
    settings = replace(
        own, data_dir=folder, uploads_dir=folder / "uploads", database_url="", public_url=f"http://127.0.0.1:{port}"
    )
    if reset:
        shutil.rmtree(folder, ignore_errors=True)
    whole = folder / "filled"
    if not whole.exists():
        shutil.rmtree(folder, ignore_errors=True)  # what an interrupted filling left is no demonstration
        _fill(settings, demonstration.Size(entries, judges, sheets_per_entry, seed))
        whole.touch()
    _say_how(settings, port)
    if not no_serve:
        serve(make_app(settings), host="127.0.0.1", port=port)


def _fill(settings: Settings, size: demonstration.Size) -> None:
    """Fill the demonstration, saying what is being made and how far it is."""
    started = time.monotonic()
    settings.data_dir.mkdir(parents=True)
    database = Database(settings.database)
    upgrade(database.engine)

    def say(what: str, number: int, count: int) -> None:
        if not sys.stderr.isatty() and number != count:
            return
        click.echo(f"\r{what} {number}/{count}   ", nl=number == count, err=True)

    demonstration.fill(database, settings, size, say)
    database.dispose()
    click.echo(f"Filled in {time.monotonic() - started:.0f} s.", err=True)


def _say_how(settings: Settings, port: int) -> None:
    """Print the address, one account a role, and where the data lie."""
    click.echo(f"Hoithi: http://127.0.0.1:{port}   (Ctrl-C ends it)")
    click.echo(f"Password of every account: {demonstration.PASSWORD}")
    for role, contact in demonstration.ACCOUNTS:
        click.echo(f"  {role:<10} {contact}")
    click.echo(f"Data: {settings.data_dir}")


COMMANDS: tuple[click.Command, ...] = (demo, init, import_rulebook, rank)
