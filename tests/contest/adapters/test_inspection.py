"""Honest files of every kind are taken and shown without metadata; bad ones are refused with the right reason."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image

from contest.adapters import inspection
from contest.adapters.inspection import Inspection, inspect_file, judge
from contest.adapters.pictures import thumbnail
from contest.adapters.refusal import RefusedError
from tests import bad_files

BAD = list(bad_files.bad_files())


def verdict(tmp_path: Path, data: bytes, kind: str, ending: str) -> Inspection:
    """Return what the inspection says, in this process."""
    (tmp_path / "file").write_bytes(data)
    (tmp_path / "out").mkdir(exist_ok=True)
    try:
        return judge(tmp_path / "file", kind=kind, ending=ending, folder=tmp_path / "out")
    except RefusedError as refused:
        return Inspection(refused.code)


@pytest.mark.parametrize(("name", "kind", "ending", "data", "right"), BAD, ids=[item[0] for item in BAD])
def test_a_bad_file_is_refused(tmp_path: Path, name: str, kind: str, ending: str, data: bytes, right: set[str]) -> None:
    """Each bad file gets one of the reasons that are right for it."""
    assert verdict(tmp_path, data, kind, ending).refusal in right, name


def test_an_honest_pdf_is_drawn_page_by_page(tmp_path: Path) -> None:
    """Two pages become two WebP pictures 1000 pixels wide, with their text."""
    found = verdict(tmp_path, bad_files.pdf(2), "pdf", "pdf")
    assert (found.refusal, found.page_count, len(found.pictures)) == ("", 2, 2)
    first = found.pictures[0]
    assert (first.media_type, first.width, first.text) == ("image/webp", 1000, "May tach hat ngo 1")
    assert first.file.stat().st_size < 10_000
    with Image.open(io.BytesIO(thumbnail(first.file))) as small:
        assert small.format == "JPEG"
        assert small.width <= 240
        assert small.height <= 320


def test_honest_pdfs_are_not_refused(tmp_path: Path) -> None:
    """Object streams, a form to fill in, links to the web and long files are honest."""
    link = "/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://x.example/) >> >>]"
    for data in (bad_files.packed_pdf(""), bad_files.raw_pdf("/AcroForm << /Fields [] >>", page=link)):
        assert verdict(tmp_path, data, "pdf", "pdf").refusal == ""
    long = verdict(tmp_path, bad_files.pdf(33), "pdf", "pdf")
    assert (long.page_count, len(long.pictures)) == (33, 30)


def test_an_honest_word_file_is_set_anew(tmp_path: Path) -> None:
    """Text, table and picture of a Word file stand on its pages, its author's name does not."""
    found = verdict(tmp_path, bad_files.docx("Máy chạy bằng sức nước ≥ 5 l/s", picture=True), "docx", "docx")
    assert (found.refusal, found.page_count) == ("", 1)
    text = found.pictures[0].text
    assert "Tính mới" in text
    assert "Máy chạy bằng sức nước" in text
    assert "Năng suất | 120 kg/giờ" in " ".join(text.split())
    assert "Giàng A An" not in text


def test_a_word_file_with_a_link_is_not_refused(tmp_path: Path) -> None:
    """A hyperlink leads out of the file, but only when somebody clicks."""
    link = (
        b'<Relationship Id="rId99" TargetMode="External" Target="https://x.example/" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/></Relationships>'
    )
    data = bad_files.docx_with({bad_files.RELS: (b"</Relationships>", link)})
    assert verdict(tmp_path, data, "docx", "docx").refusal == ""


