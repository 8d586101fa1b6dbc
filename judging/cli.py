"""The ``hoithi`` commands of judging; each calls one service."""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from alembic.util import CommandError
from sqlalchemy import make_url

from contest.adapters.migrations import upgrade
from contest.adapters.rulebooks import load_rulebook, shipped
from contest.cli import need_edition, open_database, refuse, say_json
from contest.config import load_settings
from contest.db import Database
from contest.services import editions, organisations
from judging.services import ranking, rulebooks


@click.command()
@click.option("--empty", is_flag=True, help="Without the two shipped editions.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def init(empty: bool, as_json: bool) -> None:
    """Make the database, or bring its tables up to date; a new one gets the communes and both contests' rule books.

    Doing it again is harmless.
    """
    settings = load_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database)
    click.get_current_context().call_on_close(database.dispose)
    is_new = database.is_empty()
    try:
        upgrade(database.engine)
    except CommandError as error:
        refuse(f"The tables are of another version of Hoithi: {error}")
    now = datetime.now(UTC)
    with database.writing() as session:
        organisations.import_units(session)
        if is_new and not empty:
            for path in shipped():
                rulebooks.import_rulebook(session, load_rulebook(path), by=None, now=now)
        codes = [edition.code for edition in editions.list_editions(session)]
    address = make_url(settings.database).render_as_string(hide_password=True)
    if as_json:
        say_json({"database": address, "editions": codes})
        return
    click.echo(f"{address}: ready. Editions: {', '.join(codes) or 'none'}")
    click.echo("Next: hoithi create-organiser MAIL 'FULL NAME', then hoithi run")


@click.command("import-rulebook")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--code", help="Another short code than the file's.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
def import_rulebook(source: Path, code: str | None, as_json: bool) -> None:
    """Make an edition from the rule book SOURCE, a TOML file; when anything in it is wrong, all of it is named."""
    database = open_database(load_settings())
    book = load_rulebook(source)
    if code and isinstance(book.get("edition"), dict):
        book["edition"]["code"] = code
    with database.writing() as session:
        edition = rulebooks.import_rulebook(session, book, by=None, now=datetime.now(UTC))
        made = {"code": edition.code, "title": edition.title}
    if as_json:
        say_json(made)
    else:
        click.echo(f"{made['code']}: {made['title']}")


RANKING = ("field", "place", "dossier_code", "score", "n", "tie_step")
SHEETS = ("dossier_code", "judge", "criterion", "mark_hundredths")


@click.command()
@click.argument("edition_code")
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="csv", show_default=True)
@click.option("--sheets", is_flag=True, help="The marks of every sheet that counts, instead of the ranking.")
@click.option(
    "--excel", is_flag=True, help="CSV as Excel with Vietnamese settings opens it: semicolons, decimal comma."
)
def rank(edition_code: str, form: str, sheets: bool, excel: bool) -> None:
    """Print the official ranking of EDITION_CODE (see: hoithi editions) in the order of fields and places.

    \b
    field         code of the field
    place         number; empty (JSON: null) without a result
    dossier_code  number of the dossier
    score         official score, as text with two decimals: 80.17; empty without a result
    n             number of sheets that count
    tie_step      what parted it from its equals, or "tie"; empty for most
    J01, J02 ...  total of that judge's sheet, 80.50; empty without one
                  (JSON: an object "sheets" of judge -> total)

    With --sheets a line for each mark of each sheet that counts: dossier_code, judge, criterion, and
    mark_hundredths, a whole number (80,5 points are 8050; empty or null: not marked).
    """
    if excel and form != "csv":
        raise click.UsageError("--excel goes with --format csv")
    with open_database(load_settings()).reading() as session:
        edition = need_edition(session, edition_code)
        lines: list[dict[str, Any]]
        if sheets:
            lines = [dict(zip(SHEETS, row, strict=True)) for row in ranking.sheet_rows(session, edition)]
        else:
            lines = [_with_points(row) for row in ranking.ranking_rows(session, edition)]
    if form == "json":
        say_json(lines)
        return
    names = list(SHEETS if sheets else RANKING)
    if not sheets:
        judges = sorted({judge for line in lines for judge in line["sheets"]})
        lines = [{**line, **line["sheets"]} for line in lines]
        names += judges
    text = io.StringIO()
    writer = csv.DictWriter(text, names, extrasaction="ignore", delimiter=";" if excel else ",", lineterminator="\n")
    writer.writeheader()
    for line in lines:
        writer.writerow({name: _for_excel(line.get(name)) if excel else line.get(name) for name in names})
    click.echo(("\ufeff" if excel else "") + text.getvalue(), nl=False)


def _with_points(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line of the ranking with decimal points, as programs read them."""
    sheets = {judge: total.replace(",", ".") for judge, total in row["sheets"].items()}
    return {**row, "score": row["score"].replace(",", "."), "sheets": sheets}


def _for_excel(value: object) -> object:
    """Return a value with the decimal comma of Vietnamese Excel."""
    return value.replace(".", ",") if isinstance(value, str) and value.replace(".", "", 1).isdecimal() else value
