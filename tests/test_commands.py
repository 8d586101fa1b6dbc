"""The ``hoithi`` commands as an operator meets them: exit status, plain reasons, JSON, and what they leave behind."""

import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from contest.command import COMMANDS, main
from contest.config import ROOT
from contest.db import Database
from contest.rules.audit import ACTIONS
from contest.services import audit
from tests.conftest import BACKEND, NOW

Hoithi = Callable[..., Result]
HOITHI = (sys.executable, "-c", "from contest.command import main; main()")
sqlite_only = pytest.mark.skipif(BACKEND != "sqlite", reason="the files of SQLite")
pytestmark = sqlite_only


def runner(folder: Path) -> Hoithi:
    """Return a function that runs a command on the installation of a folder."""
    environment = {"HOITHI_DATA_DIR": str(folder), "HOITHI_UPLOADS_DIR": str(folder / "uploads")}

    def hoithi(*words: object, **more: str) -> Result:
        answer = CliRunner().invoke(main, [str(word) for word in words], env={**environment, **more})
        assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
        assert "Traceback" not in answer.output
        return answer

    return hoithi


@pytest.fixture
def hoithi(tmp_path: Path) -> Hoithi:
    """Give the commands on an empty folder."""
    return runner(tmp_path / "data")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the smallest demonstration."""
    folder = tmp_path_factory.mktemp("demo")
    answer = fill(folder)
    assert answer.exit_code == 0, answer.output
    return folder / "demo"


def fill(folder: Path, *more: str) -> Result:
    """Fill the smallest demonstration."""
    return runner(folder)("demo", "--no-serve", "--entries", 90, "--judges", 6, "--files", 1, *more)


def refused(answer: Result, *words: str) -> None:
    """Expect exit status 1, nothing on stdout, and words of the reason on stderr."""
    assert answer.exit_code == 1, answer.output
    assert answer.stdout == ""
    for word in words:
        assert word in answer.stderr


# The group itself


def test_help_loads_no_command() -> None:
    """``hoithi --help`` names every command without loading Flask or SQLAlchemy; that is what makes it quick."""
    program = (
        "import sys\nfrom contest.command import main\n"
        "main(['--help'], standalone_mode=False)\n"
        "assert not {'flask', 'sqlalchemy', 'reportlab', 'numpy'} & set(sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT)
    for name, (_, line) in COMMANDS.items():
        assert name in answer.stdout
        assert line.split()[0] in answer.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(hoithi: Hoithi, name: str) -> None:
    """Each loads under its name and has a help of its own; an unknown option is wrong usage."""
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name
    answer = hoithi(name, "--help")
    assert answer.exit_code == 0
    assert "Usage: " in answer.stdout
    assert len(command.help or "") > 30
    assert hoithi(name, "--no-such-option").exit_code == 2


def test_unknown_commands_are_wrong_usage(hoithi: Hoithi) -> None:
    """An unknown command ends with 2."""
    assert hoithi("frobnicate").exit_code == 2


# Refusals


@pytest.mark.parametrize(
    "words",
    [("editions",), ("rank", "x"), ("backup", "x.zip"), ("doctor",), ("run",), ("create-organiser", "a@b.vn", "A")],
)
def test_without_a_database(hoithi: Hoithi, tmp_path: Path, words: tuple[str, ...]) -> None:
    """Commands that need one say how to make it, and make nothing themselves."""
    refused(hoithi(*words), "hoithi init")
    assert not (tmp_path / "data").exists()


def test_what_an_operator_gets_wrong(hoithi: Hoithi, tmp_path: Path) -> None:
    """Settings, folders, addresses and names that do not fit are refused in one plain line."""
    refused(hoithi("editions", HOITHI_SMTP_PORT="x"), "HOITHI_SMTP_PORT must be a whole number")
    refused(hoithi("editions", HOITHI_DATABASE_URL="nonsense"), "HOITHI_DATABASE_URL")
    refused(hoithi("editions", HOITHI_DATABASE_URL="cobol://x"), "HOITHI_DATABASE_URL")
    refused(hoithi("init", HOITHI_DATABASE_URL="postgresql+psycopg://u:geheim@127.0.0.1:1/x"), "cannot be used")
    (tmp_path / "file").touch()
    refused(hoithi("init", HOITHI_DATA_DIR=str(tmp_path / "file" / "data")), "Not a directory")
    assert hoithi("init").exit_code == 0
    refused(hoithi("rank", "nope"), "There is no edition nope", "hoithi editions")
    refused(hoithi("create-organiser", "not a contact", "Hoàng Kim Oanh"))
    assert hoithi("create-organiser", "a@b.vn", " ").exit_code == 2
    refused(hoithi("certificates", "nope", "--out", tmp_path / "x.pdf", "--by", "x"), "no edition nope")
    refused(hoithi("certificates", "nope", "--out", tmp_path / "no" / "x.pdf", "--by", "x"), "no folder")
    (tmp_path / "hoithi.sqlite3").write_bytes(b"no database at all" * 99)
    refused(hoithi("editions", HOITHI_DATA_DIR=str(tmp_path)), "cannot be used", "not a database")


def test_a_port_in_use(hoithi: Hoithi, filled: Path) -> None:
    """``run`` and ``demo`` say so before they do anything else."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert hoithi("init").exit_code == 0
        refused(hoithi("run", "--port", port), f"127.0.0.1:{port}", "--port")
        refused(runner(filled.parent)("demo", "--port", port), f"127.0.0.1:{port}")