def test_a_photo_loses_what_it_hid_and_stands_upright(tmp_path: Path) -> None:
    """The served picture has no EXIF, no comment and nothing behind its end; a turned one is turned back."""
    data = bad_files.phone_photo()
    with Image.open(io.BytesIO(data)) as original:
        assert original.getexif().get_ifd(0x8825)[1] == "N"
        assert original.info["comment"].startswith(b"<?php")
    found = verdict(tmp_path, data, "image", "jpg")
    served = found.pictures[0].file.read_bytes()
    assert (found.pictures[0].width, found.pictures[0].height) == (300, 400)
    with Image.open(io.BytesIO(served)) as picture:
        assert dict(picture.getexif()) == {}
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(picture.info)
    for secret in (b"<?php", b"<script", b"Phone Maker", b"Exif"):
        assert secret in data
        assert secret not in served


@pytest.mark.parametrize(("kind", "ending"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_large_photos_are_made_smaller(tmp_path: Path, kind: str, ending: str) -> None:
    """No side of a served photo is longer than 1600 pixels."""
    found = verdict(tmp_path, bad_files.photo(kind, (2000, 1000)), "image", ending)
    assert (found.pictures[0].width, found.pictures[0].height) == (1600, 800)


def test_transparent_pictures_get_a_white_ground(tmp_path: Path) -> None:
    """A clear PNG is white afterwards, not black."""
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    found = verdict(tmp_path, out.getvalue(), "image", "png")
    with Image.open(found.pictures[0].file) as picture:
        assert min(picture.convert("RGB").getpixel((5, 5))) > 250


def test_a_video_keeps_its_length_and_loses_its_places(tmp_path: Path) -> None:
    """Place, name and dates are blanked, the sounds and pictures stay where they were."""
    data = bad_files.mp4()
    found = verdict(tmp_path, data, "video", "mp4")
    picture = found.pictures[0]
    served = picture.file.read_bytes()
    assert (found.refusal, picture.media_type, picture.width, picture.height) == ("", "video/mp4", 640, 360)
    assert len(served) == len(data)
    assert served[data.index(b"pictures and sounds") :] == data[data.index(b"pictures and sounds") :]
    for secret in (
        b"+22.8250",
        "Giàng A An".encode(),
        b"title of the film",
        b"udta",
        (3_800_000_000).to_bytes(4, "big"),
    ):
        assert secret in data
        assert secret not in served


def test_the_limited_process_says_the_same(tmp_path: Path) -> None:
    """Through the process of its own, an honest photo is ready and a flood is refused."""
    (tmp_path / "a").write_bytes(bad_files.phone_photo())
    (tmp_path / "b").write_bytes(bad_files.png_flood())
    found = inspect_file(tmp_path / "a", kind="image", ending="jpg", folder=tmp_path)
    assert (found.refusal, found.pictures[0].width) == ("", 300)
    assert found.pictures[0].file.is_file()
    assert inspect_file(tmp_path / "b", kind="image", ending="png", folder=tmp_path).refusal == "flood"


def test_a_hang_is_a_refusal(tmp_path: Path) -> None:
    """A process that takes too long is ended, and the file refused as too slow."""
    (tmp_path / "a").write_bytes(bad_files.pdf())
    assert inspect_file(tmp_path / "a", kind="pdf", ending="pdf", folder=tmp_path, wall=0.02).refusal == "slow"


def test_a_crash_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that dies without an answer leaves a refusal, never an exception."""
    monkeypatch.setattr(inspection.sys, "executable", "/bin/false")
    (tmp_path / "a").write_bytes(bad_files.pdf())
    assert inspect_file(tmp_path / "a", kind="pdf", ending="pdf", folder=tmp_path) == Inspection("flood")


def test_a_bomb_in_a_picture_is_stopped_by_the_limits(tmp_path: Path) -> None:
    """A page that would need 40 GB of pixels is drawn at most 3000 pixels high."""
    data = bad_files.raw_pdf().replace(b"[0 0 300 300]", b"[0 0 9 140]  ")
    found = verdict(tmp_path, data, "pdf", "pdf")
    assert found.pictures[0].height <= 3000
    assert os.path.getsize(found.pictures[0].file) < 50_000
