"""Files of the demonstration: made, inspected and drawn as uploads are, in processes of their own."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

from contest.adapters.demo_files import demo_docx, demo_pdf, demo_photo
from contest.adapters.inspection import judge
from contest.adapters.storage import Storage

FEW = 8
"""So few files are made sooner than processes are started."""
ENDINGS = {"pdf": "pdf", "docx": "docx", "image": "jpg"}


@dataclass(frozen=True)
class Wanted:
    """A file to make: its slot and kind, and what stands in it."""

    slot: str
    kind: str
    name: str
    title: str
    sections: Mapping[str, str]
    seed: int


@dataclass(frozen=True)
class StoredPaper:
    """A made file in the storage: digest, size, and its pictures as (digest, type, width, height, text)."""

    wanted: Wanted
    sha256: str
    size: int
    page_count: int
    pictures: tuple[tuple[str, str, int, int, str], ...]


def make_paper(wanted: Wanted, uploads: Path, inspect: bool) -> StoredPaper:
    """Make one file, put it into the storage, and return what is known of it.

    With ``inspect`` its pictures are drawn and stored too, as the worker does it after an upload.
    """
    if wanted.kind == "image":
        data = demo_photo(wanted.title, wanted.seed)
    elif wanted.kind == "docx":
        data = demo_docx(wanted.title, wanted.sections)
    else:
        data = demo_pdf(wanted.title, wanted.sections, seed=wanted.seed)
    storage = Storage(uploads)
    with tempfile.TemporaryDirectory(prefix="hoithi-demo-") as name:
        folder, ending = Path(name), ENDINGS[wanted.kind]
        original = folder / f"original.{ending}"
        original.write_bytes(data)
        with original.open("rb") as stream:
            kept = storage.put(stream)
        if not inspect:
            return StoredPaper(wanted, kept.sha256, kept.size, 0, ())
        found = judge(original, kind=wanted.kind, ending=ending, folder=folder)
        pictures = []
        for drawn in found.pictures:
            with open(drawn.file, "rb") as stream:
                shown = storage.put(stream)
            pictures.append((shown.sha256, drawn.media_type, drawn.width, drawn.height, drawn.text))
    return StoredPaper(wanted, kept.sha256, kept.size, found.page_count, tuple(pictures))


def make_papers(wanted: Iterable[Wanted], uploads: Path, *, inspect: bool, processes: int = 2) -> Iterator[StoredPaper]:
    """Yield made files in the order in which they were asked for, made by several processes."""
    jobs = list(wanted)
    if len(jobs) < FEW:
        yield from map(make_paper, jobs, repeat(uploads), repeat(inspect))
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(make_paper, jobs, repeat(uploads), repeat(inspect), chunksize=4)