# init, editions, people, rule books


def test_a_new_installation(hoithi: Hoithi) -> None:
    """init (twice is harmless), the shipped editions, an organiser with a code; JSON is all of stdout."""
    first = json.loads(hoithi("init", "--json").stdout)
    assert first["editions"] == [row["code"] for row in json.loads(hoithi("editions", "--json").stdout)]
    assert len(first["editions"]) == 2
    assert json.loads(hoithi("init", "--json").stdout) == first
    made = json.loads(hoithi("create-organiser", "oanh@example.vn", "Hoàng Kim Oanh", "--json").stdout)
    assert made["sign_in_name"] == "oanh@example.vn"
    again = json.loads(hoithi("create-organiser", "oanh@example.vn", "Hoàng Kim Oanh", "--json").stdout)
    assert again["code"] != made["code"]
    one = hoithi("create-organiser", "thu@example.vn", "Ma Thị Thu", "--edition", first["editions"][0])
    assert "/code" in one.stdout
    refused(hoithi("create-organiser", "thu@example.vn", "Ma Thị Thu"), "thu@example.vn")


def test_init_without_editions(hoithi: Hoithi) -> None:
    """--empty stays empty when init is done again."""
    assert json.loads(hoithi("init", "--empty", "--json").stdout)["editions"] == []
    assert json.loads(hoithi("init", "--empty", "--json").stdout)["editions"] == []


def test_rule_books(hoithi: Hoithi, tmp_path: Path) -> None:
    """A book under another code is a new edition; the same code, bad TOML and bad rules are refused."""
    hoithi("init")
    book = ROOT / "contest" / "data" / "rulebooks" / "stkt.toml"
    assert json.loads(hoithi("import-rulebook", book, "--code", "stkt-x", "--json").stdout)["code"] == "stkt-x"
    refused(hoithi("import-rulebook", book, "--code", "stkt-x"))
    bad = tmp_path / "bad.toml"
    bad.write_text('[edition]\ncode = "x"\ntitle = \n', encoding="utf-8")
    refused(hoithi("import-rulebook", bad), "line 3")
    bad.write_text('[edition]\ncode = "x"\n', encoding="utf-8")
    refused(hoithi("import-rulebook", bad))
    assert hoithi("import-rulebook", tmp_path / "none.toml").exit_code == 2


# rank


