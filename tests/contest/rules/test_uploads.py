"""Slots take what they say, and each way to be wrong has its own sentence with advice."""

import pytest

from contest.rules.uploads import (
    EMPTY,
    KINDS,
    MEGABYTE,
    MOST_FILES,
    NO_NAME,
    NO_SLOT,
    NONE_CHOSEN,
    OLD_WORD,
    PHONE_PHOTO,
    REFUSALS,
    TOO_BIG,
    TOO_MANY,
    TOO_MANY_EVER,
    WRONG_TYPE,
    SlotFacts,
    clean_name,
    endings_of,
    kind_of,
    problems_in_choice,
    problems_in_size,
)

PAPER = SlotFacts(("pdf", "docx"), max_files=2, max_megabytes=1)
PHOTOS = SlotFacts(("image",), max_files=6, max_megabytes=10)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("ban-mo-ta.pdf", "ban-mo-ta.pdf"),
        ("Bản mô tả.PDF", "Bản mô tả.PDF"),
        ("Ba\u0309n.pdf", "Bản.pdf"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("C:\\Users\\An\\b.pdf", "b.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("a\0b\r\nc.pdf", "ab c.pdf"),
        ('a"<b>:|?*.pdf', "ab.pdf"),
        ("-rf.pdf", "rf.pdf"),
        (" . hidden.pdf", "hidden.pdf"),
        ("x" * 4000 + ".docx", "x" * 115 + ".docx"),
        ("CON", "CON"),
        ("a.tar.gz", "a.tar.gz"),
        (".pdf", ""),
        ("...", ""),
        ("\ud800.pdf", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_name_is_shown_clean(sent: str | None, shown: str) -> None:
    """A name loses paths, control and bidi characters and its excess length, but keeps its ending."""
    assert clean_name(sent) == shown
    assert len(clean_name(sent)) <= 120


def test_a_kind_is_known_by_its_ending() -> None:
    """Endings decide without regard to case; an unknown one has no kind."""
    kinds = {
        name: kind_of(name) for name in ("a.PDF", "a.docx", "a.jpeg", "a.mov", "a.docm", "a.svg", "a.pdf.exe", "pdf")
    }
    assert kinds == {
        "a.PDF": "pdf",
        "a.docx": "docx",
        "a.jpeg": "image",
        "a.mov": "video",
        "a.docm": "",
        "a.svg": "",
        "a.pdf.exe": "",
        "pdf": "",
    }
    assert endings_of(KINDS) == [".pdf", ".docx", ".jpg", ".jpeg", ".png", ".webp", ".mp4", ".mov"]


@pytest.mark.parametrize(
    ("slot", "names", "messages"),
    [
        (PAPER, ["a.pdf", "b.docx"], []),
        (PHOTOS, ["a.JPG"], []),
        (PAPER, [], [NONE_CHOSEN]),
        (None, ["a.pdf"], [NO_SLOT]),
        (PAPER, ["a.pdf", "b.pdf", "c.pdf"], [TOO_MANY]),
        (SlotFacts(("pdf",), 2, 1, taken=2), ["a.pdf"], [TOO_MANY]),
        (SlotFacts(("pdf",), 2, 1, ever=MOST_FILES), ["a.pdf"], [TOO_MANY_EVER]),
        (PAPER, ["a.exe", "b.svg"], [WRONG_TYPE, WRONG_TYPE]),
        (PAPER, ["a.doc"], [OLD_WORD]),
        (PHOTOS, ["IMG_1.HEIC"], [PHONE_PHOTO]),
        (PHOTOS, ["a.pdf"], [WRONG_TYPE]),
        (PAPER, [".pdf"], [NO_NAME]),
    ],
)
def test_a_choice_is_judged_before_a_byte_is_kept(
    slot: SlotFacts | None, names: list[str], messages: list[str]
) -> None:
    """Wrong number, wrong kind and unusable names are told apart."""
    found = problems_in_choice(slot, names, field="files")
    assert [problem.message for problem in found] == messages
    assert all(problem.field == "files" for problem in found)


@pytest.mark.parametrize(
    ("size", "messages"),
    [(0, [EMPTY]), (1, []), (MEGABYTE, []), (MEGABYTE + 1, [TOO_BIG])],
)
def test_a_size_fits_to_the_byte(size: int, messages: list[str]) -> None:
    """Nothing is empty, one byte is enough, the limit fits and a byte more does not."""
    found = problems_in_size(PAPER, "a.pdf", size)
    assert [problem.message for problem in found] == messages
    assert all("a.pdf" in str(problem) for problem in found)


def test_every_sentence_is_its_own_and_says_what_to_do() -> None:
    """No two errors share words, none has an unfilled place, and each one gives advice."""
    sentences = [NONE_CHOSEN, WRONG_TYPE, TOO_BIG, EMPTY, TOO_MANY, NO_NAME, OLD_WORD, PHONE_PHOTO, *REFUSALS.values()]
    assert len(set(sentences)) == len(sentences)
    assert all("ãy " in sentence for sentence in sentences)
    assert not any("%(" in sentence for sentence in REFUSALS.values())
