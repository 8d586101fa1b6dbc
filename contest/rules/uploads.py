"""Uploads: what a slot takes, until when, and the sentence for each way in which a file can be wrong."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contest.rules.problems import N_, Problem
from contest.rules.text import clean

MEGABYTE = 1024 * 1024
NAME_LENGTH = 120
MOST_FILES = 200
"""Files that one entry may ever receive, removed ones included: a bound on the disk that one sender can fill."""

KINDS: dict[str, tuple[str, ...]] = {
    "pdf": ("pdf",),
    "docx": ("docx",),
    "image": ("jpg", "jpeg", "png", "webp"),
    "video": ("mp4", "mov"),
}
"""Each kind of file with its extensions, the usual one first."""

NONE_CHOSEN = N_("Bạn chưa chọn tệp. Hãy bấm vào ô chọn tệp, chọn một tệp rồi bấm “Tải lên”.")
WRONG_TYPE = N_("“%(name)s” không thuộc loại tệp mà mục này nhận. Hãy chọn tệp có đuôi %(endings)s.")
OLD_WORD = N_("“%(name)s” là tệp Word kiểu cũ. Hãy mở bằng Word, chọn “Lưu thành” PDF hoặc .docx rồi tải lên lại.")
PHONE_PHOTO = N_(
    "“%(name)s” là ảnh HEIC của iPhone. Hãy vào Cài đặt › Camera › Định dạng, chọn “Tương thích nhất” rồi chụp lại, "
    "hoặc đổi ảnh sang JPG."
)
TOO_BIG = N_(
    "“%(name)s” nặng hơn %(limit)s MB, mức tối đa của mục này. Hãy giảm dung lượng tệp, ví dụ lưu PDF ở cỡ nhỏ nhất, "
    "rồi tải lên lại."
)
EMPTY = N_("“%(name)s” rỗng (0 byte). Hãy mở tệp trên máy để xem có nội dung không, lưu lại rồi tải lên lại.")
TOO_MANY = N_(
    "Mục này nhận tối đa %(limit)s tệp; đã có %(taken)s tệp, bạn chọn thêm %(chosen)s. Hãy gỡ bớt hoặc chọn ít hơn."
)
TOO_MANY_EVER = N_("Hồ sơ này đã nhận quá nhiều tệp. Hãy gọi Ban Tổ chức để được giúp.")
NO_NAME = N_("Tên tệp này không dùng được. Hãy đổi tên tệp, ví dụ ban-mo-ta.pdf, rồi tải lên lại.")
NO_SLOT = N_("Không có mục tệp này. Hãy tải lại trang rồi thử lần nữa.")

REFUSALS: dict[str, str] = {
    "type": N_(
        "Nội dung tệp không đúng với đuôi tên tệp. Hãy mở tệp trên máy, lưu lại đúng loại rồi tải lên lại; đừng chỉ "
        "đổi tên tệp."
    ),
    "active": N_(
        "Tệp có mã chạy, tệp nhúng hoặc liên kết tự mở, nên không được nhận để tránh vi-rút. Hãy mở tệp, chọn “In” › "
        "“Lưu thành PDF”, rồi tải bản PDF đó lên."
    ),
    "password": N_("Tệp có mật khẩu nên không mở được. Hãy bỏ mật khẩu, lưu lại rồi tải lên lại."),
    "broken": N_(
        "Không đọc được tệp: tệp hỏng hoặc chưa tải xong. Hãy mở thử tệp trên máy, lưu lại một bản mới rồi tải lên lại."
    ),
    "empty": N_("Tệp rỗng, không có nội dung. Hãy mở tệp trên máy, lưu lại rồi tải lên lại."),
    "flood": N_("Tệp bung ra quá lớn để xử lý an toàn. Hãy giảm cỡ ảnh hoặc chia thành nhiều tệp rồi tải lên lại."),
    "slow": N_("Máy chủ mất quá nhiều thời gian để đọc tệp này. Hãy lưu lại thành PDF gọn hơn rồi tải lên lại."),
    "format": N_("Video này không phải MP4 hoặc MOV thông thường. Hãy xuất lại thành MP4 rồi tải lên lại."),
}
"""Why the inspection refused a file, by its code: what is wrong and what to do."""


@dataclass(frozen=True)
class SlotFacts:
    """What a slot takes, and how many files it holds now."""

    kinds: tuple[str, ...]
    max_files: int
    max_megabytes: int
    taken: int = 0
    ever: int = 0
    """Files that the whole entry has ever received."""


def clean_name(name: str | None) -> str:
    """Return the display name of a file: last part, NFC, no control or bidi characters, at most 120, ending kept.

    Empty when nothing usable is left. It is data for people and never a path.
    """
    text = clean((name or "").replace("\\", "/").replace("\0", "").split("/")[-1])
    text = "".join(c for c in text if c not in '<>:"|?*' and unicodedata.category(c) not in ("Co", "Cn", "Zl", "Zp"))
    stem, dot, ending = text.rpartition(".")
    if not dot or len(ending) > 10:
        return text.strip(". -")[:NAME_LENGTH].rstrip(". ")
    stem = stem.strip(". -")[: NAME_LENGTH - len(ending) - 1].rstrip(". ")
    return f"{stem}.{ending.strip()}" if stem else ""


def kind_of(name: str) -> str:
    """Return the kind that a name's ending promises, or an empty text."""
    ending = _ending(name)
    return next((kind for kind, endings in KINDS.items() if ending in endings), "")


def endings_of(kinds: Iterable[str]) -> list[str]:
    """Return the endings of some kinds with their dots, for the ``accept`` of a file field and for sentences."""
    return [f".{ending}" for kind in kinds for ending in KINDS.get(kind, ())]


def _ending(name: str) -> str:
    return name.rpartition(".")[2].casefold() if "." in name else ""


def problems_in_choice(slot: SlotFacts | None, names: Sequence[str], *, field: str = "") -> list[Problem]:
    """Return what is wrong with the files that somebody chose, before a byte of them is kept."""
    if slot is None:
        return [Problem(NO_SLOT, field)]
    if not names:
        return [Problem(NONE_CHOSEN, field)]
    if slot.ever + len(names) > MOST_FILES:
        return [Problem(TOO_MANY_EVER, field)]
    if slot.taken + len(names) > slot.max_files:
        values = {"limit": slot.max_files, "taken": slot.taken, "chosen": len(names)}
        return [Problem(TOO_MANY, field, values)]
    return [problem for name in names for problem in _problems_in_name(slot, name, field)]


def _problems_in_name(slot: SlotFacts, name: str, field: str) -> list[Problem]:
    shown = clean_name(name)
    if not shown:
        return [Problem(NO_NAME, field)]
    if kind_of(shown) in slot.kinds:
        return []
    ending = _ending(shown)
    if ending == "doc" and {"pdf", "docx"} & set(slot.kinds):
        return [Problem(OLD_WORD, field, {"name": shown})]
    if ending in ("heic", "heif") and "image" in slot.kinds:
        return [Problem(PHONE_PHOTO, field, {"name": shown})]
    return [Problem(WRONG_TYPE, field, {"name": shown, "endings": ", ".join(endings_of(slot.kinds))})]


def problems_in_size(slot: SlotFacts, name: str, size: int, *, field: str = "") -> list[Problem]:
    """Return what is wrong with the size of a file, in bytes."""
    shown = clean_name(name)
    if size == 0:
        return [Problem(EMPTY, field, {"name": shown})]
    if size > slot.max_megabytes * MEGABYTE:
        return [Problem(TOO_BIG, field, {"name": shown, "limit": slot.max_megabytes})]
    return []
