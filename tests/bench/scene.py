"""The data of a benchmark: a copy of a demonstration with every sheet marked, and who does what in it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from contest.config import Settings
from contest.db import Database, sqlite_driver
from contest.models.accounts import Account
from contest.services import sign_ins
from judging.demo import FINISHED_ENTRIES, OPEN_ENTRIES

JUDGED, OPEN = "stkt-2026", "youth-2027"
KEPT_OPEN = 6
"""Assignments of the measured judge that stay without a finished sheet."""

_MISSING = """
SELECT a.id, a.judge_id, a.entry_id FROM assignments a JOIN editions e ON e.id = a.edition_id
LEFT JOIN score_sheets s ON s.assignment_id = a.id
WHERE e.code = :code AND a.state = 'active' AND (s.id IS NULL OR s.state = 'draft')
"""


@dataclass(frozen=True)
class Scene:
    """Where the data are, and the addresses and cookies that the benchmark uses."""

    folder: Path
    rows: int
    sheets: int
    judge: str
    entrant: str
    organiser: str
    sheet_path: str
    marks: tuple[tuple[str, int], ...]
    """Field name and maximum in hundredths of each criterion."""
    draft_path: str
    whole_path: str
    whole_id: int
    slot: str
    own_entries: str


def fill(cache: Path, entries: int) -> Path:
    """Return the folder of a demonstration with so many judged entries, made on first use by ``hoithi demo``."""
    place = cache / str(entries)
    if not (place / "demo" / "filled").exists():
        place.mkdir(parents=True, exist_ok=True)
        size = str(entries + OPEN_ENTRIES + FINISHED_ENTRIES)
        command = [sys.executable, "-c", "from contest.command import main; main()", "demo", "--no-serve", "--reset"]
        command += ["--entries", size, "--judges", "20", "--sheets-per-entry", "5"]
        subprocess.run(command, check=True, env={**os.environ, "HOITHI_DATA_DIR": str(place)})
    return place / "demo"


def set_up(filled: Path, folder: Path) -> Scene:
    """Copy a demonstration's database, finish the sheets that are missing, and sign three people in."""
    folder.mkdir(parents=True)
    database = Database(Settings(data_dir=filled).database)
    database.copy_to(folder / "hoithi.sqlite3")
    database.dispose()
    shutil.copytree(filled / "uploads", folder / "uploads", copy_function=os.link)
    database = Database(Settings(data_dir=folder).database)
    with database.writing() as session:
        judge, account_id = session.execute(
            text(
                "SELECT j.id, j.account_id FROM judges j JOIN assignments a ON a.judge_id = j.id"
                " JOIN editions e ON e.id = j.edition_id WHERE e.code = :code AND a.state = 'active'"
                " GROUP BY j.id ORDER BY count(*) DESC, j.id LIMIT 1"
            ),
            {"code": JUDGED},
        ).one()
        _finish_sheets(session, keep_for=judge)
        scene = _describe(session, folder, judge, account_id)
    database.dispose()
    connection = sqlite_driver.connect(str(folder / "hoithi.sqlite3"))
    connection.execute("ANALYZE")
    connection.commit()
    connection.close()
    return scene


