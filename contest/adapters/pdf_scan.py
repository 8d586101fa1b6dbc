"""A structural look at a PDF: whole, not encrypted, and with nothing in it that could act."""

import mmap
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from contest.adapters.refusal import RefusedError

ACTING = (
    "JavaScript",
    "Launch",
    "EmbeddedFile",
    "EmbeddedFiles",
    "FileAttachment",
    "RichMedia",
    "XFA",
    "SubmitForm",
    "ImportData",
    "GoToE",
    "GoToR",
)
"""Names of PDF objects that run, carry or fetch something (reliability.md 6.1)."""

MOST_OBJECTS = 200_000
MOST_PAGES = 5_000
MOST_INFLATED = 128 * 1024 * 1024
_TAIL = 2048


def _name(*names: str) -> "re.Pattern[bytes]":
    """Return a pattern for PDF names, each letter as itself or as its ``#`` code."""
    spelled = ("".join(f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in name) for name in names)
    return re.compile(f"/(?:{'|'.join(spelled)})(?=[\\s/<>\\[\\](){{}}%]|$)".encode())


_ACTING = _name(*ACTING)
_OBJECT_STREAM = _name("ObjStm")
_TYPE_ELSEWHERE = re.compile(rb"/Type\s+\d+\s+\d+\s+R")
_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")


def check_pdf(path: Path) -> pypdfium2.PdfDocument:
    """Return the opened document, or raise RefusedError: type, broken, password, active or flood."""
    if path.stat().st_size == 0:
        raise RefusedError("empty")
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data[:5] != b"%PDF-":
            raise RefusedError("type")
        _check_end(data)
        document = _open(path)
        try:
            _check_lock(document)
            _check_bytes(data)
            _check_parts(document)
        except BaseException:
            document.close()
            raise
    return document


def _check_lock(document: pypdfium2.PdfDocument) -> None:
    """Refuse a document that is encrypted, even when it opens without a password."""
    if raw.FPDF_GetSecurityHandlerRevision(document) != -1:
        raise RefusedError("password")


def _check_parts(document: pypdfium2.PdfDocument) -> None:
    """Refuse what PDFium itself sees: active forms, scripts, files inside, no pages or too many."""
    if document.get_formtype() in (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND):
        raise RefusedError("active")
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0 or raw.FPDFDoc_GetAttachmentCount(document) > 0:
        raise RefusedError("active")
    if not 0 < len(document) <= MOST_PAGES:
        raise RefusedError("flood" if len(document) else "broken")


def _check_end(data: mmap.mmap) -> None:
    """Refuse a torn file, and one that goes on as something else after its end."""
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise RefusedError("broken")
    if data[end + 5 : end + 5 + 10_000_000].strip(b"\0 \t\r\n\x1a") and len(data) - end > _TAIL:
        raise RefusedError("type")
    if b"PK\x03\x04" in data[end:] or b"PK\x05\x06" in data[end:]:
        raise RefusedError("type")


def _open(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        raise RefusedError("password" if code == raw.FPDF_ERR_PASSWORD else "broken") from None


def _check_bytes(data: mmap.mmap) -> None:
    """Refuse names that act, in the file itself and in its compressed object streams."""
    if _ACTING.search(data) or _TYPE_ELSEWHERE.search(data):
        raise RefusedError("active")
    for number, _ in enumerate(_OBJECT.finditer(data)):
        if number > MOST_OBJECTS:
            raise RefusedError("flood")
    if any(_ACTING.search(inflated) for inflated in _object_streams(data)):
        raise RefusedError("active")


def _object_streams(data: mmap.mmap) -> Iterator[bytes]:
    """Yield the inflated object streams; one that is packed in an unusual way is refused, as it could hide."""
    left = MOST_INFLATED
    for found in _OBJECT_STREAM.finditer(data):
        start = data.find(b"stream", found.end())
        opening = data.rfind(b"obj", 0, found.start())
        if start < 0 or opening < 0 or start - opening > 65_536:
            continue
        facts = data[opening:start]
        begin = start + (8 if data[start + 6 : start + 8] == b"\r\n" else 7)
        if b"/Filter" not in facts:
            continue  # its bytes lie open and were searched with the file
        if facts.count(b"Decode") - facts.count(b"DecodeParms") != 1 or not re.search(rb"/FlateDecode\b", facts):
            raise RefusedError("active")
        if re.search(rb"/Predictor\s+(?!1\b)", facts):
            raise RefusedError("active")
        try:
            inflated = zlib.decompressobj().decompress(data[begin : data.find(b"endstream", begin)], left)
        except zlib.error:
            raise RefusedError("broken") from None
        left -= len(inflated)
        if left <= 0:
            raise RefusedError("flood")
        yield inflated
