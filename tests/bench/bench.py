"""Measure what the server costs: ``python -m tests.bench.bench --entries 300 --entries 3000 [--json FILE]``.

For each size a demonstration is filled by ``hoithi demo`` (kept in ``--cache``, so a second run is quick), copied, its
missing sheets are added, and two server processes (waitress, forked from one loaded application) answer one client in
another process. A row is the median of the requests of one operation: server CPU in milliseconds (user + system of
both processes, read from ``/proc``), the same as a multiple of the yardstick (a bare Flask page with one bare SQLite
insert, served alike in the same run; compare runs by this column), wall time, SQL statements, bytes as sent (gzip).
Beside it stand the figures of HotCRP, pretalx and Indico from ``performance.md``, measured on such a machine. Work of
the worker (inspecting files) is not in the rows. Then: memory (PSS) of the two processes, certificates a CPU second,
and the time of ``hoithi --help``. Needs Linux with SQLite; takes about two minutes a size once the data are there.
"""

import argparse
import http.client
import io
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from contest.adapters.certificates_pdf import render_batch
from contest.config import ROOT, Settings
from contest.db import Database, sqlite_driver
from contest.services import certificate_prints, editions
from contest.services.certificates import choose
from tests.bench.ends import Client, Server, serving
from tests.bench.scene import JUDGED, Scene, fill, set_up

PEERS: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "public landing page": ((1.2, 25, 36), (1.2, 39, 37)),
    "sign-in page": ((0.9, 23, 4.6), (0.9, 33, 4.7)),
    "entry form, GET": ((3.2, 63, 20), (3.4, 82, 21)),
    "submit without file, POST": ((5.4, 145, 36), (14, 232, 44)),
    "upload 1 MB, POST": ((15, 160, 46), (17, 244, 75)),
    "judge's queue": ((48, 1642, 245), (58, 1775, 222)),
    "score sheet, GET": ((12, 103, 82), (17, 144, 160)),
    "save a sheet, POST": ((3.3, 56, 827), (3.8, 113, 944)),
    "ranking, all rows": ((21, 1462, 513), (131, 1861, 4967)),
    "export of all sheets, CSV": ((223, 35093, 4167), (223, 35093, 4167)),
}
"""CPU ms of HotCRP, pretalx and Indico at 300 and at 3,000 entries (performance.md)."""


@dataclass(frozen=True)
class Row:
    """One operation, in medians."""

    name: str
    cpu_ms: float
    yardsticks: float
    wall_ms: float
    statements: int
    sent_bytes: int
    peers: tuple[float, ...]