def recomputed(marks: list[dict[str, Any]], quorum: int = 3) -> dict[str, tuple[str, int]]:
    """The independent opinion: official score (half up, two decimals) and number of sheets of each dossier."""
    sheets: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for row in marks:
        sheets[row["dossier_code"]][row["judge"]] += Fraction(int(row["mark_hundredths"] or 0), 100)
    found = {}
    for dossier, totals in sheets.items():
        mean = sum(totals.values(), Fraction()) / len(totals)
        hundredths = (mean * 200 + 1) // 2  # ROUND_HALF_UP of mean * 100
        score = f"{hundredths // 100}.{hundredths % 100:02}" if len(totals) >= quorum else ""
        found[dossier] = (score, len(totals))
    return found


@pytest.mark.parametrize("edition", ["youth-2026", "stkt-2026"])
def test_the_ranking_follows_from_the_sheets(filled: Path, edition: str) -> None:
    """Scores, places, order and ties equal what an independent script makes of the exported sheets."""
    hoithi = runner(filled)
    rows = json.loads(hoithi("rank", edition, "--format", "json").stdout)
    marks = json.loads(hoithi("rank", edition, "--sheets", "--format", "json").stdout)
    opinion = recomputed(marks)
    fields = [row["field"] for row in rows]
    assert len(rows) > 10
    assert fields == sorted(fields)
    for field in set(fields):
        mine = [row for row in rows if row["field"] == field]
        scores = [opinion.get(row["dossier_code"], ("", 0))[0] for row in mine]
        assert [row["score"] for row in mine] == scores
        assert [row["n"] for row in mine] == [opinion.get(row["dossier_code"], ("", 0))[1] for row in mine]
        numbers = [Fraction(score) for score in scores if score]
        assert numbers == sorted(numbers, reverse=True)
        assert "" not in scores[: len(numbers)], "what has no result comes last"
        places = [1 + sum(other > number for other in numbers) for number in numbers]
        assert [row["place"] for row in mine] == [*places, *[None] * (len(mine) - len(numbers))]
        for row in mine:
            tied = row["place"] is not None and places.count(row["place"]) > 1
            assert bool(row["tie_step"]) == tied
    for row in rows:
        totals: dict[str, int] = defaultdict(int)
        for mark in marks:
            if mark["dossier_code"] == row["dossier_code"]:
                totals[mark["judge"]] += mark["mark_hundredths"]
        assert row["sheets"] == {judge: f"{total // 100}.{total % 100:02}" for judge, total in totals.items()}


def test_csv_says_what_json_says(filled: Path) -> None:
    """CSV has a column for each judge; for Excel it has semicolons, decimal commas and a byte order mark."""
    hoithi = runner(filled)
    rows = json.loads(hoithi("rank", "stkt-2026", "--format", "json").stdout)
    plain = list(csv.DictReader(io.StringIO(hoithi("rank", "stkt-2026").stdout)))
    head = ["field", "place", "dossier_code", "score", "n", "tie_step"]
    assert list(plain[0])[:6] == head
    for row, line in zip(rows, plain, strict=True):
        assert [line[name] for name in head] == ["" if row[name] is None else str(row[name]) for name in head]
        assert {name: line[name] for name in list(line)[6:] if line[name]} == row["sheets"]
    text = hoithi("rank", "stkt-2026", "--excel").stdout
    assert text.startswith("\ufeff")
    excel = list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))
    assert [line["score"].replace(",", ".") for line in excel] == [line["score"] for line in plain]
    assert excel[0]["dossier_code"] == plain[0]["dossier_code"]
    sheets = list(csv.DictReader(io.StringIO(hoithi("rank", "stkt-2026", "--sheets").stdout)))
    assert sorted(sheets[0]) == ["criterion", "dossier_code", "judge", "mark_hundredths"]
    assert hoithi("rank", "stkt-2026", "--format", "json", "--excel").exit_code == 2


# demo


