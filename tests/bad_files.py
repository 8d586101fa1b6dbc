"""Files for the tests of the inspection: honest ones, and bad ones whose answer is known (reliability.md 6.3)."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from docx import Document
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CONTENT_TYPES = "[Content_Types].xml"
RELS = "word/_rels/document.xml.rels"


def pdf(pages: int = 2, text: str = "May tach hat ngo", **options: object) -> bytes:
    """Return an honest PDF."""
    out = io.BytesIO()
    canvas = Canvas(out, **options)
    for number in range(1, pages + 1):
        canvas.drawString(72, 700, f"{text} {number}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def raw_pdf(catalog: str = "", *bodies: bytes, page: str = "", version: str = "1.7") -> bytes:
    """Return a PDF of one page, with more in its catalog, its page, or as further objects (from number 4)."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] {page} >>".encode(),
        *bodies,
    ]
    out, places = f"%PDF-{version}\n".encode(), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + tail


def packed_pdf(hidden: str) -> bytes:
    """Return a PDF whose catalog, with something hidden in it, lies in a compressed object stream."""
    inner = [
        f"<< /Type /Catalog /Pages 2 0 R {hidden} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>",
    ]
    offsets, body = [], ""
    for number, text in enumerate(inner, 1):
        offsets.append(f"{number} {len(body)}")
        body += text + " "
    head = " ".join(offsets) + " "
    packed = zlib.compress((head + body).encode())
    out = b"%PDF-1.7\n"
    at = len(out)
    out += b"4 0 obj\n<< /Type /ObjStm /N 3 /First %d /Filter /FlateDecode /Length %d >>\nstream\n" % (
        len(head),
        len(packed),
    )
    out += packed + b"\nendstream\nendobj\n"
    place = len(out)
    rows = struct.pack(">BHB", 0, 0, 0) + b"".join(struct.pack(">BHB", 2, 4, index) for index in range(3))
    rows += struct.pack(">BHB", 1, at, 0) + struct.pack(">BHB", 1, place, 0)
    table = zlib.compress(rows)
    facts = b"<< /Type /XRef /Size 6 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode /Length %d >>" % len(table)
    out += b"5 0 obj\n" + facts + b"\nstream\n" + table + b"\nendstream\nendobj\n"
    return out + b"startxref\n%d\n%%%%EOF\n" % place


def docx(text: str = "Bản mô tả giải pháp", *, picture: bool = False) -> bytes:
    """Return an honest Word file with a paragraph, a table and perhaps a picture."""
    document = Document()
    document.add_heading("Tính mới", 1)
    document.add_paragraph(text)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Năng suất", "120 kg/giờ"
    if picture:
        document.add_picture(io.BytesIO(photo("PNG", (60, 40))))
    document.core_properties.author = "Giàng A An"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx_with(changes: Mapping[str, tuple[bytes, bytes] | bytes]) -> bytes:
    """Return a Word file with parts replaced (old, new) or added (bytes)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data, change = old.read(name), changes.get(name)
            if isinstance(change, tuple):
                assert change[0] in data, (name, change[0])
                data = data.replace(*change, 1)
            new.writestr(name, data)
        for name, change in changes.items():
            if isinstance(change, bytes):
                new.writestr(name, change)
    return out.getvalue()


def photo(kind: str = "JPEG", size: tuple[int, int] = (80, 60), **options: object) -> bytes:
    """Return an honest picture."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def phone_photo() -> bytes:
    """Return a photo as phones make them: turned, with a place, a maker and a comment that is a program."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Phone Maker"
    exif.get_ifd(0x8825).update({1: "N", 2: (22.0, 49.0, 30.0), 3: "E", 4: (104.0, 58.0, 0.0)})
    return photo("JPEG", (400, 300), exif=exif, comment=b"<?php system('id'); ?>") + b"<script>alert(1)</script>"


def png_flood() -> bytes:
    """Return a PNG that declares 50,000 by 50,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9999)) + chunk(b"IEND", b"")
    )


def animation(frames: int) -> bytes:
    """Return a WebP of many frames."""
    out = io.BytesIO()
    pictures = [Image.new("RGB", (8, 8), (number * 97 % 256, number * 31 % 256, 0)) for number in range(frames)]
    pictures[0].save(out, "WEBP", save_all=True, append_images=pictures[1:], duration=20, lossless=True)
    return out.getvalue()


def box(kind: bytes, *parts: bytes) -> bytes:
    """Return a box of an MP4 file."""
    data = b"".join(parts)
    return struct.pack(">I4s", len(data) + 8, kind) + data


