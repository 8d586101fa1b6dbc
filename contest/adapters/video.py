"""MP4 and MOV: the tree of boxes, checked, and a copy in which places, names and dates are blanked."""

import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from contest.adapters.refusal import Drawn, RefusedError

_BRANDS = {b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"qt  ", b"M4V ", b"M4VH"}
_BRANDS |= {b"M4VP", b"MSNV", b"3gp4", b"3gp5", b"3gp6", b"mmp4", b"dash", b"iso7", b"iso8", b"iso9", b"hvc1"}
_HOLD_BOXES = {b"moov", b"trak", b"mdia", b"minf", b"dinf", b"stbl", b"edts", b"mvex", b"moof", b"traf"}
_PRIVATE = {b"udta", b"meta", b"uuid", b"\xa9xyz", b"loci", b"cprt", b"name"}
"""Boxes that hold places, names, titles and makers' data (reliability.md 6.1)."""
_MOST_BOXES, _DEEPEST = 20_000, 8


@dataclass(frozen=True)
class _Box:
    kind: bytes
    start: int
    body: int
    end: int


def check_video(path: Path) -> tuple[int, int]:
    """Return width and height of a plain MP4 or MOV, in pixels; RefusedError: empty, format or broken."""
    size = path.stat().st_size
    if size == 0:
        raise RefusedError("empty")
    kinds: set[bytes] = set()
    shape = (0, 0)
    with open(path, "rb") as file:
        for number, box in enumerate(_walk(file, 0, size, 0)):
            if number == 0:
                _check_brand(file, box)
            kinds.add(box.kind)
            if box.kind == b"tkhd":
                shape = max(shape, _shape(file, box))
            elif box.kind == b"dref":
                _check_sources(file, box)
    if not {b"moov", b"mdat", b"trak"} <= kinds:
        raise RefusedError("broken")
    return shape


def clean_copy(path: Path, target: Path, *, media_type: str) -> Drawn:
    """Write a copy without metadata: private boxes become ``free`` and hold zeros, so that no offset moves."""
    shape = check_video(path)
    shutil.copyfile(path, target)
    with open(target, "r+b") as file:
        for box in list(_walk(file, 0, path.stat().st_size, 0)):
            if box.kind in _PRIVATE:
                file.seek(box.start + 4)
                file.write(b"free")
                _zero(file, box.body, box.end)
            elif box.kind in (b"mvhd", b"tkhd", b"mdhd"):  # when it was filmed: two 4-byte or two 8-byte dates
                file.seek(box.body)
                dates = 16 if file.read(1) == b"\x01" else 8
                _zero(file, box.body + 4, min(box.body + 4 + dates, box.end))
    return Drawn(target, media_type, *shape)


def _walk(file: BinaryIO, start: int, end: int, depth: int) -> Iterator[_Box]:
    """Yield every box, parents before children; a box that leaves its parent means a torn file."""
    count = 0
    while start < end:
        file.seek(start)
        head = file.read(16)
        if len(head) < 8 or end - start < 8:
            if depth and not head[: end - start].strip(b"\0"):
                return  # QuickTime ends a list by four zero bytes
            raise RefusedError("broken" if start else "format")
        size, kind = struct.unpack(">I4s", head[:8])
        body = start + 8
        if size == 1:
            if len(head) < 16:
                raise RefusedError("broken")
            size, body = struct.unpack(">Q", head[8:])[0], start + 16
        elif size == 0:
            size = end - start
        if size < body - start or start + size > end:
            raise RefusedError("broken" if start or kind == b"ftyp" else "format")
        count += 1
        if count > _MOST_BOXES or depth > _DEEPEST:
            raise RefusedError("flood")
        box = _Box(kind, start, body, start + size)
        yield box
        if kind in _HOLD_BOXES:
            yield from _walk(file, body, box.end, depth + 1)
        start += size


def _check_brand(file: BinaryIO, box: _Box) -> None:
    """Refuse what is no film of phones and cameras; very old MOV files have no brand and begin with their data."""
    if box.kind in (b"moov", b"mdat", b"wide", b"free", b"skip"):
        return
    file.seek(box.body)
    brands = file.read(min(box.end - box.body, 4096))
    found = {brands[at : at + 4] for at in range(0, len(brands), 4) if at != 4}
    if box.kind != b"ftyp" or not found & _BRANDS:
        raise RefusedError("format")


def _check_sources(file: BinaryIO, box: _Box) -> None:
    """Refuse a film whose pictures lie in another file or on the net."""
    file.seek(box.body + 4)
    count = struct.unpack(">I", (file.read(4) + b"\0\0\0\0")[:4])[0]
    at = box.body + 8
    for _ in range(min(count, 100)):
        file.seek(at)
        head = file.read(12)
        if len(head) < 12:
            raise RefusedError("broken")
        size, flags = struct.unpack(">I", head[:4])[0], head[11]
        if not flags & 1 or size < 12:
            raise RefusedError("format")
        at += size


def _shape(file: BinaryIO, box: _Box) -> tuple[int, int]:
    file.seek(max(box.body, box.end - 8))
    data = file.read(8)
    if len(data) < 8:
        raise RefusedError("broken")
    width, height = struct.unpack(">II", data)
    return width >> 16, height >> 16


def _zero(file: BinaryIO, start: int, end: int) -> None:
    file.seek(start)
    left = max(0, end - start)
    while left:
        left -= file.write(b"\0" * min(left, 1024 * 1024))