def facts(folder: Path) -> list[Any]:
    """Return what a repeated filling must repeat: rankings, titles, people, marks, certificates' words."""
    hoithi = runner(folder)
    found: list[Any] = [
        json.loads(hoithi("rank", code, "--format", "json", *more).stdout)
        for code in ("youth-2026", "stkt-2026")
        for more in ((), ("--sheets",))
    ]
    database = Database(f"sqlite:///{folder / 'hoithi.sqlite3'}")
    with database.engine.connect() as connection:
        for statement in (
            "SELECT title, state, channel, unit_name, commune_name FROM entries ORDER BY id",
            "SELECT full_name, birth_date, ethnicity, share_percent FROM authors ORDER BY id",
            "SELECT section_code, text FROM entry_texts ORDER BY entry_id, section_code",
            "SELECT register_year, register_no, holder, json_remove(words, '$.code') FROM certificates ORDER BY id",
        ):
            found.append([tuple(row) for row in connection.exec_driver_sql(statement)])
    database.dispose()
    return found


def test_the_same_seed_makes_the_same_demonstration(filled: Path, tmp_path: Path) -> None:
    """Another filling has the same people, titles, marks, places and certificates; an interrupted one starts anew."""
    torn = tmp_path / "demo"
    torn.mkdir()
    (torn / "hoithi.sqlite3").write_bytes(b"half")
    (torn / "rest").touch()
    assert fill(tmp_path).exit_code == 0
    assert not (torn / "rest").exists()
    assert facts(torn) == facts(filled)


def test_a_second_run_uses_what_is_there(filled: Path) -> None:
    """Nothing is filled again; the accounts are printed."""
    before = (filled / "hoithi.sqlite3").stat().st_ino
    answer = fill(filled.parent, "--seed", "7")
    assert answer.exit_code == 0
    assert "organiser@demo.example.vn" in answer.stdout
    assert answer.stderr == ""
    assert (filled / "hoithi.sqlite3").stat().st_ino == before


def test_the_people_of_the_demonstration(filled: Path) -> None:
    """No title twice, shares of 100 %, every commune known, nothing made after it was entered, some on paper."""
    database = Database(f"sqlite:///{filled / 'hoithi.sqlite3'}")
    with database.engine.connect() as connection:

        def one(statement: str) -> Any:
            return connection.exec_driver_sql(statement).scalar()

        assert one("SELECT count(*) - count(DISTINCT title) FROM entries") == 0
        assert one("SELECT count(*) FROM entries WHERE commune_id IS NULL") == 0
        shares = "SELECT sum(share_percent) AS s FROM authors GROUP BY entry_id HAVING s <> 100"
        assert one(f"SELECT count(*) FROM ({shares})") == 0
        late = "made_year * 100 + made_month > CAST(strftime('%Y%m', created_at) AS INTEGER)"
        assert one(f"SELECT count(*) FROM entries WHERE {late}") == 0
        old = "SELECT count(*) FROM entries JOIN units ON units.id = commune_id WHERE valid_to IS NOT NULL"
        assert one(old) == 0
        assert one("SELECT count(*) FROM entries WHERE channel = 'paper' AND postmark_date IS NOT NULL") >= 3
        assert one("SELECT count(*) FROM entries WHERE state = 'draft'") >= 8
    database.dispose()


def test_too_much_is_wrong_usage(hoithi: Hoithi) -> None:
    """More sheets than judges can take, or more of an entry than there are judges, is refused before filling."""
    assert hoithi("demo", "--entries", 20000, "--judges", 6).exit_code == 2
    assert hoithi("demo", "--judges", 6, "--sheets-per-entry", 7).exit_code == 2
    assert hoithi("demo", "--entries", 3).exit_code == 2


# certificates


def test_certificates(filled: Path, tmp_path: Path) -> None:
    """One PDF in register order, logged; printing again needs a reason."""
    hoithi = runner(filled)
    out = tmp_path / "out.pdf"
    common = ("certificates", "youth-2026", "--out", out, "--by", "organiser@demo.example.vn")
    refused(hoithi(*common))
    answer = hoithi(*common, "--reason", "Máy in kẹt giấy", "--json")
    said = json.loads(answer.stdout)
    assert said["certificates"] > 30
    assert out.read_bytes().startswith(b"%PDF")
    refused(hoithi("certificates", "youth-2027", "--out", out, "--by", "organiser@demo.example.vn"))


# backup and restore


