"""Measure, wrap and fit the texts of a certificate: one factor for all sizes, balanced lines, whole names.

Lengths are PDF points; widths of text are kept in 1/1000 em until a size is known. Texts are drawn glyph by glyph
from cached runs, never through a mark-up parser, so ``<img src=…>`` in a name is only an ugly name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from unicodedata import is_normalized

from contest.adapters.certificate_fonts import Face, Run, face
from contest.rules.problems import N_, Problem, RuleError
from contest.rules.text import clean

MM = 72 / 25.4
_STEPS = 50  # the factor k runs from 1 down to 0 in steps of 0.02
_JOINT = "  ·  "


class Style(NamedTuple):
    """Describe one part of the flow: face, size and floor in points, weight in k, line height, gap after in mm."""

    face: str
    size: float
    floor: float
    weight: float
    leading: float
    gap: float
    colour: str = "ink"
    tracking: float = 0
    tag: str = "P"
    width: float = 214  # mm

    def at(self, k: float) -> float:
        """Return the size in points at factor k (1 = full size)."""
        return max(self.floor, self.size * (1 - (1 - k) * self.weight))


class Part(NamedTuple):
    """Name one part of the flow: its style, its text units (names, or one text) and how many lines it may take."""

    style: Style
    units: tuple[str, ...]
    lines: int
    rods: bool = False


class Placed(NamedTuple):
    """Hold a part with its size and its lines, each with the distance of its baseline below the top of the block."""

    part: Part
    size: float
    lines: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Fit:
    """Hold a fitted flow: the factor, the placed parts and the height of the block in points."""

    k: float
    parts: tuple[Placed, ...]
    height: float


def printable(text: str) -> str:
    """Return text as it is drawn: NFC, one line, no control characters, non-breaking spaces kept."""
    plain = text.replace("\u00a0", " ")
    if not (plain.isprintable() and is_normalized("NFC", plain) and "  " not in plain and plain == plain.strip()):
        text = "\u00a0".join(clean(piece) for piece in text.strip().split("\u00a0"))
    return text.replace("\u02bc", "’")  # U+02BC is in none of the faces; the highland names mean the same sign


@lru_cache(maxsize=20_000)
def runs(face_name: str, text: str) -> tuple[tuple[Run, ...], int]:
    """Return the shaped words and spaces of a text and its width in 1/1000 em."""
    font = face(face_name)
    shaped: list[Run] = []
    for number, word in enumerate(text.replace("\u00a0", " ").split(" ")):
        if number:
            shaped.append(font.space)
        if word:
            shaped.append(font.shape(word))
    return tuple(shaped), sum(run.width for run in shaped)


def width(face_name: str, text: str, size: float, tracking: float = 0) -> float:
    """Return the width of a text in points."""
    return runs(face_name, text)[1] * size / 1000 + (tracking * (len(text) - 1) if tracking else 0)


def wrap(units: Sequence[str], measure: Callable[[str], float], limit: float, joint: str) -> list[str] | None:
    """Return the units in as few lines as fit the limit, balanced; None if one unit alone is wider than it."""
    widths = [measure(unit) for unit in units]  # once: everything after this is arithmetic
    widest = max(widths)
    if widest > limit:
        return None
    space = measure(f"|{joint}|") - measure("||")
    starts = _greedy(widths, space, limit)
    if len(starts) > 1:
        # the narrowest limit that keeps the number of lines gives the most even lines
        low, high = max(widest, (sum(widths) + space * (len(widths) - len(starts))) / len(starts)) * 0.999, limit
        for _ in range(7):
            middle = (low + high) / 2
            tried = _greedy(widths, space, middle) if middle >= widest else []
            if tried and len(tried) == len(starts):
                starts, high = tried, middle
            else:
                low = middle
    return [joint.join(units[a:b]) for a, b in pairwise([*starts, len(units)])]


def _greedy(widths: Sequence[float], space: float, limit: float) -> list[int]:
    """Return the number of the first unit of each line when lines are filled up to the limit."""
    starts = [0]
    room = limit - widths[0]
    for number in range(1, len(widths)):
        room -= widths[number] + space
        if room < 0:
            starts.append(number)
            room = limit - widths[number]
    return starts


def _lines(part: Part, size: float) -> list[str] | None:
    """Return the lines of a part at a size; None if they do not fit its width and number of lines."""
    style = part.style
    limit = style.width * MM

    def measure(text: str) -> float:
        return width(style.face, text, size, style.tracking)

    units, joint = part.units, _JOINT
    if len(units) == 1:
        if measure(units[0]) <= limit:
            return [units[0]]
        units, joint = tuple(units[0].split(" ")), " "
    elif len(units) == 2 and measure(_JOINT.join(units)) > limit:
        joint = "\n"  # two names on two lines need no dot between them
    lines = list(units) if joint == "\n" else wrap(units, measure, limit, joint)
    if lines is None and joint == " ":  # bound words longer than a line part after all
        lines = wrap(part.units[0].replace("\u00a0", " ").split(" "), measure, limit, joint)
    if lines is None or len(lines) > part.lines or any(measure(line) > limit for line in lines):
        return None
    return lines


def _try(parts: Sequence[Part], k: float, room: float) -> Fit | None:
    """Return the flow at factor k, or None if a part or the whole does not fit."""
    placed: list[Placed] = []
    y = 0.0
    for part in parts:
        size = part.style.at(k)
        lines = _lines(part, size)
        if lines is None:
            return None
        pitch = size * part.style.leading
        baselines = tuple((line, y + number * pitch + 0.8 * pitch) for number, line in enumerate(lines))
        placed.append(Placed(part, size, baselines))
        y += pitch * len(lines) + part.style.gap * MM * k
    height = y - (parts[-1].style.gap * MM * k if parts else 0)
    return Fit(k, tuple(placed), height) if height <= room else None


def fit(parts: Sequence[Part], room: float) -> Fit | None:
    """Return the flow at the largest factor that fits the room in points; None if not even the floor sizes fit."""
    best = _try(parts, 1.0, room)
    if best is not None:
        return best
    low, high = 0, _STEPS  # low fits or is unknown, high does not fit
    best = _try(parts, 0.0, room)
    if best is None:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        tried = _try(parts, middle / _STEPS, room)
        if tried is None:
            high = middle
        else:
            low, best = middle, tried
    return best


class Ink:
    """Write lines of text as PDF code and remember the glyphs that the file must embed."""

    def __init__(self) -> None:
        self.used: dict[Face, set[int]] = {}
        self._seen: set[tuple[str, str]] = set()

    def line(self, face_name: str, text: str, size: float, x: float, y: float, tracking: float = 0) -> str:
        """Return the code that draws one line with its left end at x and its baseline at y (points)."""
        shaped = runs(face_name, text)[0]
        if (face_name, text) not in self._seen:
            self._seen.add((face_name, text))
            self._remember(shaped, text)
        code = [f"BT {x:.2f} {y:.2f} Td"]
        if tracking:
            code.append(f"{tracking:.2f} Tc")
        current, inside = "", ""
        for run in shaped:
            if run.face.resource != current:
                if inside:
                    code.append(f"[{inside}] TJ")
                    inside = ""
                current = run.face.resource
                code.append(f"/{current} {size:.2f} Tf")
            if not run.spoken:
                inside += run.parts[0].code
                continue
            if inside:
                code.append(f"[{inside}] TJ")
                inside = ""
            code.append(_marked(run, size))
        if inside:
            code.append(f"[{inside}] TJ")
        code.append("0 Tc ET" if tracking else "ET")
        return " ".join(code).replace("><", "")

    def centred(self, face_name: str, text: str, size: float, x: float, y: float, tracking: float = 0) -> str:
        """Return the code that draws one line centred on x."""
        return self.line(face_name, text, size, x - width(face_name, text, size, tracking) / 2, y, tracking)

    def _remember(self, shaped: Sequence[Run], text: str) -> None:
        for run in shaped:
            if 0 in run.glyphs:  # a letter that vanished from a printed name must stop the press
                raise RuleError(
                    [Problem(N_("No font of the certificate draws a letter of “%(text)s”."), "", {"text": text})]
                )
            self.used.setdefault(run.face, set()).update(run.glyphs)


def _marked(run: Run, size: float) -> str:
    """Return the code of a word with marks that have no letter of their own (ê̆), and what it says when copied."""
    spoken = run.spoken.encode("utf-16-be").hex().upper()
    drawn = " ".join(
        f"{part.rise * size / 1000:.2f} Ts [{part.code}] TJ 0 Ts" if part.rise else f"[{part.code}] TJ"
        for part in run.parts
    )
    return f"/Span << /ActualText <FEFF{spoken}> >> BDC {drawn} EMC"
