"""Write PDF/A-2 files: objects, cross-references, metadata, colour intent and, for single papers, tags.

Only what a certificate needs is here, and it streams: pages go to the file as they come, so a batch of 10,000 costs
no memory, two threads share nothing, and no private member of a PDF library is patched.
"""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import BinaryIO
from xml.sax.saxutils import escape

from PIL import ImageCms

from contest.adapters.certificate_fonts import Face

_PRODUCER = "Hoithi"
_UA_SCHEMA = """<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description></rdf:li></rdf:Seq>
</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas><pdfuaid:part>1</pdfuaid:part>"""


@dataclass(frozen=True)
class Segment:
    """Hold the drawing code of one meaningful piece of a page; tag ``Artifact`` is decoration."""

    tag: str
    code: str
    alt: str = ""
    box: tuple[float, float, float, float] = (0, 0, 0, 0)


@dataclass
class _Tagged:
    """Remember the structure element of one marked piece."""

    tag: str
    alt: str
    box: tuple[float, float, float, float]
    number: int = 0


@dataclass
class ArchiveFile:
    """Write one PDF/A-2b file; ``tagged`` makes it PDF/A-2a and PDF/UA-1 as well."""

    out: BinaryIO
    title: str
    author: str
    issued: date
    tagged: bool = False
    _offsets: list[int] = field(default_factory=lambda: [0])
    _written: int = 0
    _pages: list[int] = field(default_factory=list)
    _marked: list[list[_Tagged]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._digest = hashlib.sha256()
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._tree = self.reserve()
        self.resources = self.reserve()

    def _write(self, data: bytes) -> None:
        self.out.write(data)
        self._digest.update(data)
        self._written += len(data)

    def reserve(self) -> int:
        """Return the number of an object that will be written later."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def put(self, number: int, body: str) -> int:
        """Write an object under its reserved number."""
        self._offsets[number] = self._written
        self._write(f"{number} 0 obj\n{body}\nendobj\n".encode("ascii"))
        return number

    def add(self, body: str) -> int:
        """Write an object and return its number."""
        return self.put(self.reserve(), body)

    def add_stream(self, entries: str, data: bytes, *, packed: bool = False, plain: bool = False) -> int:
        """Write a stream and return its number; ``packed`` data is compressed already, ``plain`` must not be."""
        if not plain:
            data = data if packed else zlib.compress(data, 6)
            entries += " /Filter /FlateDecode"
        number = self.reserve()
        self._offsets[number] = self._written
        # \r\n before endstream: a lone \n is misread when the data ends in \r
        head = f"{number} 0 obj\n<< {entries} /Length {len(data)} >>\nstream\n".encode("ascii")
        self._write(head + data + b"\r\nendstream\nendobj\n")
        return number

    def add_font(self, face: Face, glyphs: set[int]) -> int:
        """Embed the subset of a face and return the number of the font object."""
        name = face.tagged_name(glyphs)
        data = face.subset(glyphs)
        file = self.add_stream(f"/Length1 {len(data)}", data)
        descriptor = self.add(
            f"<< /Type /FontDescriptor /FontName /{name} {face.descriptor()} /FontFile2 {file} 0 R >>"
        )
        descendant = self.add(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDToGIDMap /Identity /DW 0 "
            f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/FontDescriptor {descriptor} 0 R /W {face.widths(glyphs)} >>"
        )
        unicode_map = self.add_stream("", face.to_unicode(glyphs))
        return self.add(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H "
            f"/DescendantFonts [{descendant} 0 R] /ToUnicode {unicode_map} 0 R >>"
        )

    def add_page(self, size: tuple[float, float], segments: Sequence[Segment]) -> None:
        """Write one page of points width × height; its resources are those of the file."""
        code = self._mark(segments) if self.tagged else "\n".join(segment.code for segment in segments)
        contents = self.add_stream("", code.encode("ascii"))
        tags = f"/StructParents {len(self._pages)} /Tabs /S " if self.tagged else ""
        self._pages.append(
            self.add(
                f"<< /Type /Page /Parent {self._tree} 0 R /MediaBox [0 0 {size[0]:.2f} {size[1]:.2f}] "
                f"{tags}/Resources {self.resources} 0 R /Contents {contents} 0 R >>"
            )
        )

    def _mark(self, segments: Sequence[Segment]) -> str:
        """Wrap every piece in marked content and remember its structure element."""
        marked: list[_Tagged] = []
        code = []
        for segment in segments:
            if segment.tag == "Artifact":
                code.append(f"/Artifact BMC\n{segment.code}\nEMC")
                continue
            code.append(f"/{segment.tag} << /MCID {len(marked)} >> BDC\n{segment.code}\nEMC")
            marked.append(_Tagged(segment.tag, segment.alt, segment.box))
        self._marked.append(marked)
        return "\n".join(code)

    def close(self, resources: str) -> None:
        """Write the shared resources, metadata, tags, catalogue and cross-references; ends the file."""
        self.put(self.resources, resources)
        kids = " ".join(f"{page} 0 R" for page in self._pages)
        self.put(self._tree, f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>")
        metadata = self.add_stream("/Type /Metadata /Subtype /XML", self._xmp().encode(), plain=True)
        profile = self.add_stream("/N 3", _srgb())
        intent = (
            f"<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB) "
            f"/DestOutputProfile {profile} 0 R >>"
        )
        tags = f" /MarkInfo << /Marked true >> /StructTreeRoot {self._structure()} 0 R" if self.tagged else ""
        catalogue = self.add(
            f"<< /Type /Catalog /Version /1.7 /Pages {self._tree} 0 R /Lang (vi-VN) /Metadata {metadata} 0 R "
            f"/OutputIntents [{intent}] /ViewerPreferences << /DisplayDocTitle true >>{tags} >>"
        )
        day = f"(D:{self.issued:%Y%m%d}000000+07'00')"
        info = self.add(
            f"<< /Title {_text(self.title)} /Author {_text(self.author)} /Producer ({_PRODUCER}) "
            f"/Creator ({_PRODUCER}) /CreationDate {day} /ModDate {day} >>"
        )
        self._end(catalogue, info)

    def _structure(self) -> int:
        """Write the structure tree and return the number of its root."""
        root, document = self.reserve(), self.reserve()
        parents = []
        for index, (page, marked) in enumerate(zip(self._pages, self._marked, strict=True)):
            for place, item in enumerate(marked):
                alt = f" /Alt {_text(item.alt)}" if item.alt else ""
                box = " ".join(f"{side:.2f}" for side in item.box)
                layout = f" /A << /O /Layout /BBox [{box}] /Placement /Block >>" if item.tag == "Figure" else ""
                item.number = self.add(
                    f"<< /Type /StructElem /S /{item.tag} /P {document} 0 R /Pg {page} 0 R /K {place}{alt}{layout} >>"
                )
            parents.append(f"{index} [{' '.join(f'{item.number} 0 R' for item in marked)}]")
        elements = " ".join(f"{item.number} 0 R" for marked in self._marked for item in marked)
        self.put(document, f"<< /Type /StructElem /S /Document /P {root} 0 R /Lang (vi-VN) /K [{elements}] >>")
        tree = self.add(f"<< /Nums [{' '.join(parents)}] >>")
        return self.put(
            root,
            f"<< /Type /StructTreeRoot /K [{document} 0 R] /ParentTree {tree} 0 R /ParentTreeNextKey {len(parents)} >>",
        )

    def _xmp(self) -> str:
        """Return the metadata packet that says the same as the information dictionary."""
        day = f"{self.issued:%Y-%m-%d}T00:00:00+07:00"
        accessible = _UA_SCHEMA if self.tagged else ""
        return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(self.title)}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{escape(self.author)}</rdf:li></rdf:Seq></dc:creator>
<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate>
<xmp:CreatorTool>{_PRODUCER}</xmp:CreatorTool><pdf:Producer>{_PRODUCER}</pdf:Producer>
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>{"A" if self.tagged else "B"}</pdfaid:conformance>{accessible}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""

    def _end(self, catalogue: int, info: int) -> None:
        """Write the cross-references and the trailer; the file's identity is a digest of its content."""
        identity = self._digest.hexdigest()[:32].upper()
        start, count = self._written, len(self._offsets)
        rows = "".join(f"{offset:010d} 00000 n\r\n" for offset in self._offsets[1:])
        self._write(
            f"xref\n0 {count}\n0000000000 65535 f\r\n{rows}trailer\n<< /Size {count} /Root {catalogue} 0 R "
            f"/Info {info} 0 R /ID [<{identity}> <{identity}>] >>\nstartxref\n{start}\n%%EOF\n".encode("ascii")
        )


def _text(text: str) -> str:
    """Return a text string object in UTF-16."""
    return "<FEFF" + text.encode("utf-16-be").hex().upper() + ">"


@cache
def _srgb() -> bytes:
    """Return an sRGB profile whose bytes do not depend on the hour it was made."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[24:36] = bytes((0x07, 0xEA, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # its date of creation: 1 January 2026
    return bytes(data)
