"""Draw the great disc behind the text: the Đông Sơn drum, and for the young a lighter sun with the same birds."""

import math

from contest.adapters.certificate_pen import Pen, Point
from contest.adapters.certificate_templates import TemplateInfo

_DRUM_RADIUS = 66.0  # mm
# a Lạc bird in profile, flying along +x: bill, crest, neck, raised wing with its feathers, fan tail, breast;
# a step of one point is a line, of three a curve
_BIRD: tuple[tuple[Point, ...], ...] = (
    ((1.36, -0.05),),
    ((1.1, 0.02), (0.95, 0.12), (0.78, 0.15)),
    ((0.62, 0.2), (0.45, 0.34), (0.02, 0.44)),
    ((0.3, 0.3), (0.42, 0.2), (0.5, 0.07)),
    ((0.42, 0.0), (0.3, 0.02), (0.2, 0.08)),
    ((0.05, 0.32), (-0.2, 0.64), (-0.62, 0.84)),
    ((-0.56, 0.6),), ((-0.76, 0.56),), ((-0.62, 0.38),), ((-0.8, 0.32),), ((-0.58, 0.17),),
    ((-0.8, 0.12), (-1.05, 0.2), (-1.3, 0.32)),
    ((-1.2, 0.12),), ((-1.38, 0.02),), ((-1.2, -0.08),), ((-1.3, -0.25),),
    ((-1.0, -0.2), (-0.75, -0.14), (-0.5, -0.18)),
    ((-0.2, -0.3), (0.1, -0.28), (0.32, -0.16)),
    ((0.48, -0.08), (0.6, -0.05), (0.76, -0.04)),
)  # fmt: skip


def disc(pen: Pen, template: TemplateInfo, x: float, y: float) -> None:
    """Draw the template's disc round x, y (mm) in its flat tint, which office printers reproduce safely."""
    tint = template.palette.tint
    scale = _DRUM_RADIUS / 1000
    pen.add(f"q {scale:.4f} 0 0 {scale:.4f} {x} {y} cm")
    pen.fill(tint)
    if template.watermark == "drum":
        _drum(pen, tint)
    else:
        _sun(pen, tint)
    pen.add("Q")


def _rings(pen: Pen, tint: str, radii: tuple[int, ...], weight: float = 5.5) -> None:
    pen.pen(tint, weight / (25.4 / 72))  # units here are thousandths of the radius
    for radius in radii:
        pen.circle(0, 0, radius)


def _round(count: int, radius: float, *, start: float = 0) -> list[Point]:
    """Return count points evenly on a circle."""
    turn = math.radians(start)
    return [
        (radius * math.cos(turn + n * math.tau / count), radius * math.sin(turn + n * math.tau / count))
        for n in range(count)
    ]


def _teeth(pen: Pen, count: int, inner: float, outer: float) -> None:
    """Fill a ring of triangles that point outwards."""
    half = math.pi / count
    code = []
    for number in range(count):
        angle = number * math.tau / count
        corners = ((inner, angle - half * 0.86), (outer, angle), (inner, angle + half * 0.86))
        at = [f"{r * math.cos(a):.1f} {r * math.sin(a):.1f}" for r, a in corners]
        code.append(f"{at[0]} m {at[1]} l {at[2]} l h")
    pen.add(" ".join(code) + " f")


def _linked_circles(pen: Pen, tint: str, count: int, radius: float, size: float) -> None:
    """Draw circles with dots, each joined to the next by a slanting line, as on the drum."""
    pen.pen(tint, 5 / (25.4 / 72))
    for x, y in _round(count, radius):
        pen.circle(x, y, size)
    pen.dots(_round(count, radius), size * 0.36, tint)
    half = size * 0.94
    turn = math.pi * 2 / count
    ends: list[str] = []
    for number in range(count):
        a, b = number * turn, (number + 1) * turn
        lean = size / radius * 0.5
        start = ((radius + half) * math.cos(a + lean), (radius + half) * math.sin(a + lean))
        stop = ((radius - half) * math.cos(b - lean), (radius - half) * math.sin(b - lean))
        ends.append(f"{start[0]:.1f} {start[1]:.1f} m {stop[0]:.1f} {stop[1]:.1f} l")
    pen.add(" ".join(ends) + " S")


def _birds(pen: Pen, count: int, radius: float, size: float, *, start: float = 0) -> None:
    """Fill birds that fly round the disc, all the same way."""
    code = []
    for number, step in enumerate(_BIRD):
        at = " ".join(f"{radius + y * size:.1f} {-x * size:.1f}" for x, y in step)
        code.append(f"{at} {'c' if len(step) == 3 else 'l' if number else 'm'}")
    pen.turned(count, " ".join(code) + " f", start=start)


def _chevrons(pen: Pen, tint: str, rays: int, inner: float, outer: float, weight: float) -> None:
    """Draw nested chevrons between the rays of the star."""
    pen.pen(tint, weight / (25.4 / 72))
    code = []
    for place in (0.2, 0.5, 0.8):
        tip = inner + (outer - inner) * place
        wing = min(outer, tip + (outer - inner) * 0.34)
        spread = math.pi / rays * 0.55 * (wing - inner * 0.55) / (outer - inner * 0.55)
        x, y = wing * math.cos(spread), wing * math.sin(spread)
        code.append(f"{x:.1f} {y:.1f} m {tip:.1f} 0 l {x:.1f} {-y:.1f} l S")
    pen.turned(rays, " ".join(code), start=180 / rays)


def _drum(pen: Pen, tint: str) -> None:
    """Draw the rings of the Ngọc Lũ drum, from the star outwards (certificates.md, 3.3)."""
    pen.star(0, 0, 235, 78, 14)
    _chevrons(pen, tint, 14, 150, 240, 5)
    pairs = (255, 272, 300, 316, 370, 386, 424, 440, 508, 524, 676, 692, 736, 752, 804, 820, 912, 926, 970, 985)
    _rings(pen, tint, pairs)
    pen.dots(_round(72, 286), 5, tint)
    _linked_circles(pen, tint, 40, 343, 16.5)
    comb = " ".join(
        f"{392 * math.cos(a):.1f} {392 * math.sin(a):.1f} m {418 * math.cos(a):.1f} {418 * math.sin(a):.1f} l"
        for a in (n * math.tau / 180 for n in range(180))
    )
    pen.pen(tint, 5 / (25.4 / 72))
    pen.add(comb + " S")
    pen.turned(48, "453 -26 m 453 22 l 495 22 l 495 -14 l 465 -14 l 465 9 l 483 9 l 483 -3 l S")
    _birds(pen, 18, 585, 70)
    _teeth(pen, 120, 698, 730)
    _linked_circles(pen, tint, 64, 778, 17)
    _birds(pen, 26, 858, 48, start=4)
    _teeth(pen, 160, 932, 964)
    _rings(pen, tint, (1000,), 9)


def _sun(pen: Pen, tint: str) -> None:
    """Draw a wide sun, a flight of birds and a few rings: the drum's world with more air."""
    pen.star(0, 0, 400, 150, 14)
    _chevrons(pen, tint, 14, 262, 400, 8)
    _rings(pen, tint, (436, 456, 800, 820, 985, 1000), 6)
    pen.dots(_round(60, 482), 9, tint)
    _birds(pen, 10, 612, 126)
    pen.dots(_round(90, 770), 7, tint)
    _linked_circles(pen, tint, 48, 868, 25)
    _teeth(pen, 100, 930, 972)