def _finish_sheets(session: Session, *, keep_for: int) -> None:
    """Submit a sheet for every assignment without one, but for a few of one judge; by plain SQL, as it is scenery."""
    missing = session.execute(text(_MISSING), {"code": JUDGED}).all()
    kept = [row for row in missing if row[1] == keep_for]
    if len(kept) < KEPT_OPEN:  # the judge was quick: take some of the finished ones back
        chosen = session.execute(
            text("SELECT id FROM assignments WHERE judge_id = :j AND state = 'active' ORDER BY id LIMIT :n"),
            {"j": keep_for, "n": KEPT_OPEN},
        ).scalars()
        open_ids = set(chosen)
    else:
        open_ids = {row[0] for row in kept[:KEPT_OPEN]}
    edition_id = session.scalar(text("SELECT id FROM editions WHERE code = :c"), {"c": JUDGED})
    rubric = session.scalar(text("SELECT id FROM rubrics WHERE edition_id = :e AND is_current"), {"e": edition_id})
    criteria = session.execute(
        text("SELECT id, maximum, step FROM criteria WHERE rubric_id = :r ORDER BY position"), {"r": rubric}
    ).all()
    now = f"{datetime.now(UTC) - timedelta(hours=3):%Y-%m-%d %H:%M:%S.%f}"
    open_list = ",".join(map(str, open_ids))
    redo = ",".join(str(row[0]) for row in missing) or "0"
    doomed = f"SELECT id FROM score_sheets WHERE assignment_id IN ({redo},{open_list})"
    for table in ("marks", "sheet_revisions"):
        session.execute(text(f"DELETE FROM {table} WHERE sheet_id IN ({doomed})"))
    session.execute(text(f"DELETE FROM score_sheets WHERE assignment_id IN ({redo},{open_list})"))
    for assignment_id, _, _ in missing:
        if assignment_id in open_ids:
            continue
        values = [
            (id_, maximum * (6 + (assignment_id * 7 + id_) % 4) // 10 // step * step) for id_, maximum, step in criteria
        ]
        sheet_id = session.scalar(
            text(
                "INSERT INTO score_sheets (assignment_id, edition_id, rubric_id, state, total, remark, recommendation,"
                " revision, updated_at, submitted_at) VALUES (:a, :e, :r, 'submitted', :t, '', '', 1, :now, :now)"
                " RETURNING id"
            ),
            {"a": assignment_id, "e": edition_id, "r": rubric, "t": sum(value for _, value in values), "now": now},
        )
        session.execute(
            text("INSERT INTO marks (sheet_id, criterion_id, value, comment) VALUES (:s, :c, :v, '')"),
            [{"s": sheet_id, "c": id_, "v": value} for id_, value in values],
        )


def _describe(session: Session, folder: Path, judge: int, account_id: int) -> Scene:
    """Return the addresses of a finished scene; signs judge, entrant and organiser in."""

    def ask(statement: str, **values: object) -> object:
        return session.scalar(text(statement), values)

    now = datetime.now(UTC)

    def token(account: int) -> str:
        found = session.get_one(Account, account)
        return sign_ins.start_sign_in(session, found, device="bench", lifetime=timedelta(days=1), now=now)

    blind = ask(
        "SELECT n.blind_code FROM assignments a JOIN entries n ON n.id = a.entry_id LEFT JOIN score_sheets s ON"
        " s.assignment_id = a.id WHERE a.judge_id = :j AND a.state = 'active' AND s.id IS NULL AND n.state = 'valid'"
        " AND n.blind_code IS NOT NULL ORDER BY a.id",
        j=judge,
    )
    owned = (
        "SELECT n.{} FROM entries n JOIN editions e ON e.id = n.edition_id WHERE e.code = :code AND n.state = :state"
    )
    draft, owner = (
        ask(owned.format("public_id"), code=OPEN, state="draft"),
        ask(owned.format("owner_id"), code=OPEN, state="draft"),
    )
    whole = session.execute(
        text(
            "SELECT n.id, n.public_id, n.owner_id FROM entries n JOIN editions e ON e.id = n.edition_id"
            " WHERE e.code = :code AND n.state = 'submitted' ORDER BY n.id LIMIT 1"
        ),
        {"code": OPEN},
    ).one()
    session.execute(text("UPDATE entries SET owner_id = :o WHERE id = :i"), {"o": owner, "i": whole[0]})
    marks = session.execute(
        text(
            "SELECT c.id, c.maximum FROM criteria c JOIN rubrics r ON r.id = c.rubric_id JOIN editions e"
            " ON e.id = r.edition_id WHERE e.code = :code AND r.is_current ORDER BY c.position"
        ),
        {"code": JUDGED},
    ).all()
    count = "SELECT count(*) FROM {} JOIN editions e ON e.id = x.edition_id WHERE e.code = :code AND x.state = :state"
    return Scene(
        folder=folder,
        rows=int(str(ask(count.format("entries x"), code=JUDGED, state="valid"))),
        sheets=int(str(ask(count.format("score_sheets x"), code=JUDGED, state="submitted"))),
        judge=token(account_id),
        entrant=token(int(str(owner))),
        organiser=token(int(str(ask("SELECT id FROM accounts WHERE is_admin LIMIT 1")))),
        sheet_path=f"/judge/{JUDGED}/entries/{blind}",
        marks=tuple((f"mark-{id_}", maximum) for id_, maximum in marks),
        draft_path=f"/entries/{draft}",
        whole_path=f"/entries/{whole[1]}",
        whole_id=whole[0],
        slot=str(
            ask(
                "SELECT s.code FROM slots s JOIN editions e ON e.id = s.edition_id WHERE e.code = :code"
                " AND s.kinds LIKE '%pdf%' ORDER BY s.id",
                code=OPEN,
            )
        ),
        own_entries="/entries",
    )
