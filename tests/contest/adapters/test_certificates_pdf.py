"""Check printed certificates: what they say, what a phone reads, what the archive standard asks, what is refused."""

import io
import os
import random
import subprocess
import sys
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import page
import pytest
import zxingcpp
from PIL import Image

from contest.adapters.certificate_fonts import face
from contest.adapters.certificate_qr import certificate_qr, qr_rows
from contest.adapters.certificate_text import width, wrap
from contest.adapters.certificates_pdf import TEMPLATES, preflight, render_batch, render_single
from contest.rules.certificates import (
    CertificateWords,
    Paper,
    Recipient,
    group_code,
    new_code,
    register_label,
    words_for_entry_award,
    words_for_honour,
)
from contest.rules.problems import RuleError

URL = "https://example.vn/x/"
DAY = date(2026, 11, 20)
PAPER = Paper(
    template="giay-chung-nhan",
    issuer="Ban tổ chức Hội thi Sáng tạo kỹ thuật tỉnh Tuyên Quang",
    kind="Giấy chứng nhận",
    contest="Hội thi Sáng tạo kỹ thuật tỉnh Tuyên Quang lần thứ I (2025 – 2026)",
    decision_no="125/QĐ-BTCHT",
    decision_date=date(2026, 11, 18),
    place="Tuyên Quang",
    day=DAY,
    capacity="TM. BAN TỔ CHỨC",
    position="TRƯỞNG BAN",
    signer="Nguyễn Thị Hồng Phượng",
)
LETTERS = [
    unicodedata.normalize("NFC", base + tone)
    for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
] + ["đ", "Đ"]
HIGHLAND = ("H’Mai Êban", "Y Ŏi Mlô", "H’Ƀlŭ Niê", "Ê\u0306ban Rơ\u0306 Chăm", "K’Brĕo", "Sùng Mí Č")


def award(authors: tuple[str, ...] = ("Sùng Mí Dính",), *, number: int = 12, **changes: object) -> CertificateWords:
    words = words_for_entry_award(
        PAPER,
        award="Giải Khuyến khích",
        field="Cơ khí tự động hóa, xây dựng, giao thông vận tải",
        title="Máy tách hạt tam giác mạch công suất nhỏ dùng trong hộ gia đình vùng cao",
        authors=[Recipient(name) for name in authors],
        unit="Trường PTDT Nội trú THCS và THPT Yên Minh",
        register_no=register_label(2026, number),
        code=new_code(random.Random(number).getrandbits(80)),
    )
    return replace(words, **changes)


def honour() -> CertificateWords:
    paper = replace(PAPER, template="giay-khen", kind="Giấy khen", contest="", capacity="", position="CHỦ TỊCH")
    return words_for_honour(
        paper,
        recipient="collective",
        names=[Recipient("Trường Phổ thông Dân tộc bán trú Tiểu học và Trung học cơ sở Lũng Cú")],
        merit="Đã có thành tích xuất sắc trong Hội thi Sáng tạo kỹ thuật tỉnh Tuyên Quang lần thứ I (2025 – 2026)",
        register_no="2026/0099",
        code="K7QD3MXW9RTA0001",
    )


def batch(items: list[CertificateWords], *, draft: bool = False) -> bytes:
    out = io.BytesIO()
    assert render_batch(items, out, verify_url=URL, title="Lô thử", issued=DAY, draft=draft) == len(items)
    return out.getvalue()


def pages_of(data: bytes, folder: Path) -> list[str]:
    """Return the text of each page with its white space folded."""
    file = folder / "text.pdf"
    file.write_bytes(data)
    text = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, check=True).stdout.decode()
    return [" ".join(sheet.split()) for sheet in text.split("\f")[:-1]]


def read_codes(data: bytes, folder: Path) -> list[str]:
    """Return what a reader sees on each page, rendered as coarsely as a poor print."""
    file = folder / "codes.pdf"
    file.write_bytes(data)
    subprocess.run(["pdftoppm", "-r", "110", "-gray", file, folder / "sheet"], check=True)
    found = []
    for picture in sorted(folder.glob("sheet*.pgm")):
        with Image.open(picture) as image:
            found.append("|".join(code.text for code in zxingcpp.read_barcodes(image)))
    return found


def printed(words: CertificateWords) -> list[str]:
    """Return every text that must be read on the page."""
    texts = [words.issuer, words.kind, words.lead, words.unit, words.award, words.work, words.contest, words.decision]
    texts += [words.register_no, group_code(words.code), words.place_date, words.capacity, words.position, words.signer]
    return [unicodedata.normalize("NFC", text).replace("\u00a0", " ") for text in (*texts, *words.names) if text]


