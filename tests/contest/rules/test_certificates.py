"""Check the words, numbers and codes of certificates."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules.certificate_binding import NBSP, bind
from contest.rules.certificates import (
    CertificateWords,
    Paper,
    Recipient,
    decision_label,
    group_code,
    holder_first,
    lead_for,
    new_code,
    normalise_code,
    place_and_date,
    printed_name,
    problems_in,
    register_label,
    unquoted,
    words_for_entry_award,
    words_for_honour,
)

PAPER = Paper(
    template="giay-chung-nhan",
    issuer="Ban tổ chức Hội thi Sáng tạo kỹ thuật tỉnh Tuyên Quang",
    kind="Giấy chứng nhận",
    contest="Hội thi Sáng tạo kỹ thuật tỉnh Tuyên Quang lần thứ I (2025 – 2026)",
    decision_no="125/QĐ-BTCHT",
    decision_date=date(2026, 11, 18),
    place="Tuyên Quang",
    day=date(2026, 2, 5),
    capacity="TM. BAN TỔ CHỨC",
    position="TRƯỞNG BAN",
    signer="Nguyễn Thị Hồng Phượng",
)


def entry_award(**changes: object) -> CertificateWords:
    words = words_for_entry_award(
        PAPER,
        award="Giải Nhất",
        field="Nông lâm ngư nghiệp",
        title="“Máy tách hạt tam giác mạch”",
        authors=[Recipient("Sùng Mí Dính", "ong")],
        unit="Trường THPT Đồng Văn",
        register_no=register_label(2026, 12),
        code=new_code(1 << 79),
    )
    return replace(words, **changes)


@given(st.integers(min_value=0, max_value=2**80 - 1))
def test_a_code_survives_printing_and_typing(bits: int) -> None:
    code = new_code(bits)
    assert len(code) == 16
    assert not set(code) & set("ILOU")
    assert normalise_code(group_code(code)) == code
    assert normalise_code(f" {group_code(code).lower().replace('-', ' ')} ") == code


def test_different_bits_give_different_codes() -> None:
    assert len({new_code(1 << bit) for bit in range(80)}) == 80
    assert new_code(0) == "0" * 16
    assert new_code(2**80 - 1) == "Z" * 16
    with pytest.raises(ValueError, match="80 bits"):
        new_code(2**80)


def test_letters_taken_for_digits_are_read_as_digits() -> None:
    assert normalise_code("k7qd-3mxw-9rta-oOiL") == "K7QD3MXW9RTA0011"


@pytest.mark.parametrize(
    "text", ["", "K7QD", "K7QD-3MXW-9RTA-000U", "K7QD-3MXW-9RTA-00001", "<script>", "K7QD3MXW9RTA00Đ1"]
)
def test_what_can_be_no_code_is_none(text: str) -> None:
    assert normalise_code(text) is None


def test_group_code_and_register_label() -> None:
    assert group_code("K7QD3MXW9RTA0001") == "K7QD-3MXW-9RTA-0001"
    assert group_code("") == ""
    assert register_label(2026, 12) == "2026/0012"
    assert register_label(2026, 12345) == "2026/12345"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"recipient": "person", "salutation": "ong"}, "Chứng nhận Ông"),
        ({"recipient": "person", "salutation": "ba"}, "Chứng nhận Bà"),
        ({"recipient": "person", "salutation": "ba", "minors": 1}, "Chứng nhận em"),
        ({"recipient": "person"}, "Chứng nhận Ông/Bà"),
        ({"recipient": "group", "count": 2, "minors": 2}, "Chứng nhận các em"),
        ({"recipient": "group", "count": 3, "minors": 2}, "Chứng nhận nhóm tác giả"),
        ({"recipient": "group", "count": 5}, "Chứng nhận nhóm tác giả"),
        ({"recipient": "group", "count": 1, "salutation": "ong"}, "Chứng nhận Ông"),
        ({"recipient": "collective"}, "Chứng nhận tập thể"),
        ({"recipient": "collective", "verb": ""}, "Tập thể"),
        ({"recipient": "person", "minors": 1, "verb": ""}, "Em"),
    ],
)
def test_lead(arguments: dict[str, object], expected: str) -> None:
    assert lead_for(**arguments) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("Hội thi tỉnh Tuyên Quang lần thứ I", "Hội_thi tỉnh_Tuyên_Quang lần_thứ_I"),
        ("ngày 20 tháng 11 năm 2026", "ngày_20 tháng_11 năm_2026"),
        ("tại Cao nguyên đá Đồng Văn", "tại Cao_nguyên_đá_Đồng_Văn"),
        ("lớp 11A2, Trường THPT Yên Minh", "lớp_11A2, Trường THPT Yên_Minh"),
        ("cho cây cam sành ở xã Hàm Yên", "cho cây_cam_sành ở xã_Hàm_Yên"),
        ("(2025 – 2026)", "(2025_–_2026)"),
        ("hướng dẫn thanh thiếu niên", "hướng_dẫn thanh_thiếu_niên"),
        ("rất nhiều người", "rất nhiều người"),
    ],
)
def test_bind_keeps_names_and_numbers_together(text: str, bound: str) -> None:
    assert bind(text).replace(NBSP, "_") == bound
    assert bind(text).replace(NBSP, " ") == text


def test_date_and_decision_follow_the_official_form() -> None:
    assert (
        place_and_date("Tuyên Quang", date(2026, 2, 5)).replace(NBSP, " ") == "Tuyên Quang, ngày 05 tháng 02 năm 2026"
    )
    assert place_and_date("Tuyên Quang", date(2026, 11, 20)).endswith(f"tháng{NBSP}11 năm{NBSP}2026")
    assert decision_label("125/QĐ-BTCHT", date(2026, 11, 18)) == f"125/QĐ-BTCHT ngày{NBSP}18/11/2026"
    assert decision_label("", date(2026, 11, 18)) == ""


@pytest.mark.parametrize("sign", ["'", "ʼ", "’", "‘", "`"])
def test_the_apostrophe_of_highland_names_is_one_in_print(sign: str) -> None:
    assert printed_name(f" H{sign}Mai  Êban ") == "H’Mai Êban"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("“Máy gặt”", "Máy gặt"),
        ('"Máy gặt"', "Máy gặt"),
        ("Máy gặt “Sao Mai”", "Máy gặt “Sao Mai”"),
        ("“Sao Mai” và “Sao Hôm”", "“Sao Mai” và “Sao Hôm”"),
    ],
)
def test_only_the_outer_quotation_marks_go(title: str, expected: str) -> None:
    assert unquoted(title) == expected


def test_words_of_an_entry_award() -> None:
    words = entry_award()
    assert words.issuer.replace(NBSP, " ") == "BAN TỔ CHỨC HỘI THI SÁNG TẠO KỸ THUẬT TỈNH TUYÊN QUANG"
    assert (words.kind, words.award, words.lead) == ("GIẤY CHỨNG NHẬN", "GIẢI NHẤT", "Chứng nhận Ông")
    assert words.names == ("Sùng Mí Dính",)
    assert words.work.replace(NBSP, " ") == "Máy tách hạt tam giác mạch"
    assert words.place_date.replace(NBSP, " ") == "Tuyên Quang, ngày 05 tháng 02 năm 2026"
    assert words.register_no == "2026/0012"
    assert not words.work_is_merit
    assert problems_in(words, issued=True) == []


def test_pupils_are_addressed_as_pupils() -> None:
    pupils = [Recipient("Vàng Thị Mai", "em", minor=True), Recipient("Nguyễn Gia Bảo", "em", minor=True)]
    words = words_for_entry_award(PAPER, award="Giải Nhì", field="", title="Cối xay", authors=pupils, unit="")
    assert words.lead == "Chứng nhận các em"
    assert words.names == ("Vàng Thị Mai", "Nguyễn Gia Bảo")


def test_words_of_an_honour_without_an_entry() -> None:
    paper = replace(PAPER, template="giay-khen", kind="Giấy khen", contest="", capacity="", position="CHỦ TỊCH")
    merit = "Đã có thành tích xuất sắc trong Hội thi"
    words = words_for_honour(paper, recipient="collective", names=[Recipient("Trường THPT Yên Minh")], merit=merit)
    assert words.lead == "Tập thể"
    assert words.work_is_merit
    assert words.work.replace(NBSP, " ") == merit
    assert problems_in(words) == []


def test_each_member_gets_a_copy_that_names_the_holder_first() -> None:
    words = entry_award(names=("Một", "Hai", "Ba"))
    assert holder_first(words, 0) == words
    assert holder_first(words, 2).names == ("Ba", "Một", "Hai")


def test_names_typed_in_nfd_become_nfc() -> None:
    typed = unicodedata.normalize("NFD", "Nguyễn Ưỡng")
    words = words_for_entry_award(PAPER, award="A", field="", title="B", authors=[Recipient(typed)], unit="")
    assert words.names == ("Nguyễn Ưỡng",)


def test_missing_texts_are_named() -> None:
    words = entry_award(signer=" ", names=("An", ""), award="", work="")
    assert [problem.field for problem in problems_in(words)] == ["signer", "names", "award"]


def test_numbers_are_needed_only_when_issued() -> None:
    words = entry_award(register_no="", code="", decision="")
    assert problems_in(words) == []
    assert [problem.field for problem in problems_in(words, issued=True)] == ["decision", "register_no", "code"]


def test_a_code_that_is_none_is_refused() -> None:
    assert [problem.field for problem in problems_in(entry_award(code="K7QD-3MXW-9RTA-0001"))] == ["code"]


@pytest.mark.parametrize("bad", ["\u202e", "\u200b", "\ufeff", "\n", "\x07", "\ud800"])
def test_invisible_characters_are_named_with_their_place(bad: str) -> None:
    (problem,) = problems_in(entry_award(names=("Sùng Mí Dính", f"An{bad}Bình")))
    assert problem.field == "names-1"
    assert f"U+{ord(bad):04X}" in str(problem)
