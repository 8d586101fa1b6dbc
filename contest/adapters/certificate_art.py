"""Draw the background of a certificate: paper, band, corners and emblem; the great disc is in certificate_disc.

Coordinates are millimetres from the top left corner; the whole is compressed once per template and process.
"""

import math
import zlib
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from contest.adapters.certificate_disc import disc
from contest.adapters.certificate_pen import Pen, rgb
from contest.adapters.certificate_templates import TEMPLATES, Palette, TemplateInfo

_POINT = 25.4 / 72
_OUTER, _INNER, _CORNER = 7.0, 16.0, 17.0  # edges of the band and side of the corner squares, mm
# one running line: into the key and out of it again, so that each unit hands over to the next
_KEY = ((0, 0), (0, 4), (4, 4), (4, 1), (2, 1), (2, 2), (3, 2), (3, 3), (1, 3), (1, 0), (5, 0))
_EMBLEM_Y = 18.0
GOLD_RULE_Y = (75.8, 79.6)  # the second where a verb stands above the headline, mm from the top


class Background(NamedTuple):
    """Hold a finished background: compressed drawing code and its shadings by resource name."""

    code: bytes
    shadings: dict[str, str]


@cache
def background(name: str) -> Background:
    """Return the background of a template, drawn once."""
    template = TEMPLATES[name]
    pen = Pen()
    wide, high = template.page_size
    pen.add(f"{72 / 25.4:.6f} 0 0 {-72 / 25.4:.6f} 0 {high * 72 / 25.4:.4f} cm")
    pen.add(f"q 0 0 {wide:.2f} {high:.2f} re W n /Paper sh Q")
    disc(pen, template, wide / 2, 103)
    _frame(pen, template)
    _emblem(pen, template, wide / 2, _EMBLEM_Y)
    _gold_rule(pen, template.palette, wide / 2, GOLD_RULE_Y[bool(template.verb_above)])
    return Background(zlib.compress(pen.code().encode("ascii"), 9), _shadings(template))


def _shadings(template: TemplateInfo) -> dict[str, str]:
    palette, (wide, high) = template.palette, template.page_size
    middle = f"{wide / 2:.2f} {high * 0.46:.2f}"
    paper = _stitch((palette.paper[0], palette.paper[0], palette.paper[1]), (0.42,))
    light, dark = palette.emblem
    return {
        "Paper": _shading(3, f"{middle} 0 {middle} 190", paper),
        "Band": _shading(2, f"0 {high:.2f} {wide:.2f} 0", _stitch(palette.band, (0.25, 0.5, 0.75))),
        "Emblem": _shading(3, "-.25 -.3 0 0 0 1", _stitch((light, dark), ())),
    }


def _shading(kind: int, coordinates: str, function: str) -> str:
    return (
        f"<< /ShadingType {kind} /ColorSpace /DeviceRGB /Coords [{coordinates}] /Extend [true true] "
        f"/Function {function} >>"
    )


def _stitch(colours: tuple[str, ...], bounds: tuple[float, ...]) -> str:
    """Return a function that runs through the colours, changing at the bounds."""
    steps = [f"<< /FunctionType 2 /Domain [0 1] /C0 [{rgb(a)}] /C1 [{rgb(b)}] /N 1 >>" for a, b in pairwise(colours)]
    if len(steps) == 1:
        return steps[0]
    return (
        f"<< /FunctionType 3 /Domain [0 1] /Functions [{' '.join(steps)}] "
        f"/Bounds [{' '.join(map(str, bounds))}] /Encode [{'0 1 ' * len(steps)}] >>"
    )