def test_a_backup_beside_a_writer_comes_back_sound(hoithi: Hoithi, tmp_path: Path) -> None:
    """While a thread writes, a backup is made; restored, it holds an unbroken beginning of the trail."""
    hoithi("init")
    database = Database(f"sqlite:///{tmp_path / 'data' / 'hoithi.sqlite3'}")
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with database.writing() as session:
                audit.record(session, None, next(iter(ACTIONS)), now=NOW, subject=("edition", 1, "x"))

    thread = threading.Thread(target=write)
    thread.start()
    target = tmp_path / "copy.zip"
    try:
        time.sleep(0.2)
        answer = hoithi("backup", target, "--json")
    finally:
        stop.set()
        thread.join()
    assert json.loads(answer.stdout)["file"] == str(target)
    refused(hoithi("backup", target), "never overwrites")
    refused(hoithi("restore", target), "--force")
    refused(hoithi("restore", target, "--force"), "open in a running server")
    database.dispose()
    elsewhere = runner(tmp_path / "new")
    assert json.loads(elsewhere("restore", target, "--json").stdout)["files"] == 1
    assert elsewhere("doctor").exit_code == 0
    restored = Database(f"sqlite:///{tmp_path / 'new' / 'hoithi.sqlite3'}")
    with restored.reading() as session:
        assert list(audit.broken_links(session)) == []
    restored.dispose()
    assert hoithi("restore", target, "--force").exit_code == 0


def test_a_bad_backup_leaves_what_was_there(hoithi: Hoithi, tmp_path: Path) -> None:
    """Damage anywhere is found before anything is replaced; so is a writer who holds the lock."""
    hoithi("init", "--empty")
    place = tmp_path / "data" / "hoithi.sqlite3"
    (tmp_path / "data" / "uploads" / "ab").mkdir(parents=True)
    (tmp_path / "data" / "uploads" / "ab" / ("ab" * 32)).write_bytes(b"noi dung" * 100)
    good = tmp_path / "good.zip"
    assert hoithi("backup", good).exit_code == 0
    before = place.stat().st_ino
    whole = good.read_bytes()
    bad = tmp_path / "bad.zip"
    for data in (b"", b"PK no zip", whole[: len(whole) // 2], whole.replace(b"noi dung", b"noi dunG", 1)):
        bad.write_bytes(data)
        refused(hoithi("restore", bad, "--force"), "bad.zip")
        assert place.stat().st_ino == before
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("manifest.json", '{"format": 1, "sha256": {"hoithi.sqlite3": "x", "../../x": "y"}}')
        archive.writestr("hoithi.sqlite3", b"")
    refused(hoithi("restore", bad, "--force"), "outside")
    assert hoithi("doctor").exit_code == 0
    database = Database(f"sqlite:///{place}")
    with database.writing() as session:
        audit.record(session, None, next(iter(ACTIONS)), now=NOW, subject=("edition", 1, "x"))
        refused(hoithi("restore", good, "--force"), "being written to")
    database.dispose()
    assert list((tmp_path / "data").glob("tmp*")) == []
    assert not list(tmp_path.glob("*.part"))


# run


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_run_ends_cleanly(hoithi: Hoithi, tmp_path: Path, ending: int) -> None:
    """The home page answers; Ctrl-C and SIGTERM end server and worker without a traceback; restore is refused."""
    hoithi("init")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "HOITHI_DATA_DIR": str(tmp_path / "data"),
        "HOITHI_UPLOADS_DIR": str(tmp_path / "data" / "uploads"),
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(
        [*HOITHI, "run", "--port", str(port)],
        env=environment,
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        for _ in range(600):
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                    connection.sendall(b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                    answer = connection.makefile("rb").readline()
                break
            except OSError:
                assert process.poll() is None
                time.sleep(0.1)
        assert b" 200 " in answer
        if ending == signal.SIGINT:
            assert hoithi("backup", tmp_path / "b.zip").exit_code == 0
            refused(hoithi("restore", tmp_path / "b.zip", "--force"), "running server")
        process.send_signal(ending)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode in (0, 130), said
    assert "Traceback" not in said
