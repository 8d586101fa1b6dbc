"""What is it really? Each file is opened in a limited process of its own, which also draws its pictures.

``python -m contest.adapters.inspection`` is that process; ``inspect_file`` starts it and never raises for a bad file.
"""

import json
import os
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from contest.adapters.office_scan import check_docx
from contest.adapters.pdf_scan import check_pdf
from contest.adapters.pictures import draw_pages, draw_photo
from contest.adapters.refusal import Drawn, RefusedError
from contest.adapters.video import clean_copy
from contest.config import ROOT
from contest.rules.uploads import REFUSALS

MEMORY = 1536 * 1024 * 1024
FILE_SIZE = 256 * 1024 * 1024
VERDICT_SECONDS = 10
"""CPU time for the verdict; drawing then gets a few seconds a page (``contest/adapters/pictures.py``)."""
ALL_SECONDS = 80
WALL_SECONDS = 90
_ANSWER = "answer.json"


@dataclass(frozen=True)
class Inspection:
    """The verdict on a file: an empty ``refusal`` (a key of ``REFUSALS``) means that it is taken."""

    refusal: str
    page_count: int = 0
    pictures: tuple[Drawn, ...] = ()


def inspect_file(path: Path, *, kind: str, ending: str, folder: Path, wall: float = WALL_SECONDS) -> Inspection:
    """Return the verdict on a file of a kind (pdf, docx, image, video) with this ending; pictures go into ``folder``.

    A crash, a hang or too much memory is a refusal like any other (reliability.md 6.2).
    """
    command = [sys.executable, "-m", "contest.adapters.inspection", kind, ending, str(path.resolve()), str(folder)]
    bare = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    quiet = subprocess.DEVNULL
    try:
        subprocess.run(  # noqa: S603 - our own program; the names come from the store, never from senders
            command, cwd=ROOT, env=bare, stdin=quiet, stdout=quiet, stderr=quiet, timeout=wall, check=True
        )
        answer = json.loads((folder / _ANSWER).read_text(encoding="utf-8"))
    except subprocess.TimeoutExpired:
        return Inspection("slow")
    except (subprocess.CalledProcessError, OSError, ValueError):
        return Inspection("flood")
    if answer["refusal"]:
        return Inspection(answer["refusal"] if answer["refusal"] in REFUSALS else "broken")
    drawn = (Drawn(folder / item.pop("file"), **item) for item in answer["pictures"])
    return Inspection("", answer["page_count"], tuple(drawn))


def judge(path: Path, *, kind: str, ending: str, folder: Path) -> Inspection:
    """Return the verdict on a file and draw its pictures, in this process."""
    if kind == "pdf":
        document = check_pdf(path)
        return Inspection("", len(document), tuple(draw_pages(document, folder)))
    if kind == "docx":
        check_docx(path)
        from contest.adapters.word_pages import word_to_pdf  # noqa: PLC0415 - 0.2 s that other kinds need not wait

        word_to_pdf(path, folder / "pages.pdf")
        document = check_pdf(folder / "pages.pdf")
        return Inspection("", len(document), tuple(draw_pages(document, folder)))
    if kind == "image":
        return Inspection("", 1, (draw_photo(path, folder, ending=ending),))
    media_type = "video/quicktime" if ending == "mov" else "video/mp4"
    return Inspection("", 0, (clean_copy(path, folder / "1.mp4", media_type=media_type),))


def main(arguments: list[str]) -> None:
    """Judge one file under limits of memory, time and size, and leave the answer in the folder."""
    kind, ending, path, folder = arguments[0], arguments[1], Path(arguments[2]), Path(arguments[3])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (VERDICT_SECONDS, ALL_SECONDS))
    os.nice(10)
    try:
        verdict = judge(path, kind=kind, ending=ending, folder=folder)
    except RefusedError as refused:
        verdict = Inspection(refused.code)
    except MemoryError:
        verdict = Inspection("flood")
    except Exception:  # whatever a parser stumbles over, the file is at fault
        verdict = Inspection("broken")
    pictures = [asdict(item) | {"file": item.file.name} for item in verdict.pictures]
    facts = {"refusal": verdict.refusal, "page_count": verdict.page_count, "pictures": pictures}
    (folder / _ANSWER).write_text(json.dumps(facts), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
