"""Draw a mountain landscape with a product in front, as a stand-in for the photographs of a dossier."""

import io
import math
import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

from contest.adapters.demo_people import load

Color = tuple[int, int, int]

_WIDTH, _HEIGHT, _SCALE = 1200, 800, 2
_WORDS = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
MATERIALS: dict[str, Color] = {
    "wood": (140, 94, 56), "steel": (132, 142, 150), "tin": (206, 212, 214), "dark": (48, 50, 54),
    "green": (62, 122, 82), "red": (186, 66, 52), "panel": (36, 62, 112), "water": (112, 172, 202),
    "earth": (132, 104, 74), "sand": (222, 200, 150),
}  # fmt: skip
# Sky above, sky below, far hills, near hills, rice, ground.
_SCENES: tuple[tuple[Color, Color, Color, Color, Color, Color], ...] = (
    ((96, 156, 210), (222, 236, 240), (140, 170, 190), (52, 98, 74), (150, 182, 70), (140, 122, 84)),
    ((92, 120, 176), (252, 214, 160), (164, 146, 166), (72, 84, 74), (226, 184, 66), (158, 120, 74)),
    ((150, 176, 196), (236, 238, 236), (176, 190, 198), (86, 118, 104), (120, 168, 96), (146, 134, 106)),
    ((84, 108, 160), (248, 190, 168), (150, 134, 168), (66, 78, 96), (150, 190, 204), (138, 108, 82)),
    ((72, 148, 200), (206, 232, 236), (116, 156, 170), (40, 92, 62), (104, 164, 62), (126, 112, 72)),
)


def sketch_of(title: str, seed: int) -> dict[str, Any]:
    """Return the sketch whose words occur most in the title; among equals the seed decides."""
    sketches = load("demo/sketches.toml")["sketches"]
    key = f" {' '.join(_WORDS.findall(title.lower()))} "
    counts = [sum(f" {word} " in key for word in sketch["words"]) for sketch in sketches]
    best: list[dict[str, Any]] = [s for s, count in zip(sketches, counts, strict=True) if count == max(counts)]
    return best[seed % len(best)]


def demo_photo(title: str, seed: int) -> bytes:
    """Return a JPEG of 1200 x 800 without metadata: mountains, terraced fields and a product that suits the title."""
    rng = random.Random(f"{title}-{seed}")  # noqa: S311 - a drawing, no secret
    high, low, far, near, rice, ground = rng.choice(_SCENES)
    width, height = _WIDTH * _SCALE, _HEIGHT * _SCALE
    picture = _gradient((width, height), high, low)
    draw = ImageDraw.Draw(picture)
    _sun(draw, rng, width, height, low)
    for layer in range(4):
        base = height * (0.34 + 0.055 * layer)
        _ridge(draw, rng, width, height, base, _mix(far, near, layer / 3), rough=1.35 - 0.25 * layer)
    _terraces(draw, rng, width, height, rice, near)
    _house(draw, width * rng.uniform(0.06, 0.16), height * 0.6, 1.5 * rng.uniform(0.9, 1.2) * _SCALE)
    _ground(draw, rng, width, height, ground)
    small = picture.reduce(_SCALE)
    _product(small, sketch_of(title, seed), rng)
    out = io.BytesIO()
    _grain(small, rng).save(out, "JPEG", quality=82)
    return out.getvalue()


