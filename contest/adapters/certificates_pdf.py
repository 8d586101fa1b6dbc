"""Print certificates: one PDF for a batch, or one accessible PDF for a single download.

Batches are PDF/A-2b; a single paper is PDF/A-2a and PDF/UA-1. The same words give the same bytes, on any machine
with the same fonts and the same zlib and HarfBuzz.
"""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO

from contest.adapters.certificate_art import background
from contest.adapters.certificate_fonts import face
from contest.adapters.certificate_layout import Composer, fit_flow
from contest.adapters.certificate_layout import does_not_fit as _does_not_fit
from contest.adapters.certificate_pdfa import ArchiveFile
from contest.adapters.certificate_templates import TEMPLATES, Palette, TemplateInfo
from contest.adapters.certificate_text import MM, Ink, printable
from contest.rules.certificates import CertificateWords, problems_in, texts_of
from contest.rules.problems import N_, Problem, RuleError

__all__ = ["TEMPLATES", "Palette", "TemplateInfo", "preflight", "render_batch", "render_single"]

_FACES = {
    "issuer": "serif-bold",
    "kind": "display-extra",
    "lead": "serif-italic",
    "names": "display",
    "unit": "serif",
    "award": "display-extra",
    "field": "serif-italic",
    "contest": "serif",
    "decision": "sans-semi",
    "register_no": "sans-semi",
    "code": "sans-semi",
    "place_date": "serif-italic",
    "capacity": "serif-bold",
    "position": "serif-bold",
    "signer": "serif-bold",
}


def preflight(words: CertificateWords, *, issued: bool = False) -> list[Problem]:
    """Return every reason why this certificate cannot be printed, naming the text and the offending character."""
    if words.template not in TEMPLATES:
        return [Problem(N_("There is no certificate template “%(name)s”."), "template", {"name": words.template})]
    problems = problems_in(words, issued=issued) + _uncovered(words)
    if problems:
        return problems
    if fit_flow(words) is None:
        return [_does_not_fit(*max(texts_of(words), key=lambda item: len(item[1])))]
    try:
        Composer(Ink(), verify_url="", draft=False).page(words)
    except RuleError as error:
        return list(error.problems)
    return []


def _uncovered(words: CertificateWords) -> list[Problem]:
    """Return one problem for each character that the face of its text, and its stand-in, cannot draw."""
    work_face = "serif-bold" if words.work_is_merit else "serif-bold-italic"
    return [
        Problem(
            N_("No font of the certificate draws “%(char)s” (%(code)s) in “%(text)s”. Replace or delete it."),
            name,
            {"char": char, "code": f"U+{ord(char):04X}", "text": printable(text)},
        )
        for name, text in texts_of(words)
        if name != "template"
        for char in face(_FACES.get(name.split("-")[0], work_face)).missing(printable(text))
    ]


def render_batch(
    items: Iterable[CertificateWords],
    out: Path | BinaryIO,
    *,
    verify_url: str,
    title: str,
    issued: date,
    draft: bool = False,
) -> int:
    """Write one PDF/A-2b with a page for each certificate in the given order; return the number of pages.

    ``verify_url`` is the address before the code (``https://example.vn/x/``), ``issued`` the day in the metadata.
    Raises RuleError if a text cannot be printed, so run preflight before; ValueError if there is nothing to print.
    """
    with _opened(out) as stream:
        file = ArchiveFile(stream, title=title, author="", issued=issued)
        return _write(file, items, verify_url=verify_url, draft=draft)


def render_single(words: CertificateWords, *, verify_url: str, issued: date, draft: bool = False) -> bytes:
    """Return one certificate as PDF/A-2a and PDF/UA-1; raises RuleError if a text cannot be printed."""
    out = io.BytesIO()
    title = f"{words.kind} {words.register_no}".strip() + " – " + ", ".join(words.names)
    file = ArchiveFile(out, title=printable(title), author=printable(words.issuer), issued=issued, tagged=True)
    _write(file, [words], verify_url=verify_url, draft=draft)
    return out.getvalue()


@contextmanager
def _opened(out: Path | BinaryIO) -> Iterator[BinaryIO]:
    """Yield the stream to write to; a path gets its file only when the batch is complete."""
    if not isinstance(out, Path):
        yield out
        return
    part = out.with_name(out.name + ".part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _write(file: ArchiveFile, items: Iterable[CertificateWords], *, verify_url: str, draft: bool) -> int:
    ink = Ink()
    composer = Composer(ink, verify_url=verify_url, draft=draft)
    forms: dict[str, int] = {}
    count = 0
    for words in items:
        template = TEMPLATES[words.template]
        if template.name not in forms:
            forms[template.name] = _add_background(file, template)
        if not file.author:
            file.author = printable(words.issuer)
        wide, high = template.page_size
        file.add_page((wide * MM, high * MM), composer.page(words))
        count += 1
    if not count:
        raise ValueError("there is no certificate to print")
    fonts = " ".join(f"/{used.resource} {file.add_font(used, glyphs)} 0 R" for used, glyphs in ink.used.items())
    images = " ".join(f"/Bg{list(TEMPLATES).index(name)} {number} 0 R" for name, number in forms.items())
    file.close(f"<< /Font << {fonts} >> /XObject << {images} >> >>")
    return count


def _add_background(file: ArchiveFile, template: TemplateInfo) -> int:
    """Write the background of a template once as a form and return its number."""
    drawn = background(template.name)
    shadings = " ".join(f"/{name} {shading}" for name, shading in drawn.shadings.items())
    wide, high = (side * MM for side in template.page_size)
    return file.add_stream(
        f"/Type /XObject /Subtype /Form /BBox [0 0 {wide:.2f} {high:.2f}] /Resources << /Shading << {shadings} >> >>",
        drawn.code,
        packed=True,
    )
