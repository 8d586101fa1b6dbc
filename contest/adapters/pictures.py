"""Pictures that are shown instead of originals: pages, photos, Word text; drawn anew, so without any metadata."""

import io
import resource
import warnings
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageOps

from contest.adapters.refusal import Drawn, RefusedError
from contest.rules.text import clean_lines

PAGES_SHOWN = 30
PAGE_WIDTH, PAGE_HEIGHT = 1000, 3000
PHOTO_SIDE = 1600
MOST_PIXELS = 80_000_000
MOST_FRAMES = 50
MOST_TEXT = 20_000
PAGE_SECONDS = 4
"""CPU time that one page may take, on top of what the pages before it took."""
_SMALL = 60_000
_FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
_HEADS = {"JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG\r\n\x1a\n", "WEBP": b"RIFF"}

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def draw_pages(document: pypdfium2.PdfDocument, folder: Path) -> list[Drawn]:
    """Draw the first 30 pages as WebP, 1000 pixels wide, take each page's text, and close the document."""
    try:
        return [_draw_page(document[number], folder / f"{number + 1}.webp") for number in _paced(len(document))]
    except pypdfium2.PdfiumError:
        raise RefusedError("broken") from None
    finally:
        document.close()


def _paced(count: int) -> Iterator[int]:
    """Yield page numbers from 0, allowing each some CPU time within the hard limit of this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    for number in range(min(count, PAGES_SHOWN)):
        if soft != resource.RLIM_INFINITY:
            used = resource.getrusage(resource.RUSAGE_SELF)
            allowed = int(used.ru_utime + used.ru_stime) + 1 + PAGE_SECONDS
            resource.setrlimit(resource.RLIMIT_CPU, (min(allowed, hard) if hard > 0 else allowed, hard))
        yield number


def _draw_page(page: pypdfium2.PdfPage, target: Path) -> Drawn:
    width, height = page.get_size()
    scale = min(PAGE_WIDTH / max(width, 1), PAGE_HEIGHT / max(height, 1), 10)
    picture = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    layer = page.get_textpage()
    text = clean_lines(layer.get_text_bounded())[:MOST_TEXT]
    layer.close()
    page.close()
    target.write_bytes(_smaller(picture))
    return Drawn(target, "image/webp", picture.width, picture.height, text)


def _smaller(picture: Image.Image) -> bytes:
    """Return a page as WebP: lossless (grey when it has no colour) or lossy, whichever is smaller."""
    grey = picture.convert("L")
    _, most = ImageChops.difference(picture, grey.convert("RGB")).convert("L").getextrema()
    whole = io.BytesIO()
    (grey if int(most) < 12 else picture).save(whole, "WEBP", lossless=True, quality=40, method=3)  # type: ignore[arg-type]
    if whole.tell() <= _SMALL:
        return whole.getvalue()
    lossy = io.BytesIO()
    picture.save(lossy, "WEBP", quality=68, method=4)
    return min(whole.getvalue(), lossy.getvalue(), key=len)


def draw_photo(path: Path, folder: Path, *, ending: str) -> Drawn:
    """Draw a photo upright on a fresh canvas of at most 1600 pixels; RefusedError: empty, type, flood, broken."""
    if path.stat().st_size == 0:
        raise RefusedError("empty")
    with open(path, "rb") as file:
        head = file.read(12)
    if not head.startswith(_HEADS[_FORMATS[ending]]):
        raise RefusedError("type")
    target = folder / "1.webp"
    picture = fresh_photo(path, formats=(_FORMATS[ending],))
    picture.save(target, "WEBP", quality=82, method=4)
    return Drawn(target, "image/webp", *picture.size)


def fresh_photo(source: Path | io.BytesIO, *, formats: tuple[str, ...], side: int = PHOTO_SIDE) -> Image.Image:
    """Return a picture's pixels, upright, on a new canvas without metadata, no side longer than ``side``."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(source, formats=formats) as opened:
                if getattr(opened, "n_frames", 1) > MOST_FRAMES and opened.format != "MPO":
                    raise RefusedError("flood")
                small = opened if opened.mode in ("L", "RGB", "RGBA", "CMYK") else opened.convert("RGBA")
                small.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2)
                upright = ImageOps.exif_transpose(small)
                canvas = Image.new("RGB", upright.size, "white")
                layer = upright.convert("RGBA")
                canvas.paste(layer, mask=layer.getchannel("A"))
                return canvas
        except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
            raise RefusedError("flood") from None
        except (OSError, ValueError, SyntaxError, IndexError, TypeError, KeyError, ZeroDivisionError) as error:
            raise RefusedError("broken") from error


def thumbnail(path: Path, *, width: int = 192, height: int = 272) -> bytes:
    """Return a small JPEG of one of our own pictures."""
    with Image.open(path, formats=("WEBP",)) as picture:
        small = picture.convert("RGB")
    small.thumbnail((width, height), Image.Resampling.BOX, reducing_gap=2)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=60, optimize=True)
    return out.getvalue()
