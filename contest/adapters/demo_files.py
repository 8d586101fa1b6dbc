"""Make the files of a demonstration dossier: a description as PDF and as Word file, and a photograph.

The files name no author and carry neutral metadata; the same arguments give the same bytes.
"""

import io
import random
import zipfile
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from reportlab.lib.colors import Color, black, white
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames, registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from contest.adapters.demo_people import load
from contest.adapters.demo_photo import MATERIALS, demo_photo, sketch_of

__all__ = ["demo_docx", "demo_pdf", "demo_photo"]

_FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
_LEFT, _RIGHT, _TOP, _BOTTOM = 30 * mm, 20 * mm, 20 * mm, 20 * mm
_FIXED = datetime(2026, 1, 1, 8, 0, 0)  # noqa: DTZ001 - Word's metadata hold no zone
_NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"


@cache
def _headings() -> dict[str, str]:
    """Return the heading of every section code of both presets."""
    presets = (load(f"rulebooks/{contest}.toml") for contest in ("youth", "stkt"))
    return {section["code"]: section["label"] for preset in presets for section in preset["sections"]}


def _heading(key: str, sections: Mapping[str, str]) -> str:
    """Return the heading of a section code (the youth's own labels in a youth text), or the key itself."""
    if "idea" in sections:
        own = {section["code"]: section["label"] for section in load("rulebooks/youth.toml")["sections"]}
        return str(own.get(key, key))
    return _headings().get(key, key)


def _kind_of_paper(sections: Mapping[str, str]) -> str:
    """Return the name of the paper."""
    return "BẢN THUYẾT MINH SẢN PHẨM DỰ THI" if "idea" in sections else "BẢN MÔ TẢ GIẢI PHÁP DỰ THI"


def demo_pdf(title: str, sections: Mapping[str, str], *, seed: int) -> bytes:
    """Return a PDF of two or three A4 pages: the texts, then an appendix with a drawing, its parts and a chart.

    ``sections`` maps section codes of a preset (or headings) to texts.
    """
    _register_fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1, lang="vi")
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setCreator("")
    canvas.setProducer("")
    canvas.setSubject("")
    page = _Pages(canvas)
    page.opening(_kind_of_paper(sections), title)
    for number, (key, text) in enumerate(sections.items(), start=1):
        page.text(f"{number}. {_heading(key, sections)}", _style("head"), keep=44)
        page.text(text, _style("body"))
    page.turn()
    _appendix(canvas, title, seed)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


@cache
def _style(name: str) -> ParagraphStyle:
    """Return the style of a heading, a text or the title."""
    if name == "head":
        return ParagraphStyle(name, fontName="HTSerif-Bold", fontSize=13, leading=17, spaceBefore=8, spaceAfter=3)
    if name == "body":
        return ParagraphStyle(
            name, fontName="HTSerif", fontSize=13, leading=18.5, alignment=TA_JUSTIFY, firstLineIndent=28, spaceAfter=4
        )
    return ParagraphStyle(name, fontName="HTSerif-Bold", fontSize=14, leading=19, alignment=TA_CENTER, spaceAfter=8)


def _register_fonts() -> None:
    """Register the serif family once a process."""
    known = getRegisteredFontNames()
    for name, file in (("HTSerif", "Regular"), ("HTSerif-Bold", "Bold"), ("HTSerif-Italic", "Italic")):
        if name not in known:
            registerFont(TTFont(name, str(_FONTS / f"HTSerif-{file}.ttf")))


class _Pages:
    """A text that runs down pages."""

    def __init__(self, canvas: Any) -> None:
        self.canvas, self.number, self.y = canvas, 1, A4[1] - _TOP

    def opening(self, kind: str, title: str) -> None:
        """Draw the national heading, the kind of paper and the title."""
        middle = A4[0] / 2 + (_LEFT - _RIGHT) / 2
        for font, size, words in (("HTSerif-Bold", 12.5, _NATION), ("HTSerif-Bold", 13.5, _MOTTO)):
            self.y -= 17
            self.canvas.setFont(font, size)
            self.canvas.drawCentredString(middle, self.y, words)
        half = stringWidth(_MOTTO, "HTSerif-Bold", 13.5) / 2
        self.canvas.setLineWidth(0.7)
        self.canvas.line(middle - half, self.y - 5, middle + half, self.y - 5)
        self.y -= 24
        self.text(kind, _style("title"))
        self.text(title, _style("title"))

    def text(self, words: str, style: ParagraphStyle, *, keep: float = 0) -> None:
        """Draw a paragraph, going on to the next page where needed; ``keep`` points must stay free below it."""
        rest = [Paragraph(_escape(words), style)]
        self.y -= style.spaceBefore
        width = A4[0] - _LEFT - _RIGHT
        while rest:
            part = rest.pop(0)
            height = part.wrap(width, A4[1])[1]
            room = self.y - _BOTTOM - keep
            if height > room:
                pieces = part.split(width, room)
                if len(pieces) < 2:
                    self.turn()
                    rest.insert(0, part)
                    continue
                part, rest = pieces[0], list(pieces[1:])
                height = part.wrap(width, A4[1])[1]
            part.drawOn(self.canvas, _LEFT, self.y - height)
            self.y -= height
        self.y -= style.spaceAfter

    def turn(self) -> None:
        """Begin the next page with its number in the top margin."""
        self.canvas.showPage()
        self.number += 1
        self.canvas.setFont("HTSerif", 13)
        self.canvas.drawCentredString(A4[0] / 2, A4[1] - 13 * mm, str(self.number))
        self.y = A4[1] - _TOP


