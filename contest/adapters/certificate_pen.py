"""Write drawing operators for the background: lines, arcs, dots and stars in any units."""

import math
from collections.abc import Sequence
from functools import cache

_POINT_MM = 25.4 / 72
_BOW = 0.5522847  # control length of a quarter circle

Point = tuple[float, float]


@cache
def rgb(colour: str) -> str:
    """Return six hexadecimal digits as the three numbers of a PDF colour."""
    return " ".join(_number(int(colour[at : at + 2], 16) / 255) for at in (0, 2, 4))


def _number(value: float) -> str:
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


class Pen:
    """Collect drawing code; coordinates are those of the current matrix."""

    def __init__(self) -> None:
        self._code: list[str] = []

    def add(self, code: str) -> None:
        """Append raw operators."""
        self._code.append(code)

    def code(self) -> str:
        """Return everything drawn so far."""
        return "\n".join(self._code)

    def pen(self, colour: str, points: float, *, scale: float = 1) -> None:
        """Set the line colour and a line width in points; scale is millimetres per unit of the matrix."""
        self.add(f"{rgb(colour)} RG {_number(points * _POINT_MM / scale)} w")

    def fill(self, colour: str) -> None:
        """Set the fill colour."""
        self.add(f"{rgb(colour)} rg")

    def line(self, points: Sequence[Point], end: str = "S") -> None:
        """Draw a polyline."""
        first, *rest = (f"{_number(x)} {_number(y)}" for x, y in points)
        self.add(f"{first} m " + " ".join(f"{at} l" for at in rest) + f" {end}")

    def rectangle(self, x: float, y: float, wide: float, high: float) -> None:
        """Draw the outline of a rectangle."""
        self.add(f"{_number(x)} {_number(y)} {_number(wide)} {_number(high)} re S")

    def circle(self, x: float, y: float, radius: float, end: str = "S") -> None:
        """Draw a circle."""
        r, c = radius, radius * _BOW
        points = (
            (r, 0), (r, c), (c, r), (0, r), (-c, r), (-r, c), (-r, 0),
            (-r, -c), (-c, -r), (0, -r), (c, -r), (r, -c), (r, 0),
        )  # fmt: skip
        at = [f"{_number(x + dx)} {_number(y + dy)}" for dx, dy in points]
        curves = " ".join(f"{' '.join(at[n : n + 3])} c" for n in (1, 4, 7, 10))
        self.add(f"{at[0]} m {curves} h {end}")

    def arc(self, x: float, y: float, wide: float, high: float) -> None:
        """Draw the half ellipse over y (towards smaller y) with these half axes."""
        n, a, b = _number, wide * _BOW, high * _BOW
        self.add(
            f"{n(x - wide)} {n(y)} m {n(x - wide)} {n(y - b)} {n(x - a)} {n(y - high)} {n(x)} {n(y - high)} c "
            f"{n(x + a)} {n(y - high)} {n(x + wide)} {n(y - b)} {n(x + wide)} {n(y)} c S"
        )

    def dots(self, points: Sequence[Point], radius: float, colour: str) -> None:
        """Draw round dots, each as a line of no length with round ends."""
        each = " ".join(f"{_number(x)} {_number(y)} m {_number(x)} {_number(y)} l" for x, y in points)
        self.add(f"q {rgb(colour)} RG {_number(radius * 2)} w 1 J {each} S Q")

    def star(self, x: float, y: float, outer: float, inner: float, rays: int, *, turn: float = 0) -> None:
        """Fill a star."""
        points = []
        for number in range(rays * 2):
            angle = math.radians(turn) + number * math.pi / rays
            radius = inner if number % 2 else outer
            points.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
        self.line(points, "f")

    def turned(self, count: int, code: str, *, start: float = 0) -> None:
        """Repeat code count times round the origin."""
        for number in range(count):
            angle = math.radians(start) + number * math.tau / count
            cos, sin = _number4(math.cos(angle)), _number4(math.sin(angle))
            minus = _number4(-math.sin(angle))
            self.add(f"q {cos} {sin} {minus} {cos} 0 0 cm {code} Q")


def _number4(value: float) -> str:
    text = f"{value:.5f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
