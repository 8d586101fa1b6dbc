"""A Word file as plain pages: its text and pictures in order, set anew; the layout of Word is not followed."""

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from reportlab.lib.enums import TA_CENTER, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Image as Figure

from contest.adapters.pictures import fresh_photo
from contest.adapters.refusal import RefusedError
from contest.config import ROOT

MOST_TEXT = 1_000_000
MOST_FIGURES = 60
_WIDE, _TALL = 430.0, 560.0
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_SHAPES = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_BREAKS = (qn("w:br"), qn("w:cr"))


def word_to_pdf(path: Path, target: Path) -> None:
    """Write the text and pictures of a Word file as a PDF; RefusedError: broken, empty or flood."""
    try:
        document = Document(str(path))
        flow = list(_flow(document))
    except RefusedError:
        raise
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, SyntaxError) as error:
        raise RefusedError("broken") from error
    if not flow:
        raise RefusedError("empty")
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), 72.0)
    SimpleDocTemplate(str(target), pagesize=A4, **margins).build(flow)


@cache
def _style(bold: bool, centred: bool) -> ParagraphStyle:
    folder = ROOT / "static" / "fonts"
    pdfmetrics.registerFont(TTFont("Word", folder / "HTSerif-Regular.ttf"))
    pdfmetrics.registerFont(TTFont("Word-Bold", folder / "HTSerif-Bold.ttf"))
    font, before = ("Word-Bold", 8) if bold else ("Word", 0)
    place = TA_CENTER if centred else TA_LEFT
    return ParagraphStyle(
        font, fontName=font, fontSize=13, leading=18, spaceBefore=before, spaceAfter=6, alignment=place
    )


def _flow(document: Any) -> Iterator[Flowable]:
    """Yield what stands in the body, in order."""
    written = figures = 0
    for element, lead in _lines(document.element.body):
        text = " ".join(_words(element).split(" ")).strip()
        written += len(text)
        if written > MOST_TEXT:
            raise RefusedError("flood")
        if text:
            yield Paragraph(lead + escape(text).replace("\n", "<br/>"), _style(*_look(element)))
        for blip in element.iter(_BLIP):
            figures += 1
            if figures <= MOST_FIGURES:
                yield _figure(document, blip.get(_EMBED))
                yield Spacer(1, 6)


def _lines(body: Any) -> Iterator[tuple[Any, str]]:
    """Yield paragraphs and rows of tables, with a dash before items of lists."""
    for element in body:
        if element.tag == qn("w:p"):
            listed = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
            yield element, "– " if listed else ""
        elif element.tag == qn("w:tbl"):
            for row in element.iter(qn("w:tr")):
                yield row, ""
        elif element.tag in (qn("w:sdt"), qn("w:sdtContent")):
            yield from _lines(element)


def _look(element: Any) -> tuple[bool, bool]:
    """Say whether a paragraph is a heading or all bold, and whether it stands in the middle."""
    style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    name = style.get(qn("w:val"), "") if style is not None else ""
    runs = [run for run in element.iter(qn("w:r")) if run.find(qn("w:t")) is not None]
    bold = bool(runs) and all(_is_bold(run) for run in runs)
    place = element.find(f"{qn('w:pPr')}/{qn('w:jc')}")
    return bold or name.startswith(("Heading", "Title")), place is not None and place.get(qn("w:val")) == "center"


def _is_bold(run: Any) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return mark is not None and mark.get(qn("w:val")) not in ("0", "false")


def _words(element: Any) -> str:
    """Return the text that a reader sees: insertions and formulas in, deletions and doubled text boxes out."""
    if element.tag == _FALLBACK:
        return ""
    if element.tag in (qn("w:t"), _MATH):
        return element.text or ""
    if element.tag == qn("w:tab"):
        return " "
    if element.tag in _BREAKS:
        return "\n"
    if element.tag == qn("w:tr"):
        return "  |  ".join(_words(cell).replace("\n", " ").strip() for cell in element.iter(qn("w:tc")))
    end = "\n" if element.tag == qn("w:p") and element.getnext() is not None else ""
    return "".join(_words(child) for child in element) + (end if element.getparent().tag != qn("w:body") else "")


def _figure(document: Any, number: str | None) -> Flowable:
    """Return a picture of the file, drawn anew; one that cannot be read becomes a sentence."""
    try:
        data = document.part.related_parts[number].blob
        picture = fresh_photo(io.BytesIO(data), formats=_SHAPES, side=1000)
    except (RefusedError, KeyError):
        return Paragraph("[Hình trong tệp Word không hiển thị được ở đây]", _style(False, False))
    width, height = picture.size
    scale = min(_WIDE / width, _TALL / height, 0.75)
    drawn = io.BytesIO()
    picture.save(drawn, "JPEG", quality=90)
    drawn.seek(0)
    return Figure(drawn, width * scale, height * scale)