def _escape(words: str) -> str:
    """Return text that a paragraph shows as it is, a per cent sign kept with its number."""
    return words.replace(" %", "\u00a0%").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _appendix(canvas: Any, title: str, seed: int) -> None:
    """Draw the sketch with numbered parts, the list of parts and a chart of test values."""
    sketch = sketch_of(title, seed)
    middle = A4[0] / 2 + (_LEFT - _RIGHT) / 2
    canvas.setFont("HTSerif-Bold", 14)
    canvas.drawCentredString(middle, A4[1] - 32 * mm, "PHỤ LỤC")
    canvas.setFont("HTSerif-Italic", 12)
    canvas.drawCentredString(middle, 425, "Hình 1. Sơ đồ cấu tạo (không theo tỷ lệ)")
    canvas.saveState()
    canvas.translate(_LEFT + 10, 450)
    canvas.scale(1.1, 1.1)
    _draw_sketch(canvas, sketch)
    canvas.restoreState()
    canvas.setFont("HTSerif", 12)
    for number, (label, _x, _y) in enumerate(sketch["parts"]):
        x, y = _LEFT + 10 + 225 * (number // 3), 396 - 20 * (number % 3)
        canvas.drawString(x, y, f"{number + 1}. {label}")
    _chart(canvas, random.Random(seed), middle)  # noqa: S311 - figures of a demonstration


def _draw_sketch(canvas: Any, sketch: dict[str, Any]) -> None:
    """Draw the shapes with light fills, and a numbered circle with a pointer for each part."""
    canvas.setLineWidth(0.9)
    canvas.setStrokeColor(black)
    for shape in sketch["shapes"]:
        kind, *values, material = shape
        canvas.setFillColor(Color(*(0.45 + 0.55 * value / 255 for value in MATERIALS[material])))
        if kind == "rect":
            canvas.rect(*values, stroke=1, fill=1)
        elif kind == "circle":
            canvas.circle(*values, stroke=1, fill=1)
        elif kind == "line":
            canvas.line(*values)
        else:
            path = canvas.beginPath()
            flat = values[0]
            path.moveTo(*flat[:2])
            for i in range(2, len(flat), 2):
                path.lineTo(flat[i], flat[i + 1])
            path.close()
            canvas.drawPath(path, stroke=1, fill=1)
    for number, (_label, x, y) in enumerate(sketch["parts"], start=1):
        side = -1 if x < 200 else 1
        bx, by = x + side * 34, y + 20
        canvas.setLineWidth(0.6)
        canvas.line(x, y, bx, by)
        canvas.setFillColor(black)
        canvas.circle(x, y, 1.6, stroke=0, fill=1)
        canvas.setFillColor(white)
        canvas.circle(bx, by, 8, stroke=1, fill=1)
        canvas.setFillColor(black)
        canvas.setFont("HTSerif-Bold", 10)
        canvas.drawCentredString(bx, by - 3.5, str(number))


def _chart(canvas: Any, rng: random.Random, middle: float) -> None:
    """Draw bars of six trials, the old way beside the new one."""
    left, base = _LEFT + 30, 120
    canvas.setLineWidth(0.8)
    canvas.line(left, base, left + 400, base)
    canvas.line(left, base, left, base + 170)
    canvas.setFont("HTSerif", 11)
    for tick in range(0, 101, 25):
        canvas.drawRightString(left - 6, base + tick * 1.5 - 4, str(tick))
        canvas.line(left - 3, base + tick * 1.5, left, base + tick * 1.5)
    old, new = Color(0.72, 0.72, 0.72), Color(0.2, 0.42, 0.6)
    for trial in range(6):
        x = left + 24 + 62 * trial
        for shift, color, value in ((0, old, rng.randint(34, 52)), (20, new, rng.randint(66, 94))):
            canvas.setFillColor(color)
            canvas.rect(x + shift, base, 18, value * 1.5, stroke=0, fill=1)
        canvas.setFillColor(black)
        canvas.drawCentredString(x + 19, base - 15, f"Lần {trial + 1}")
    for x, color, label in ((left + 110, old, "Cách làm cũ"), (left + 240, new, "Giải pháp mới")):
        canvas.setFillColor(color)
        canvas.rect(x, base + 176, 10, 10, stroke=0, fill=1)
        canvas.setFillColor(black)
        canvas.drawString(x + 15, base + 177, label)
    canvas.setFont("HTSerif-Italic", 12)
    canvas.drawCentredString(middle, base - 40, "Hình 2. Mức độ đáp ứng yêu cầu qua sáu lần thử (%)")


def demo_docx(title: str, sections: Mapping[str, str]) -> bytes:
    """Return a Word file (A4, Times New Roman) with the same texts as the PDF."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Mm(30), Mm(20), Mm(20), Mm(20)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(13)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    for words, size in ((_NATION, 13), (_MOTTO, 14), (_kind_of_paper(sections), 14), (title, 14)):
        _docx_line(document, words, size)
    for number, (key, text) in enumerate(sections.items(), start=1):
        head = document.add_paragraph()
        head.paragraph_format.keep_with_next = True
        head.add_run(f"{number}. {_heading(key, sections)}").bold = True
        body = document.add_paragraph(text)
        body.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        body.paragraph_format.first_line_indent = Mm(10)
    about = document.core_properties
    about.title, about.author, about.last_modified_by, about.comments = title[:255], "", "", ""
    about.created = about.modified = _FIXED
    out = io.BytesIO()
    document.save(out)
    return _same_times(out.getvalue())


def _docx_line(document: Any, words: str, size: int) -> None:
    """Add a bold centred line."""
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run(words)
    run.bold, run.font.size = True, Pt(size)


def _same_times(package: bytes) -> bytes:
    """Return the package with one fixed time on all its members."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(zipfile.ZipInfo(member, _FIXED.timetuple()[:6]), old.read(member), zipfile.ZIP_DEFLATED)
    return out.getvalue()