def _frame(pen: Pen, template: TemplateInfo) -> None:
    palette, (wide, high) = template.palette, template.page_size
    pen.pen(palette.dark_gold, 0.5)
    pen.rectangle(5.4, 5.4, wide - 10.8, high - 10.8)
    band = f"{_OUTER} {_OUTER} {wide - 2 * _OUTER} {high - 2 * _OUTER} re "
    band += f"{_INNER} {_INNER} {wide - 2 * _INNER} {high - 2 * _INNER} re"
    pen.add(f"q {band} W* n /Band sh Q")
    _motif(pen, template)
    for inset, colour, weight in (
        (_OUTER, palette.dark_gold, 1.1),
        (_INNER, palette.dark_gold, 1.1),
        (_OUTER + 1.15, palette.dark_gold if template.name != "giay-khen" else palette.light_gold, 0.45),
        (_INNER - 1.15, palette.dark_gold if template.name != "giay-khen" else palette.light_gold, 0.45),
        (17.5, palette.main, 0.9),
        (18.5, palette.gold, 0.35),
    ):
        pen.pen(colour, weight)
        pen.rectangle(inset, inset, wide - 2 * inset, high - 2 * inset)
    for x in (_OUTER, wide - _OUTER - _CORNER):
        for y in (_OUTER, high - _OUTER - _CORNER):
            _corner(pen, palette, x, y)


def _motif(pen: Pen, template: TemplateInfo) -> None:
    """Draw the motif along the four sides, mirrored at the middle of each."""
    wide, high = template.page_size
    edge = _OUTER + _CORNER
    middle = (_OUTER + _INNER) / 2
    sides = (
        (wide - 2 * edge, 20, f"1 0 0 1 {wide / 2} {middle} cm"),
        (wide - 2 * edge, 20, f"-1 0 0 -1 {wide / 2} {high - middle} cm"),
        (high - 2 * edge, 13, f"0 -1 1 0 {middle} {high / 2} cm"),
        (high - 2 * edge, 13, f"0 1 -1 0 {wide - middle} {high / 2} cm"),
    )
    draw = _meander if template.motif == "meander" else _waves
    for length, units, place in sides:
        pen.add(f"q {place}")
        draw(pen, template.palette, length / 2, units)
        pen.add("Q")


def _meander(pen: Pen, palette: Palette, half: float, units: int) -> None:
    """Draw one unbroken hồi văn line from corner to corner."""
    cell_x, cell_y = half / units / 5, 1.22
    points = [((unit * 5 + x) * cell_x - half, 2 * cell_y - y * cell_y) for unit in range(units) for x, y in _KEY]
    line = points + [(-x, y) for x, y in reversed(points[:-1])]
    pen.pen(palette.key, 1.25)
    pen.add("0 J 0 j")
    pen.line(line)


def _waves(pen: Pen, palette: Palette, half: float, units: int) -> None:
    """Draw a row of water: nested arcs on one line, a drop between two of them."""
    step = half / units
    base = (_INNER - _OUTER) / 2 - 1.15  # the band's inner line is the surface of the water
    for radius, weight in ((0.48, 1.1), (0.33, 0.85), (0.18, 0.85)):
        pen.pen(palette.key, weight)
        for unit in range(-units, units):
            pen.arc((unit + 0.5) * step, base, radius * step, radius * step * 1.62)
    pen.dots([(unit * step, -1.5) for unit in range(-units + 1, units)], 0.45, palette.gold)


def _corner(pen: Pen, palette: Palette, x: float, y: float) -> None:
    """Draw a corner square with its lotus rosette."""
    pen.fill(palette.ivory)
    pen.pen(palette.dark_gold, 1.1)
    pen.add(f"{x} {y} {_CORNER} {_CORNER} re B")
    for inset, colour, weight in ((1.1, palette.dark_gold, 0.45), (1.9, palette.main, 0.7)):
        pen.pen(colour, weight)
        pen.rectangle(x + inset, y + inset, _CORNER - 2 * inset, _CORNER - 2 * inset)
    radius = _CORNER * 0.355
    pen.add(f"q {radius:.4f} 0 0 {radius:.4f} {x + _CORNER / 2} {y + _CORNER / 2} cm")
    rows = ((1.0, 22.5, "E9D08C", 0.45), (0.86, 0.0, "F6E7B9", 0.45), (0.5, 22.5, "D9B75F", 0.3))
    for row, (length, turn, colour, weight) in enumerate(rows):
        pen.fill(colour)
        pen.pen(palette.dark_gold, weight, scale=radius)
        for number in range(8):
            angle = math.radians(turn + number * 45)
            cos, sin = math.cos(angle), math.sin(angle)
            pen.add(f"q {cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} 0 0 cm")
            wide = length * 0.24
            pen.add(
                f".1 0 m {length * 0.3:.3f} {wide:.3f} {length * 0.72:.3f} {wide * 1.15:.3f} {length:.3f} 0 c "
                f"{length * 0.72:.3f} {-wide * 1.15:.3f} {length * 0.3:.3f} {-wide:.3f} .1 0 c b"
            )
            if row < 2:
                pen.add(f"{length * 0.45:.3f} 0 m {length * 0.86:.3f} 0 l S")
            pen.add("Q")
    pen.fill(palette.main)
    pen.circle(0, 0, 0.17, "f")
    seeds = [(0.0, 0.0)] + [(0.095 * math.cos(n * math.pi / 3), 0.095 * math.sin(n * math.pi / 3)) for n in range(6)]
    pen.dots(seeds, 0.045, palette.seed)
    pen.add("Q")