@pytest.mark.poppler
def test_the_text_of_the_file_is_the_text_of_the_register(tmp_path: Path) -> None:
    draw = random.Random(2026)
    items = []
    for number in range(60):
        names = tuple(
            " ".join(
                "".join(draw.choices(LETTERS, k=draw.randint(2, 6))).capitalize() for _ in range(draw.randint(2, 4))
            )
            for _ in range(draw.choice((1, 1, 2, 3, 5, 9)))
        )
        if number % 3 == 0:
            names = (draw.choice(HIGHLAND), *names)
        items.append(award(names, number=number + 1))
    for words, text in zip(items, pages_of(batch(items), tmp_path), strict=True):
        assert [part for part in printed(words) if part not in text] == []
        assert f"Lĩnh vực: {words.field}".replace("\u00a0", " ") in text
        assert f"“{words.work}”".replace("\u00a0", " ") in text


@pytest.mark.poppler
def test_a_single_paper_reads_in_the_order_of_the_page(tmp_path: Path) -> None:
    (text,) = pages_of(render_single(award(), verify_url=URL, issued=DAY), tmp_path)
    places = [text.index(part) for part in ("CỘNG HÒA", "GIẤY CHỨNG NHẬN", "Sùng Mí Dính", "TRƯỞNG BAN", "Số vào sổ")]
    assert places == sorted(places)


@pytest.mark.poppler
def test_letters_typed_apart_are_printed_together(tmp_path: Path) -> None:
    apart = award(
        (unicodedata.normalize("NFD", "Nguyễn Ưỡng"),), work=unicodedata.normalize("NFD", "Cối nước ở Đồng Văn")
    )
    assert preflight(apart) == []
    (text,) = pages_of(batch([apart]), tmp_path)
    assert "Nguyễn Ưỡng" in text
    assert "“Cối nước ở Đồng Văn”" in text


@pytest.mark.poppler
def test_a_phone_reads_the_code_of_every_template(tmp_path: Path) -> None:
    items = [award(number=number + 1, template=name) for number, name in enumerate(TEMPLATES)]
    items.append(award(code=""))
    expected = [f"HTTPS://EXAMPLE.VN/X/{words.code}" if words.code else "" for words in items]
    assert read_codes(batch(items), tmp_path) == expected


@pytest.mark.parametrize(
    "prefix", ["https://example.vn/x/", "https://example.vn/xy/", "https://sangtao.tuyenquang.gov.vn/x/"]
)
def test_the_tables_make_the_symbol_that_the_encoder_makes(prefix: str) -> None:
    draw = random.Random(prefix)
    for _ in range(25):
        text, side, rows = certificate_qr(prefix, new_code(draw.getrandbits(80)))
        assert (side, rows) == qr_rows(text)


def test_an_address_with_other_characters_keeps_its_case() -> None:
    text, side, rows = certificate_qr("https://example.vn/kiem_tra?m=", "K7QD3MXW9RTA0001")
    assert text == "https://example.vn/kiem_tra?m=K7QD3MXW9RTA0001"
    assert (side, rows) == qr_rows(text)


def test_the_same_words_give_the_same_bytes(tmp_path: Path) -> None:
    program = (
        "import sys, io, runpy; sys.path.insert(0, '.')\n"
        f"m = runpy.run_path({str(Path(__file__))!r})\n"
        "sys.stdout.buffer.write(m['batch']([m['award'](), m['honour']()]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Apia", "LC_ALL": "C"}
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment,
                           cwd=Path(__file__).resolve().parents[3])  # fmt: skip
    assert other.stdout == batch([award(), honour()])
    one, two = (render_single(award(), verify_url=URL, issued=DAY) for _ in range(2))
    assert one == two


def test_a_batch_follows_the_archive_standard(tmp_path: Path) -> None:
    data = batch([award(number=1), award(HIGHLAND), honour(), award(template="giay-chung-nhan-thieu-nhi")])
    report = page.validate_pdf_bytes(data, profile="2b")
    assert report.is_compliant, [str(failure) for failure in report.failures]


@pytest.mark.parametrize("profile", ["2a", "ua1"])
@pytest.mark.parametrize(
    "words", [award(), award(HIGHLAND), honour(), award(code="")], ids=["one", "highland", "honour", "bare"]
)
def test_a_single_paper_is_accessible(words: CertificateWords, profile: str) -> None:
    report = page.validate_pdf_bytes(render_single(words, verify_url=URL, issued=DAY), profile=profile)
    assert report.is_compliant, [str(failure) for failure in report.failures]


@pytest.mark.poppler
@pytest.mark.parametrize("hostile", ['<img src="/etc/passwd">', "</para><b>An</b>", "An (Bình\\) %s {x}", "&lt;An&gt;"])
def test_markup_in_a_name_is_only_an_ugly_name(hostile: str, tmp_path: Path) -> None:
    words = award((hostile,))
    assert preflight(words) == []
    (text,) = pages_of(render_single(words, verify_url=URL, issued=DAY), tmp_path)
    assert hostile in text


@pytest.mark.parametrize(
    ("name", "codes"),
    [("Lan 🎉", ["U+1F389"]), ("阮氏 Lan", ["U+962E", "U+6C0F"]), ("An\u202eBình", ["U+202E"]), ("ก An", ["U+0E01"])],
)
def test_preflight_names_the_character(name: str, codes: list[str]) -> None:
    problems = preflight(award(names=("Sùng Mí Dính", name)))
    assert [problem.values["code"] for problem in problems] == codes
    assert {problem.field for problem in problems} == {"names-1"}


