"""The made files are real PDF, Word and JPEG files that show the texts, repeat exactly and name nobody."""

import io
import zipfile

import pypdfium2
import pytest
from docx import Document
from PIL import Image

from contest.adapters.demo_files import demo_docx, demo_pdf, demo_photo
from contest.adapters.demo_photo import sketch_of
from contest.adapters.demo_words import EntryDraft, entry_drafts


@pytest.fixture(scope="module")
def draft() -> EntryDraft:
    return entry_drafts("stkt", 1, 9)[0]


def page_texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


@pytest.mark.parametrize("contest", ["stkt", "youth"])
def test_pdf_has_two_or_three_pages_with_every_text(contest: str) -> None:
    for number, draft in enumerate(entry_drafts(contest, 12, 9)):
        pages = page_texts(demo_pdf(draft.title, draft.sections, seed=number))
        whole = " ".join(pages).replace("\u00a0", " ")
        assert len(pages) in (2, 3)
        assert "Độc lập - Tự do - Hạnh phúc" in pages[0]
        assert "PHỤ LỤC" in pages[-1]
        for text in draft.sections.values():
            assert " ".join(text.split()[:4]) in whole


def test_pdf_of_long_texts_goes_on_over_pages(draft: EntryDraft) -> None:
    long = {code: " ".join([text] * 12) for code, text in draft.sections.items()}
    pages = page_texts(demo_pdf(draft.title, long, seed=1))
    assert len(pages) > 6
    assert [page.split()[0] for page in pages[1:]] == [str(number) for number in range(2, len(pages) + 1)]


def test_pdf_names_nobody_and_is_neutral(draft: EntryDraft) -> None:
    pdf = demo_pdf(draft.title, draft.sections, seed=1)
    document = pypdfium2.PdfDocument(pdf)
    about = document.get_metadata_dict()
    document.close()
    assert about["Title"] == draft.title
    assert (about["Author"], about["Creator"]) == ("", "")
    assert all(author.full_name not in " ".join(page_texts(pdf)) for author in draft.authors)


def test_pdf_shows_signs_of_markup_as_they_are() -> None:
    pages = page_texts(demo_pdf("Đo <b>nhiệt</b> & ẩm", {"Mục riêng": "Khi t < 5 & h > 80 thì báo."}, seed=2))
    assert "Đo <b>nhiệt</b> & ẩm" in pages[0]
    assert "1. Mục riêng" in pages[0]
    assert "Khi t < 5 & h > 80 thì báo." in pages[0]


def test_word_file_holds_the_texts_and_a_fixed_time(draft: EntryDraft) -> None:
    package = demo_docx(draft.title, draft.sections)
    document = Document(io.BytesIO(package))
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert draft.title in lines
    assert set(draft.sections.values()) <= set(lines)
    assert (document.core_properties.author, document.core_properties.last_modified_by) == ("", "")
    with zipfile.ZipFile(io.BytesIO(package)) as members:
        assert {member.date_time for member in members.infolist()} == {(2026, 1, 1, 8, 0, 0)}


def test_photo_is_a_plain_picture_of_its_size(draft: EntryDraft) -> None:
    for seed in range(4):
        made = demo_photo(draft.title, seed)
        with Image.open(io.BytesIO(made)) as picture:
            assert (picture.format, picture.size) == ("JPEG", (1200, 800))
            assert not picture.getexif()
        assert 40_000 <= len(made) <= 130_000


def test_files_repeat_exactly_and_photos_differ_by_seed(draft: EntryDraft) -> None:
    assert demo_pdf(draft.title, draft.sections, seed=3) == demo_pdf(draft.title, draft.sections, seed=3)
    assert demo_docx(draft.title, draft.sections) == demo_docx(draft.title, draft.sections)
    assert demo_photo(draft.title, 1) == demo_photo(draft.title, 1)
    assert len({demo_photo(draft.title, seed) for seed in range(3)}) == 3


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Máy tẽ ngô ba mảnh gùi được lên nương", "machine"),
        ("Trạm cảnh báo sớm sạt lở đất", "mast"),
        ("Bể lọc chậm nước suối", "tank"),
        ("Phần mềm thư viện bán trú", "screen"),
        ("Lò sấy nông sản", "dryer"),
        ("Xe ray đơn leo dốc chở nông sản", "cart"),
    ],
)
def test_sketch_suits_the_title(title: str, kind: str) -> None:
    assert sketch_of(title, 0)["kind"] == kind
