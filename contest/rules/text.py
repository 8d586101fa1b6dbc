"""Vietnamese text: normal form, search key, sort key, numbers and dates."""

import re
import unicodedata
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Years that a typed date may have; beyond the calendar's ends no time zone can be told."""

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_BASE = {letter: number + 1 for number, letter in enumerate(_ALPHABET)}
_TONE = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền hỏi ngã sắc nặng
_MODIFIER = {"\u0302", "\u0306", "\u031b"}
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ Nhật")


def clean(text: str | None) -> str:
    """Return text in NFC, without control or bidi characters, spaces folded and ends trimmed (one line)."""
    return " ".join(_printable(text or "").split())


def clean_lines(text: str | None) -> str:
    """Return text in NFC with its line breaks kept, other control characters dropped, ends trimmed."""
    lines = unicodedata.normalize("NFC", text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_printable(line).rstrip() for line in lines).strip()


def _printable(text: str) -> str:
    """Drop control, format (bidi, zero-width) and surrogate characters; a tab becomes a space."""
    kept = (" " if c == "\t" or c == "\n" else c for c in unicodedata.normalize("NFC", text))
    return "".join(c for c in kept if unicodedata.category(c) not in ("Cc", "Cf", "Cs") or c == "\u200d")


def fold(text: str | None) -> str:
    """Return the search key: lower case, no diacritics, đ as d (``Đồng Văn`` -> ``dong van``)."""
    parts = unicodedata.normalize("NFD", (text or "").casefold())
    return "".join(c for c in parts if not unicodedata.combining(c)).replace("đ", "d")


def vi_key(text: str | None) -> bytes:
    """Return bytes that sort as the Vietnamese alphabet does (letters, then tones, then case).

    The order equals ICU ``vi`` (experience.md, appendix); fixed-width fields make byte order equal key order:
    three bytes a letter, a zero byte, one byte a tone, a zero byte, one byte a case.
    """
    primary: list[str] = []
    tones: list[int] = []
    cases: list[int] = []
    for char in unicodedata.normalize("NFD", text or ""):
        if char in _TONE:
            if tones:
                tones[-1] = _TONE[char]
        elif char in _MODIFIER and primary:
            one = unicodedata.normalize("NFC", primary[-1] + char)
            if len(one) == 1:
                primary[-1] = one
        elif not unicodedata.combining(char):
            primary.append(char.lower()[:1])
            tones.append(0)
            cases.append(int(char.isupper()))
    letters = b"".join(_letter(char) for char in primary)
    return letters + b"\0\0\0" + bytes(t + 1 for t in tones) + b"\0" + bytes(c + 1 for c in cases)


def _letter(char: str) -> bytes:
    """Return three bytes: the class of the character (space, sign, digit, letter) and its number in it."""
    if char in _BASE:
        return bytes((4, 0, _BASE[char]))
    if char.isdecimal():
        return bytes((3, 0, int(char)))
    if char.isspace():
        return bytes((1, 0, 0))
    return bytes((2, *min(ord(char), 0xFFFF).to_bytes(2, "big")))


def person_key(full_name: str | None) -> bytes:
    """Return the sort key of a person: given name (last word), then family name, then middle names."""
    words = clean(full_name).split()
    if not words:
        return b""
    return b"\0\0\0\0".join((vi_key(words[-1]), vi_key(words[0]), vi_key(" ".join(words[1:-1]))))


def parse_decimal(text: str) -> int | None:
    """Return hundredths of a number typed with comma or point (``8,5`` -> 850); None if it is no such number.

    At most two decimals are accepted, so nothing is ever rounded on input.
    """
    match = re.fullmatch(r"\s*(-?)(\d{1,9})(?:[.,](\d{1,2}))?\s*", text)
    if match is None:
        return None
    sign, whole, decimals = match.groups()
    value = int(whole) * 100 + int((decimals or "").ljust(2, "0"))
    return -value if sign else value


def format_hundredths(value: int | None, *, decimals: int | None = None) -> str:
    """Return hundredths as a number with decimal comma (850 -> ``8,5``; with decimals=2 ``8,50``); None -> ``–``."""
    if value is None:
        return "–"
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value), 100)
    digits = f"{rest:02d}"
    if decimals is None:
        digits = digits.rstrip("0")
    return f"{sign}{group_thousands(whole)}{',' + digits if digits else ''}"


def group_thousands(number: int) -> str:
    """Return a whole number with points between thousands (40000000 -> ``40.000.000``)."""
    return f"{number:,}".replace(",", ".")


def format_money(amount: int) -> str:
    """Return an amount in đồng (``40.000.000 đồng``)."""
    return f"{group_thousands(amount)} đồng"


def parse_date(text: str) -> date | None:
    """Return the date typed as d/m/yyyy, d-m-yyyy, d.m.yyyy or yyyy-mm-dd; None if it is none of these."""
    match = re.fullmatch(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})\s*", text)
    if match:
        day, month, year = (int(part) for part in match.groups())
        year += 2000 if year < 100 else 0
    else:
        match = re.fullmatch(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*", text)
        if match is None:
            return None
        year, month, day = (int(part) for part in match.groups())
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def format_date(value: date | datetime | None) -> str:
    """Return dd/mm/yyyy in Vietnamese time; None -> empty."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = local(value).date()
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def local(moment: datetime) -> datetime:
    """Return a moment in Vietnamese time (a naive one is taken as UTC)."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(VIETNAM)


def format_moment(moment: datetime | None) -> str:
    """Return ``17 giờ 00, thứ Hai ngày 30/11/2026`` in Vietnamese time; None -> empty."""
    if moment is None:
        return ""
    there = local(moment)
    return f"{there.hour} giờ {there.minute:02d}, {_WEEKDAYS[there.weekday()]} ngày {format_date(there)}"


def official_date(value: date) -> str:
    """Return the date of an official paper: a leading zero only for days < 10 and months 1 and 2 (NĐ 30/2020)."""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"