class Bench:
    """The measurements on one scene."""

    def __init__(self, scene: Scene, server: Server, yardstick: float, column: int, times: int) -> None:
        self.scene, self.server, self.yardstick = scene, server, yardstick
        self.column, self.times = column, times
        self.rows: list[Row] = []

    def measure(
        self,
        name: str,
        act: Callable[[int], http.client.HTTPResponse],
        *,
        wanted: int = 200,
        before: Callable[[int], object] | None = None,
        times: int = 0,
    ) -> None:
        """Add a row: the median of some requests after a few that warm up both processes."""
        cpu, wall, last = [], [], None
        times = times or self.times
        for number in range(times + 4):
            if before:
                before(number)
            start, clock = self.server.cpu(), time.perf_counter()
            last = act(number)
            took = time.perf_counter() - clock
            if last.status != wanted:
                raise SystemExit(f"{name}: {last.status} instead of {wanted}")
            time.sleep(0.003)  # the threads go to sleep, so that their time is booked
            if number >= 4:
                cpu.append(self.server.cpu() - start)
                wall.append(took * 1000)
        assert last is not None
        peers = PEERS.get(name, ((), ()))[self.column]
        spent = statistics.median(cpu)
        size = len(last.data)  # type: ignore[attr-defined]  # see Client.ask
        statements = int(last.headers.get("X-Statements", 0))
        row = Row(name, spent, spent / self.yardstick, statistics.median(wall), statements, size, peers)
        self.rows.append(row)
        show(row)

    def run(self) -> None:
        """Measure every operation, reading ones first."""
        scene, port = self.scene, self.server.port
        anyone, judge = Client(port), Client(port, scene.judge)
        entrant, office = Client(port, scene.entrant), Client(port, scene.organiser)
        ranking = f"/organise/{JUDGED}/ranking?field=all"
        few = max(4, self.times // 5)
        for name, who, path, times in (
            ("public landing page", anyone, "/", 0),
            ("sign-in page", anyone, "/sign-in", 0),
            ("entry form, GET", entrant, f"{scene.draft_path}/solution", 0),
            ("my entries", entrant, scene.own_entries, 0),
            ("judge's queue", judge, f"/judge/{JUDGED}", 0),
            ("score sheet, GET", judge, scene.sheet_path, 0),
            ("dossiers of the office, a page", office, f"/organise/{JUDGED}/entries", 0),
            ("ranking, first page", office, ranking, few),
            ("ranking, all rows", office, f"{ranking}&print=1", few),
            ("export of all sheets, CSV", office, f"/organise/{JUDGED}/sheets.csv", few),
        ):
            self.measure(name, lambda _, who=who, path=path: who.ask("GET", path), times=times)  # type: ignore[misc]
        self._save(judge)
        self._submit(entrant)
        self._upload(entrant)

    def _save(self, judge: Client) -> None:
        html = judge.prepare(self.scene.sheet_path)
        base = int(re.search(r'name="revision"[^>]*value="(\d+)"', html).group(1))  # type: ignore[union-attr]

        def save(number: int) -> http.client.HTTPResponse:
            marks = {name: str(maximum // 200 + number % 3) for name, maximum in self.scene.marks}
            return judge.post(self.scene.sheet_path, {**marks, "revision": base + number, "act": "save"})

        self.measure("save a sheet, POST", save, wanted=303)

    def _change(self, statement: str, *values: object) -> None:
        connection = sqlite_driver.connect(str(self.scene.folder / "hoithi.sqlite3"), timeout=10)
        connection.execute(statement, values)
        connection.commit()
        connection.close()

    def _submit(self, entrant: Client) -> None:
        path = f"{self.scene.whole_path}/check"
        entrant.prepare(path)

        def change(number: int) -> None:
            self._change("UPDATE entries SET title = ? WHERE id = ?", f"Máy tách hạt ngô {number}", self.scene.whole_id)

        self.measure(
            "submit without file, POST", lambda _: entrant.post(path, {"declared": "y"}), wanted=302, before=change
        )

    def _upload(self, entrant: Client) -> None:
        entrant.prepare(f"{self.scene.whole_path}/files")
        path, slot = f"{self.scene.whole_path}/files/{self.scene.slot}", self.scene.slot

        def clear(_number: int) -> None:
            for table, column in (("pictures", "attachment_id"), ("attachments", "id")):
                chosen = "SELECT id FROM attachments WHERE entry_id = ? AND slot_code = ?"
                self._change(f"DELETE FROM {table} WHERE {column} IN ({chosen})", self.scene.whole_id, slot)

        def send(number: int) -> http.client.HTTPResponse:
            data = b"%PDF-1.7\n" + number.to_bytes(8, "big") + bytes(range(256)) * 4096
            return entrant.upload(path, f"{slot}-files", data)

        self.measure("upload 1 MB, POST", send, wanted=303, before=clear)


def show(row: Row) -> None:
    """Print a row."""
    peers = " ".join(f"{peer:>9,.1f}" for peer in row.peers)
    say(
        f"{row.name:<32}{row.cpu_ms:>9.2f}{row.yardsticks:>8.1f}{row.wall_ms:>9.2f}"
        f"{row.statements:>5}{row.sent_bytes:>10,} {peers}"
    )


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def measure_yardstick(folder: Path) -> float:
    """Return the CPU milliseconds of a bare Flask page with one bare SQLite insert."""
    with serving("bare", folder) as server:
        client, spent = Client(server.port), []
        for _ in range(200):
            start = server.cpu()
            client.ask("POST", "/", b"")
            time.sleep(0.002)
            spent.append(server.cpu() - start)
    return statistics.median(spent[20:])


def certificates_per_second(filled: Path, count: int = 1000) -> float:
    """Return how many pages of certificates one CPU second makes, on the words of the finished edition."""
    database = Database(Settings(data_dir=filled).database)
    with database.reading() as session:
        edition = editions.find_edition(session, "youth-2026")
        assert edition is not None
        batch = certificate_prints.gather(session, edition, choose(edition), unprinted_only=False, reason="đo tốc độ")
    database.dispose()
    words = [batch.words[number % len(batch.words)] for number in range(count)]
    start = time.process_time()
    render_batch(words, io.BytesIO(), verify_url="http://127.0.0.1/x/", title=batch.title, issued=batch.issued)
    return count / (time.process_time() - start)


def help_seconds() -> float:
    """Return the CPU seconds of ``hoithi --help``, the median of five."""
    spent = []
    for _ in range(5):
        start = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-c", "from contest.command import main; main()", "--help"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime)
    return statistics.median(spent)


def run_size(entries: int, cache: Path, times: int) -> dict[str, Any]:
    """Measure one size and return everything that was printed."""
    filled = fill(cache, entries)
    with tempfile.TemporaryDirectory(dir=cache) as place:
        scene = set_up(filled, Path(place) / "scene")
        yardstick = measure_yardstick(Path(place))
        say(f"\n{entries} entries: {scene.rows} valid, {scene.sheets} sheets; yardstick {yardstick:.2f} ms")
        say(
            f"{'median':<32}{'CPU ms':>9}{'x yard':>8}{'wall ms':>9}{'SQL':>5}{'bytes':>10}    HotCRP   pretalx    Indico"  # noqa: E501
        )
        with serving("site", scene.folder) as server:
            bench = Bench(scene, server, yardstick, int(entries >= 1650), times)
            for client in (Client(server.port), Client(server.port)):
                client.ask("GET", "/")
            rest = server.memory()
            bench.run()
            peak = max(server.peak, server.memory())
    rate, help_time = certificates_per_second(filled), help_seconds()
    say(f"memory of two processes (PSS): {rest / 1024:.0f} MB at rest, {peak / 1024:.0f} MB at the peak")
    say(f"certificates: {rate:.0f} a CPU second; hoithi --help: {help_time:.2f} CPU s")
    return {
        "entries": entries,
        "valid": scene.rows,
        "sheets": scene.sheets,
        "yardstick_ms": yardstick,
        "rows": [asdict(row) for row in bench.rows],
        "memory_rest_kb": rest,
        "memory_peak_kb": peak,
        "certificates_per_cpu_second": rate,
        "help_cpu_seconds": help_time,
    }


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--entries", type=int, action="append", help="size; may be said again (default 300)")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "hoithi-bench")
    parser.add_argument("--times", type=int, default=40, help="requests of each operation")
    parser.add_argument("--json", type=Path, help="also write everything to this file")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    found = [run_size(entries, options.cache, options.times) for entries in options.entries or [300]]
    if options.json:
        options.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
