"""A look into a Word file before anything parses it: an honest package, without macros and outside links."""

import re
import zipfile
from pathlib import Path, PurePosixPath

from contest.adapters.refusal import RefusedError

MOST_ENTRIES = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_TEXT = 20 * 1024 * 1024
"""Largest XML part, unpacked; a 400-page report has about 3 MB."""
RATIO, RATIO_FROM = 100, 20 * 1024 * 1024
_MAIN_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_DANGEROUS = re.compile(r"vbaproject|vbadata|activex|macrosheets|embeddings/.*\.(?!xlsx$|docx$|pptx$)", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_OUTSIDE = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)
_LINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']")
_DDE = re.compile(rb"<(?:\w+:)?(?:instrText|fldSimple)[^>]*?(?:>|instr\s*=\s*[\"'])\s*\"?DDE", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SYMLINK = 0o120000


def check_docx(path: Path) -> None:
    """Raise RefusedError (type, password, broken, flood, active) unless the file is a plain Word document."""
    with open(path, "rb") as file:
        head = file.read(8)
        if head == _OLE:
            rest = file.read(4 * 1024 * 1024)
            raise RefusedError("password" if "EncryptedPackage".encode("utf-16-le") in rest else "type")
    if head[:4] != b"PK\x03\x04":
        raise RefusedError("type")
    try:
        with zipfile.ZipFile(path) as package:
            _check_entries(package)
            _check_parts(package)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError, KeyError) as error:
        raise RefusedError("broken") from error


def _check_entries(package: zipfile.ZipFile) -> None:
    """Look at the table of contents alone."""
    entries = package.infolist()
    if len(entries) > MOST_ENTRIES:
        raise RefusedError("flood")
    names = [entry.filename.casefold() for entry in entries]
    if len(set(names)) != len(names):
        raise RefusedError("broken")
    for entry in entries:
        if entry.flag_bits & 1:
            raise RefusedError("password")
        parts = PurePosixPath(entry.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in entry.filename or "\\" in entry.filename:
            raise RefusedError("active")
        if (entry.external_attr >> 16) & 0o170000 == _SYMLINK or _DANGEROUS.search(entry.filename):
            raise RefusedError("active")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if unpacked > MOST_UNPACKED or (unpacked > RATIO_FROM and unpacked / packed > RATIO):
        raise RefusedError("flood")
    if "[content_types].xml" not in names:
        raise RefusedError("type")


def _check_parts(package: zipfile.ZipFile) -> None:
    """Unpack every part once, to its declared size at most, and look into the XML ones."""
    for entry in package.infolist():
        is_text = entry.filename.casefold().endswith((".xml", ".rels"))
        if is_text and entry.file_size > MOST_TEXT:
            raise RefusedError("flood")
        with package.open(entry) as part:
            if not is_text:
                while part.read(1024 * 1024):  # the checksum is verified at the end
                    pass
                continue
            _check_text(entry.filename.casefold(), part.read())


def _check_text(name: str, data: bytes) -> None:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:64]:
        data = data.replace(b"\0", b"")  # UTF-16, searched as if it were plain
    if _DOCTYPE.search(data):
        raise RefusedError("active")
    if name == "[content_types].xml":
        if b"macroenabled" in data.lower() or b"vbaproject" in data.lower():
            raise RefusedError("active")
        if _MAIN_TYPE not in data:
            raise RefusedError("type")
    if name.endswith(".rels") and any(not _LINK.search(found) for found in _OUTSIDE.findall(data)):
        raise RefusedError("active")
    if name.startswith("word/") and _DDE.search(data):
        raise RefusedError("active")