def _emblem(pen: Pen, template: TemplateInfo, x: float, y: float) -> None:
    """Draw the disc over the band where an organiser's own emblem goes."""
    palette = template.palette
    pen.fill(palette.ivory)
    pen.pen(palette.dark_gold, 1.1)
    pen.circle(x, y, 11, "B")
    pen.pen(palette.dark_gold, 0.4)
    pen.circle(x, y, 10.1, "S")
    radius = 9.5
    pen.add(f"q {radius} 0 0 {radius} {x} {y} cm")
    pen.add("q")
    pen.circle(0, 0, 1, "W n")
    pen.add("/Emblem sh Q")
    pen.pen(palette.seed, 0.7, scale=radius)
    pen.circle(0, 0, 0.66 if template.emblem == "star" else 0.78, "S")
    pen.pen(palette.seed, 0.4, scale=radius)
    pen.circle(0, 0, 0.86, "S")
    if template.emblem == "star":
        pen.dots(
            [(0.76 * math.cos(n * math.pi / 18), 0.76 * math.sin(n * math.pi / 18)) for n in range(36)],
            0.042,
            palette.seed,
        )
        pen.fill(palette.seed)
        pen.star(0, 0, 0.56, 0.2, 14)
    else:
        _book(pen, palette)
    pen.add("Q")


def _book(pen: Pen, palette: Palette) -> None:
    """Draw an open book under a rising star, the emblem of the young inventors."""
    pen.fill(palette.ivory)
    for side in (1, -1):
        pen.add(
            f"0 .12 m {side * 0.12} .0 {side * 0.34} .0 {side * 0.58} .08 c {side * 0.58} .46 l "
            f"{side * 0.34} .38 {side * 0.12} .40 0 .52 c h f"
        )
    pen.pen(palette.deep, 0.55, scale=9.5)
    pen.line([(0, 0.12), (0, 0.52)])
    for low in (0.2, 0.29):
        for side in (1, -1):
            pen.add(
                f"{side * 0.1} {low - 0.015} m {side * 0.22} {low - 0.055} {side * 0.36} {low - 0.055} "
                f"{side * 0.49} {low - 0.02} c S"
            )
    pen.fill(palette.seed)
    pen.star(0, -0.26, 0.3, 0.118, 5, turn=-90)
    pen.pen(palette.seed, 0.9, scale=9.5)
    for degrees in (-165, -140, -40, -15):
        angle = math.radians(degrees)
        pen.line(
            [
                (0.42 * math.cos(angle), -0.2 + 0.42 * math.sin(angle)),
                (0.56 * math.cos(angle), -0.2 + 0.56 * math.sin(angle)),
            ]
        )


def _gold_rule(pen: Pen, palette: Palette, x: float, y: float) -> None:
    """Draw the tapered rule under the headline with its lozenge and two dots."""
    pen.fill(palette.gold)
    for side in (1, -1):
        pen.line([(x + side * 3.4, y - 0.16), (x + side * 52, y), (x + side * 3.4, y + 0.16)], "f")
    pen.line([(x - 1.25, y), (x, y - 0.9), (x + 1.25, y), (x, y + 0.9)], "f")
    pen.dots([(x - 2.3, y), (x + 2.3, y)], 0.36, palette.gold)