def _mix(one: Color, two: Color, part: float) -> Color:
    """Return the colour between two colours, 0 = the first, 1 = the second."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, two, strict=True))
    return red, green, blue


def _gradient(size: tuple[int, int], top: Color, bottom: Color) -> Image.Image:
    """Return a picture that fades from the top colour to the bottom colour at half its height."""
    column = Image.new("RGB", (1, 64))
    for row in range(64):
        column.putpixel((0, row), _mix(top, bottom, row / 63))
    whole = Image.new("RGB", size, bottom)
    whole.paste(column.resize((size[0], size[1] // 2), Image.Resampling.BILINEAR))
    return whole


def _sun(draw: ImageDraw.ImageDraw, rng: random.Random, width: int, height: int, low: Color) -> None:
    """Draw a pale sun and a few clouds."""
    x, y, r = width * rng.uniform(0.55, 0.9), height * rng.uniform(0.1, 0.2), height * 0.045
    for ring in (2.0, 1.5, 1.0):
        color = _mix((255, 250, 226), low, (ring - 1) * 0.85)
        draw.ellipse((x - r * ring, y - r * ring, x + r * ring, y + r * ring), fill=color)
    for _ in range(rng.randint(2, 4)):
        cx, cy = width * rng.random(), height * rng.uniform(0.06, 0.22)
        for puff in range(5):
            w, h = width * rng.uniform(0.03, 0.06), height * rng.uniform(0.012, 0.022)
            px = cx + (puff - 2) * w * 0.8
            draw.ellipse((px - w, cy - h, px + w, cy + h), fill=_mix(low, (255, 255, 255), 0.55))


def _ridge(
    draw: ImageDraw.ImageDraw, rng: random.Random, width: int, height: int, base: float, color: Color, *, rough: float
) -> None:
    """Draw one chain of steep limestone hills, its foot in mist."""
    hills = [(rng.uniform(-0.1, 1.1) * width, rng.uniform(0.05, 0.16) * height * rough) for _ in range(11)]

    def top(x: float) -> float:
        tall = max(h * math.exp(-(((x - c) / (h * 1.15)) ** 2)) for c, h in hills)
        return base - tall - 6 * math.sin(x / 37) - 4 * math.sin(x / 13)

    points = [(x, top(x)) for x in range(0, width + 24, 24)]
    draw.polygon([*points, (width, height), (0, height)], fill=color)


def _terraces(draw: ImageDraw.ImageDraw, rng: random.Random, width: int, height: int, rice: Color, bank: Color) -> None:
    """Draw rice terraces that follow the slope, each with its bank below."""
    phase, wave = rng.uniform(0, 6), rng.uniform(0.8, 1.4)
    lean = rng.choice((-1, 1)) * height * 0.05
    steps = 11
    for step in range(steps):
        y0 = height * (0.555 + 0.034 * step * (1 + step / 40))
        swing = height * (0.012 + 0.004 * step)

        def edge(x: float, y0: float = y0, swing: float = swing, step: int = step) -> float:
            u = x / width
            return y0 + lean * (u - 0.5) + swing * math.sin(6.3 * wave * u + phase + step * 0.23)

        tint = _mix(rice, (255, 252, 220), 0.22 * (step % 3) / 2 + 0.06 * rng.random())
        line = [(float(x), edge(x)) for x in range(0, width + 40, 40)]
        draw.polygon([*line, (width, height), (0, height)], fill=_mix(bank, rice, 0.25))
        thick = height * (0.006 + 0.0006 * step)
        draw.polygon([*((x, y + thick) for x, y in line), (width, height), (0, height)], fill=tint)


def _house(draw: ImageDraw.ImageDraw, x: float, y: float, k: float) -> None:
    """Draw a stilt house with a palm-leaf roof; k is the size of one unit in pixels."""

    def box(left: float, top: float, right: float, bottom: float, color: Color) -> None:
        draw.rectangle((x + left * k, y + top * k, x + right * k, y + bottom * k), fill=color)

    for post in (4, 26, 48, 70, 88):
        box(post, 0, post + 4, 22, (84, 60, 42))
    box(0, -26, 92, 2, (154, 110, 70))
    for opening in (12, 40, 68):
        box(opening, -20, opening + 12, -6, (70, 50, 40))
    roof = ((-10, -24), (102, -24), (80, -56), (12, -56))
    draw.polygon([(x + a * k, y + b * k) for a, b in roof], fill=(112, 92, 72))
    draw.line((x + 12 * k, y - 56 * k, x + 80 * k, y - 56 * k), fill=(82, 66, 52), width=int(3 * k))


def _ground(draw: ImageDraw.ImageDraw, rng: random.Random, width: int, height: int, color: Color) -> None:
    """Draw the yard in front with grass at its edge."""
    edge = [(x, height * 0.86 + 10 * math.sin(x / 90)) for x in range(0, width + 30, 30)]
    draw.polygon([*edge, (width, height), (0, height)], fill=color)
    for _ in range(260):
        x = rng.uniform(0, width)
        y = height * 0.86 + rng.uniform(-6, 16)
        blade = _mix((74, 120, 58), (170, 180, 90), rng.random())
        draw.line((x, y, x + rng.uniform(-10, 10), y - rng.uniform(12, 40)), fill=blade, width=4)
    for _ in range(60):
        x, y, r = rng.uniform(0, width), height * rng.uniform(0.9, 0.99), rng.uniform(3, 12)
        draw.ellipse((x - r * 1.6, y - r, x + r * 1.6, y + r), fill=_mix(color, (90, 84, 74), rng.random() * 0.6))


def _product(picture: Image.Image, sketch: dict[str, Any], rng: random.Random) -> None:
    """Put the sketched product on the yard, with a soft shadow."""
    size, k = (860, 560), 2 * _SCALE * 0.5
    layer = Image.new("RGBA", (size[0] * 2, size[1] * 2))
    paint_sketch(ImageDraw.Draw(layer), sketch, lambda x, y: ((x + 15) * 2 * k, (270 - y) * 2 * k), 2 * k)
    product = layer.reduce(2)
    left, top = round((_WIDTH - size[0]) * rng.uniform(0.45, 0.9)), _HEIGHT - size[1] - 6
    alpha = product.getchannel("A")
    shade = alpha.resize((size[0] // 8, size[1] // 40)).filter(ImageFilter.GaussianBlur(2)).resize((size[0], 56))
    picture.paste((40, 34, 28), (left + 16, _HEIGHT - 92), shade.point([value * 4 // 7 for value in range(256)]))
    picture.paste(product, (left, top), alpha)


def paint_sketch(
    draw: ImageDraw.ImageDraw, sketch: dict[str, Any], at: Callable[[float, float], tuple[float, float]], k: float
) -> None:
    """Paint the shapes of a sketch with a light and a dark side; ``at`` gives the pixel of a point, k pixels a unit."""
    for shape in sketch["shapes"]:
        kind, *values, material = shape
        color = MATERIALS[material]
        rim, light = _mix(color, (20, 20, 20), 0.45), _mix(color, (255, 255, 255), 0.28)
        line = max(int(1.2 * k), 1)
        if kind == "rect":
            x, y, w, h = values
            (left, bottom), (right, top) = at(x, y), at(x + w, y + h)
            draw.rectangle((left, top, right, bottom), fill=color, outline=rim, width=line)
            draw.rectangle((left + line, top + line, right - line, top + line + (bottom - top) * 0.12), fill=light)
        elif kind == "circle":
            x, y, r = values
            (left, bottom), (right, top) = at(x - r, y - r), at(x + r, y + r)
            draw.ellipse((left, top, right, bottom), fill=color, outline=rim, width=line)
        elif kind == "poly":
            points = _points(values[0], at)
            draw.polygon(points, fill=color)
            draw.line([*points, points[0]], fill=rim, width=line, joint="curve")
        else:
            draw.line([at(*values[:2]), at(*values[2:])], fill=color, width=int(3 * k))


def _points(flat: Sequence[float], at: Callable[[float, float], tuple[float, float]]) -> list[tuple[float, float]]:
    """Return pixels for a list x, y, x, y."""
    return [at(flat[i], flat[i + 1]) for i in range(0, len(flat), 2)]


@cache
def _noise() -> Image.Image:
    """Return a fixed tile of grey noise as large as a picture."""
    tile = Image.frombytes("L", (300, 200), random.Random(7).randbytes(60_000))  # noqa: S311 - a texture
    whole = Image.new("L", (_WIDTH, _HEIGHT))
    for x in range(0, _WIDTH, 300):
        for y in range(0, _HEIGHT, 200):
            whole.paste(tile, (x, y))
    return whole.filter(ImageFilter.GaussianBlur(1.1)).convert("RGB")


def _grain(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Return the picture with a little grain, as a phone camera gives."""
    return Image.blend(picture, _noise(), rng.uniform(0.05, 0.08))