def mp4(*, brand: bytes = b"isom", self_contained: bool = True) -> bytes:
    """Return a small MP4 with a place, a title and dates in it; it has boxes enough to be judged, but no pictures."""
    date = struct.pack(">IIII", 0, 3_800_000_000, 3_800_000_001, 1000)
    head = box(b"mvhd", date, bytes(84))
    track = box(b"tkhd", date, bytes(60), struct.pack(">II", 640 << 16, 360 << 16))
    source = box(b"dref", struct.pack(">II", 0, 1), box(b"url ", struct.pack(">I", int(self_contained)), b""))
    media = box(b"mdia", box(b"mdhd", date, bytes(8)), box(b"minf", box(b"dinf", source), box(b"stbl")))
    private = box(b"udta", box(b"\xa9xyz", b"\x00\x12\x15\xc7+22.8250+104.9667/"), box(b"name", "Giàng A An".encode()))
    meta = box(b"meta", b"\0\0\0\0title of the film")
    film = box(b"moov", head, box(b"trak", track, media, private), private, meta)
    return box(b"ftyp", brand, b"\0\0\0\0", brand) + film + box(b"mdat", b"pictures and sounds" * 9)


def zip_of(entries: Mapping[str, bytes], *, declared: int | None = None) -> bytes:
    """Return a ZIP; with ``declared``, its tables say that size instead of the true one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in entries.items():
            package.writestr(name, data)
    data = out.getvalue()
    if declared is not None:
        for content in (c for c in entries.values() if len(c) > 1000):
            data = data.replace(struct.pack("<I", len(content)), struct.pack("<I", declared))
    return data


def bad_files() -> Iterator[tuple[str, str, str, bytes, set[str]]]:
    """Yield name, kind, ending, bytes and the refusals that are right for each bad file."""
    pdfs: dict[str, tuple[bytes, set[str]]] = {
        "pdf: nothing": (b"", {"empty"}),
        "pdf: a program": (b"MZ\x90\0" + bytes(400), {"type"}),
        "pdf: HTML": (b"<!doctype html><script>alert(1)</script>", {"type"}),
        "pdf: SVG": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", {"type"}),
        "pdf: EICAR": (EICAR, {"type"}),
        "pdf: header late": (b"x" * 1000 + pdf(), {"type"}),
        "pdf: torn": (pdf()[:-200], {"broken"}),
        "pdf: head alone": (b"%PDF-1.7\n", {"broken"}),
        "pdf: no pages": (b"%PDF-1.7\njunk junk\n%%EOF\n", {"broken"}),
        "pdf: ZIP behind": (pdf() + zip_of({"a.txt": b"x" * 100}), {"type"}),
        "pdf: program behind": (pdf() + b"MZ" + b"\x90\1" * 3000, {"type"}),
        "pdf: password": (pdf(encrypt="geheim"), {"password"}),
        "pdf: empty password": (_owner_locked(), {"password"}),
        "pdf: JS on opening": (raw_pdf("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), {"active"}),
        "pdf: JS spelled": (raw_pdf("/OpenAction << /S /J#61vaScr#69pt /JS (x) >>"), {"active"}),
        "pdf: JS in names": (
            raw_pdf("/Names << /JavaScript << /Names [(a) 4 0 R] >> >>", b"<< /S /JavaScript /JS (x) >>"),
            {"active"},
        ),
        "pdf: JS on page": (raw_pdf(page="/AA << /O << /S /JavaScript /JS (x) >> >>"), {"active"}),
        "pdf: JS packed": (packed_pdf("/OpenAction << /S /JavaScript /JS (x) >>"), {"active"}),
        "pdf: Launch": (raw_pdf("/OpenAction << /S /Launch /F (cmd.exe) >>"), {"active"}),
        "pdf: file inside": (
            raw_pdf(
                "/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>",
                b"<< /Type /Filespec /F (a.exe) /EF << /F 5 0 R >> >>",
                b"<< /Type /EmbeddedFile /Length 68 >>\nstream\n" + EICAR + b"\nendstream",
            ),
            {"active"},
        ),
        "pdf: form that sends": (
            raw_pdf(page="/AA << /O << /S /SubmitForm /F (http://x.example/) >> >>"),
            {"active"},
        ),
        "pdf: XFA": (raw_pdf("/AcroForm << /XFA (x) /Fields [] >>"), {"active"}),
        "pdf: pages in a circle": (
            raw_pdf().replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"),
            {"broken", "flood"},
        ),
    }
    words: dict[str, tuple[bytes, set[str]]] = {
        "docx: a program": (b"MZ\x90\0" + bytes(400), {"type"}),
        "docx: nothing": (b"", {"type", "empty"}),
        "docx: a plain ZIP": (zip_of({"a.txt": b"x"}), {"type"}),
        "docx: torn": (docx()[:-400], {"broken"}),
        "docx: flat bomb": (zip_of({CONTENT_TYPES: b"<Types/>", "a.bin": bytes(60_000_000)}), {"flood"}),
        "docx: lying bomb": (
            zip_of({"word/a.xml": bytes(30_000_000), CONTENT_TYPES: b"<Types/>"}, declared=10),
            {"broken", "flood"},
        ),
        "docx: many entries": (zip_of({f"{number}.xml": b"" for number in range(2100)}), {"flood"}),
        "docx: way out": (docx_with({"../../evil.xml": b"<a/>"}), {"active"}),
        "docx: drive path": (docx_with({"C:/evil.xml": b"<a/>"}), {"active"}),
        "docx: macros": (docx_with({"word/vbaProject.bin": b"\0"}), {"active"}),
        "docx: docm renamed": (
            docx_with(
                {
                    CONTENT_TYPES: (
                        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                        b"application/vnd.ms-word.document.macroEnabled.main+xml",
                    )
                }
            ),
            {"active"},
        ),
        "docx: xlsx renamed": (
            docx_with({CONTENT_TYPES: (b"wordprocessingml.document.main", b"spreadsheetml.sheet.main")}),
            {"type"},
        ),
        "docx: object inside": (docx_with({"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}), {"active"}),
        "docx: billion laughs": (
            docx_with({"word/document.xml": (b"<w:document", b'<!DOCTYPE a [<!ENTITY b "c">]><w:document')}),
            {"active"},
        ),
        "docx: template elsewhere": (
            docx_with(
                {
                    RELS: (
                        b"</Relationships>",
                        b'<Relationship Id="rId99" TargetMode="External" Target="http://x.example/a.dotm" '
                        b'Type="http://x/attachedTemplate"/></Relationships>',
                    )
                }
            ),
            {"active"},
        ),
        "docx: DDE": (
            docx_with(
                {
                    "word/document.xml": (
                        b"<w:body>",
                        b'<w:body><w:p><w:r><w:instrText xml:space="preserve"> DDEAUTO cmd </w:instrText></w:r></w:p>',
                    )
                }
            ),
            {"active"},
        ),
        "docx: locked": (_ole() + "EncryptedPackage".encode("utf-16-le"), {"password"}),
        "docx: old doc": (_ole() + bytes(600), {"type"}),
    }
    images: dict[str, tuple[str, bytes, set[str]]] = {
        "image: nothing": ("jpg", b"", {"empty"}),
        "image: SVG": ("png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", {"type"}),
        "image: PNG as JPG": ("jpg", photo("PNG"), {"type"}),
        "image: GIF as PNG": ("png", photo("GIF"), {"type"}),
        "image: torn": ("jpg", photo("JPEG", (800, 600))[:900], {"broken"}),
        "image: flood": ("png", png_flood(), {"flood"}),
        "image: 60 frames": ("webp", animation(60), {"flood"}),
        "image: sound": ("webp", b"RIFF\x24\0\0\0WAVEfmt " + bytes(40), {"broken"}),
    }
    films: dict[str, tuple[bytes, set[str]]] = {
        "video: nothing": (b"", {"empty"}),
        "video: playlist": (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", {"format"}),
        "video: AVI": (b"RIFF\x24\0\0\0AVI LIST" + bytes(40), {"format"}),
        "video: torn": (mp4()[:-40], {"broken"}),
        "video: moov torn": (mp4()[:200], {"broken"}),
        "video: HEIC": (mp4(brand=b"heic"), {"format"}),
        "video: data elsewhere": (mp4(self_contained=False), {"format"}),
        "video: no data": (box(b"ftyp", b"isom", b"\0\0\0\0", b"isom") + box(b"moov"), {"broken"}),
    }
    yield from ((name, "pdf", "pdf", data, right) for name, (data, right) in pdfs.items())
    yield from ((name, "docx", "docx", data, right) for name, (data, right) in words.items())
    yield from ((name, "image", ending, data, right) for name, (ending, data, right) in images.items())
    yield from ((name, "video", "mp4", data, right) for name, (data, right) in films.items())


def _ole() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _owner_locked() -> bytes:
    """Return a PDF that opens without a password but is encrypted all the same."""
    from reportlab.lib.pdfencrypt import StandardEncryption  # noqa: PLC0415 - only this file needs it

    return pdf(encrypt=StandardEncryption("", ownerPassword="chu", canPrint=0))
