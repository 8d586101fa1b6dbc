"""The ``hoithi demo`` command: fill a demonstration beside the installation's own data, and serve it."""

import sys
import time
from dataclasses import replace

import click

from contest.adapters.migrations import upgrade
from contest.cli import MakeApp
from contest.config import Settings, load_settings
from contest.db import Database
from contest.serving import check_port, serve
from contest.upkeep import throw_away
from judging import demo as demonstration
from judging.rules.panels import MAX_CAPACITY


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
@click.option("--files", default=demonstration.FILES_FOR, type=click.IntRange(1, 1000), hidden=True)
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
    files: int,
) -> None:
    """Fill a demonstration and serve it: both contests, one edition open, one in judging, one finished.

    It lies in the folder "demo" of the data folder, apart from your own data. A second run uses what is there,
    whatever its size; --reset makes it anew. The same seed makes the same people, titles, marks and places; codes
    that must be secret differ from filling to filling.
    """
    size = demonstration.Size(entries, judges, sheets_per_entry, seed, files)
    if sheets_per_entry > judges:
        raise click.BadParameter("no more than there are judges", param_hint="--sheets-per-entry")
    if size.judged * sheets_per_entry > judges * MAX_CAPACITY:
        raise click.BadParameter(
            f"{size.judged * sheets_per_entry} sheets are too many: a judge takes {MAX_CAPACITY} at most",
            param_hint="--judges",
        )
    own = load_settings()
    folder = own.data_dir / "demo"
    settings = replace(
        own, data_dir=folder, uploads_dir=folder / "uploads", database_url="", public_url=f"http://127.0.0.1:{port}"
    )
    if not no_serve:
        check_port("127.0.0.1", port)  # before two minutes of filling
    whole = folder / "filled"
    if reset or not whole.exists():
        throw_away(folder, folder / "hoithi.sqlite3")  # what an interrupted filling left is no demonstration
        _fill(settings, size)
        whole.touch()
    else:
        _catch_up(settings)
    _say_how(settings, port)
    if not no_serve:
        serve(make_app(settings), host="127.0.0.1", port=port)


def _fill(settings: Settings, size: demonstration.Size) -> None:
    """Fill the demonstration, saying what is being made and how far it is."""
    started = shown = time.monotonic()
    settings.data_dir.mkdir(parents=True)
    database = Database(settings.database)
    upgrade(database.engine)
    live = sys.stderr.isatty()

    def say(what: str, number: int, count: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if number < count and now - shown < (0.1 if live else 10):
            return
        shown = now
        start = "\r" if live else ""
        click.echo(
            f"{start}{what} {number}/{count}   ".rstrip(" " if not live else ""),
            nl=not live or number == count,
            err=True,
        )

    try:
        demonstration.fill(database, settings, size, say)
    finally:
        database.dispose()
    click.echo(f"Đã tạo xong trong {time.monotonic() - started:.0f} giây.", err=True)


def _catch_up(settings: Settings) -> None:
    """Bring the tables of an older demonstration up to date."""
    database = Database(settings.database)
    upgrade(database.engine)
    database.dispose()


def _say_how(settings: Settings, port: int) -> None:
    """Print the address, one account a role, and where the data lie."""
    click.echo(f"Hoithi: http://127.0.0.1:{port}   (Ctrl-C ends it)")
    click.echo(f"Password of every account: {demonstration.PASSWORD}")
    for role, contact in demonstration.ACCOUNTS:
        click.echo(f"  {role:<10} {contact}")
    click.echo(f"Data: {settings.data_dir}")
