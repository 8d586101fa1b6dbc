"""Shape, measure and embed the eight faces of static/fonts, addressed by path and never by family name.

Glyphs are written by their own number (Identity-H), so there is no limit of 256 characters a subset, kerning and
marks come from HarfBuzz, and a word that was shaped once costs one dictionary look-up afterwards.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import uharfbuzz as hb

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"

# name: file, face that stands in for a word with letters that this one lacks
_FILES: Mapping[str, tuple[str, str]] = {
    "serif": ("HTSerif-Regular.ttf", ""),
    "serif-bold": ("HTSerif-Bold.ttf", ""),
    "serif-italic": ("HTSerif-Italic.ttf", ""),
    "serif-bold-italic": ("HTSerif-BoldItalic.ttf", ""),
    "display": ("HTDisplay-Bold.ttf", "serif-bold"),
    "display-extra": ("HTDisplay-ExtraBold.ttf", "serif-bold"),
    "sans": ("HTSans-Regular.ttf", "serif"),
    "sans-semi": ("HTSans-SemiBold.ttf", "serif-bold"),
}
_FEATURES = {"kern": True, "mark": True, "mkmk": True, "liga": False, "clig": False, "calt": False}
_DROPPED = ("GPOS", "GSUB", "GDEF", "cmap", "name", "OS/2", "post", "DSIG", "gasp", "kern")
_CACHE_LIMIT = 50_000  # words; a batch of 10,000 certificates uses about 8,000
_STEM = {"serif": 85, "serif-italic": 80, "sans": 85}  # StemV of the light faces; the bold ones 150


class Part(NamedTuple):
    """Hold glyphs of one height: ``rise`` over the baseline in 1/1000 em, ``code`` as the inside of a TJ array."""

    rise: int
    code: str


class Run(NamedTuple):
    """Hold one shaped word: the face that drew it, its width in 1/1000 em, its parts and the glyphs it needs.

    ``spoken`` is the word where its glyphs alone would not read back as it (a mark moved to its place); else empty.
    """

    face: "Face"
    width: int
    parts: tuple[Part, ...]
    glyphs: frozenset[int]
    spoken: str


class Face:
    """Read one font file and shape words with it."""

    def __init__(self, name: str, file: str, fallback: "Face | None") -> None:
        self.name = name
        self.fallback = fallback
        self.postscript = file.removesuffix(".ttf")
        self.resource = "F" + str(list(_FILES).index(name) + 1)
        self._face: Any = hb.Face(hb.Blob.from_file_path(str(FONTS / file)))
        self._font: Any = hb.Font(self._face)
        self._scale = 1000 / self._face.upem
        self.characters: frozenset[int] = frozenset(self._face.unicodes) | {0xA0}
        self._text_of = self._reverse_map()
        self._advance: dict[int, int] = {}
        self._runs: dict[str, Run] = {}
        self.space = self.shape(" ")

    def _reverse_map(self) -> dict[int, str]:
        """Return glyph -> character for text extraction; of several characters the most Vietnamese one wins."""
        found: dict[int, str] = {}
        for code in sorted(self.characters - {0xA0}, key=lambda code: (code != 0x110, code)):
            found.setdefault(self._font.get_nominal_glyph(code), chr(code))
        return found

    def covers(self, text: str) -> bool:
        """Tell whether this face itself draws every character."""
        return all(ord(c) in self.characters for c in text)

    def missing(self, text: str) -> list[str]:
        """Return the characters that neither this face nor its stand-in draws, each once, in order."""
        chain = self.characters | (self.fallback.characters if self.fallback else frozenset())
        return list(dict.fromkeys(c for c in text if ord(c) not in chain))

    def advance(self, glyph: int) -> int:
        """Return the advance of a glyph in 1/1000 em, as the PDF's width table states it."""
        if glyph not in self._advance:
            self._advance[glyph] = round(self._font.get_glyph_h_advance(glyph) * self._scale)
        return self._advance[glyph]

    def shape(self, word: str) -> Run:
        """Return the shaped word; a whole word goes to the stand-in, so no name mixes two faces."""
        run = self._runs.get(word)
        if run is None:
            if len(self._runs) >= _CACHE_LIMIT:
                self._runs.clear()
            stand_in = self.fallback if self.fallback and not self.covers(word) else None
            run = self._runs[word] = stand_in.shape(word) if stand_in else self._shape(word)
        return run

    def _shape(self, word: str) -> Run:
        shaped = self._glyphs(word, ccmp=True)
        if any(glyph not in self._text_of for glyph, *_ in shaped):
            shaped = self._glyphs(word, ccmp=False)  # a composed glyph has no character to extract
        parts: list[tuple[int, list[str]]] = []
        width = 0
        for glyph, advance, x_offset, rise in shaped:
            if not parts or parts[-1][0] != rise:
                parts.append((rise, []))
            code = parts[-1][1]
            after = self.advance(glyph) - advance + x_offset
            code.append((f"{-x_offset}" if x_offset else "") + f"<{glyph:04X}>" + (f"{after}" if after else ""))
            width += advance
        joined = tuple(Part(rise, "".join(code).replace("><", "")) for rise, code in parts)
        spoken = word if any(x_offset or rise for _, _, x_offset, rise in shaped) else ""
        return Run(self, width, joined, frozenset(glyph for glyph, *_ in shaped), spoken)

    def _glyphs(self, word: str, *, ccmp: bool) -> list[tuple[int, int, int, int]]:
        """Return glyph, advance, horizontal and vertical offset in 1/1000 em for each glyph of the word."""
        buffer: Any = hb.Buffer()
        buffer.add_str(word.replace("\u00a0", " "))
        buffer.guess_segment_properties()
        buffer.direction = "ltr"
        hb.shape(self._font, buffer, {**_FEATURES, "ccmp": ccmp})
        scale = self._scale
        return [
            (info.codepoint, round(at.x_advance * scale), round(at.x_offset * scale), round(at.y_offset * scale))
            for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]

    def subset(self, glyphs: Iterable[int]) -> bytes:
        """Return the font file with the outlines of these glyphs only; glyph numbers stay as they are."""
        chosen: Any = hb.SubsetInput()
        chosen.sets(hb.SubsetInputSets.GLYPH_INDEX).set({0, *glyphs})
        chosen.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(
            [int.from_bytes(tag.encode().ljust(4), "big") for tag in _DROPPED]
        )
        chosen.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
        face: Any = hb.subset(self._face, chosen)
        return bytes(face.blob.data)

    def tagged_name(self, glyphs: Iterable[int]) -> str:
        """Return the PostScript name with the six-letter tag that marks a subset."""
        digest = hashlib.sha256(repr(sorted(glyphs)).encode()).digest()
        return "".join(chr(65 + byte % 26) for byte in digest[:6]) + "+" + self.postscript

    def descriptor(self) -> str:
        """Return the measures of the face as entries of a PDF font descriptor."""
        extents = self._font.get_font_extents("ltr")
        head = bytes(self._face.reference_table("head").data)
        box = [int.from_bytes(head[at : at + 2], "big", signed=True) * self._scale for at in (36, 38, 40, 42)]
        italic = "italic" in self.name
        capital = self._font.get_glyph_extents(self._font.get_nominal_glyph(ord("H"))).y_bearing * self._scale
        return (
            f"/Flags {4 + 64 * italic} /FontBBox [{' '.join(f'{side:.0f}' for side in box)}] "
            f"/ItalicAngle {-12 * italic} /Ascent {extents.ascender * self._scale:.0f} "
            f"/Descent {extents.descender * self._scale:.0f} /CapHeight {capital:.0f} "
            f"/StemV {_STEM.get(self.name, 150)}"
        )

    def widths(self, glyphs: Iterable[int]) -> str:
        """Return the width table of these glyphs for a CID font."""
        rows: list[str] = []
        last = -2
        for glyph in sorted({0, *glyphs}):
            if glyph == last + 1:
                rows[-1] += f" {self.advance(glyph)}"
            else:
                rows.append(f"{glyph} [{self.advance(glyph)}")
            last = glyph
        return "[" + " ".join(row + "]" for row in rows) + "]"

    def to_unicode(self, glyphs: Iterable[int]) -> bytes:
        """Return the map from glyph numbers back to text, in blocks of at most 100 as the standard asks."""
        pairs = [
            f"<{glyph:04X}> <{self._text_of[glyph].encode('utf-16-be').hex().upper()}>"
            for glyph in sorted(glyphs)
            if glyph in self._text_of
        ]
        blocks = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
        body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{body}\n"
            "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
        ).encode()


@cache
def face(name: str) -> Face:
    """Return the face of this name (``serif``, ``serif-bold``, …, ``display-extra``, ``sans-semi``), read once."""
    file, fallback = _FILES[name]
    return Face(name, file, face(fallback) if fallback else None)