@pytest.mark.parametrize(
    "part", ["unit", "award", "field", "work", "contest", "decision", "capacity", "signer", "issuer"]
)
def test_preflight_looks_at_every_text(part: str) -> None:
    (problem,) = preflight(award(**{part: "Lan 阮"}))
    assert (problem.field, problem.values["char"]) == (part, "阮")


def test_a_letter_that_no_font_draws_stops_the_press() -> None:
    with pytest.raises(RuleError, match="阮"):
        batch([award(("阮 Lan",))])


def test_twelve_authors_a_long_school_and_a_long_title_fit() -> None:
    names = tuple(f"Nguyễn Hoàng Phương {letter}ương Ẩn" for letter in "BCDGHKLMNPRT")
    unit = "Trường Tiểu học, Trung học cơ sở và Trung học phổ thông Dân tộc nội trú Đồng Văn, xã Đồng Văn, tỉnh Tuyên "
    unit += "Quang và Trung tâm Ứng dụng Khoa học Công nghệ"
    title = "Nghiên cứu, thiết kế và chế tạo hệ thống giám sát, cảnh báo sớm cháy rừng đa tầng sử dụng cảm biến LoRa, "
    title += (
        "máy bay không người lái và trí tuệ nhân tạo tại Cao nguyên đá Đồng Văn, kết hợp bản đồ số phục vụ công tác "
    )
    title += "phòng cháy và chữa cháy rừng"
    assert len(unit) >= 150
    assert len(title) >= 240
    words = award(names, unit=unit, work=title)
    assert preflight(words, issued=True) == []
    assert preflight(replace(words, template="giay-chung-nhan-thieu-nhi"), issued=True) == []


def test_a_name_of_a_hundred_letters_is_wrapped() -> None:
    name = "Trường Phổ thông Dân tộc Nội trú Trung học cơ sở và Trung học phổ thông liên xã Hoàng Su Phì và Xín Mần"
    assert preflight(award((name,))) == []


@pytest.mark.parametrize("part", ["work", "unit", "lead", "signer", "issuer", "position", "kind", "decision"])
def test_what_cannot_fit_is_refused_with_its_text(part: str) -> None:
    words = award(**{part: "rất dài " * 90})
    (problem,) = preflight(words)
    assert "does not fit" in problem.message
    assert problem.field == part
    with pytest.raises(RuleError):
        batch([words])


def test_an_unknown_template_is_refused() -> None:
    (problem,) = preflight(award(template="bang-khen"))
    assert problem.field == "template"


def test_an_empty_batch_is_refused() -> None:
    with pytest.raises(ValueError, match="no certificate"):
        batch([])


@pytest.mark.poppler
def test_a_draft_says_so(tmp_path: Path) -> None:
    words = award(code="", register_no="")
    assert "BẢN NHÁP" in pages_of(batch([words], draft=True), tmp_path)[0]
    assert "BẢN NHÁP" not in pages_of(batch([words]), tmp_path)[0]


def test_a_batch_that_fails_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(RuleError):
        render_batch([award(), award(("阮",))], tmp_path / "lo.pdf", verify_url=URL, title="Lô thử", issued=DAY)
    assert list(tmp_path.iterdir()) == []


def test_a_batch_goes_to_a_file_in_the_given_order(tmp_path: Path) -> None:
    items = [award(number=number) for number in (3, 1, 2)]
    out = tmp_path / "lo.pdf"
    assert render_batch(iter(items), out, verify_url=URL, title="Lô thử", issued=DAY) == 3
    assert out.read_bytes() == batch(items)
    assert out.read_bytes() != batch(items[::-1])


@pytest.mark.parametrize(
    "name",
    ["serif", "serif-bold", "serif-italic", "serif-bold-italic", "display", "display-extra", "sans", "sans-semi"],
)
def test_every_face_draws_the_vietnamese_letters(name: str) -> None:
    assert face(name).covers("".join(LETTERS) + "0123456789«»–“”’…·")


def test_a_word_that_a_face_lacks_is_drawn_whole_by_its_stand_in() -> None:
    assert not face("display").covers("Ƀlŭ")
    assert face("display").shape("Ƀlŭ").face is face("serif-bold")
    assert face("display").shape("Niê").face is face("display")


def test_lines_are_balanced_and_names_stay_whole() -> None:
    names = ["Nguyễn Thị Ánh Tuyết", "Sùng Mí Dính", "Bàn Văn Dắt", "Đặng Hữu Ưng", "Lê Hoàng Bảo Quỳnh", "Trần Ỷ Vỹ"]

    def measure(text: str) -> float:
        return width("display", text, 20)

    lines = wrap(names, measure, measure(" · ".join(names)) * 0.8, " · ")
    assert lines is not None
    assert " · ".join(lines) == " · ".join(names)
    assert len(lines) == 2
    assert max(map(measure, lines)) < 1.25 * min(map(measure, lines))
    assert wrap(names, measure, 20, " · ") is None
