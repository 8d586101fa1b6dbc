"""The rule book of an edition: its facts and what must hold among them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from contest.rules.dossier_codes import DEFAULT_PATTERN, problems_in_pattern
from contest.rules.kinds import ContestType, DeadlineRule, DocumentKind, PhaseCode
from contest.rules.problems import N_, Problem
from contest.rules.text import clean, format_date, local

FILE_KINDS = ("pdf", "docx", "image", "video")
SCORE_METHODS = ("mean", "trimmed_mean")
RESERVED_CODES = frozenset(("new", "copy", "presets"))
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ROW_CODE = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")


@dataclass(frozen=True)
class EditionFacts:
    """What an edition is and whom it takes; moments are aware, ``max_authors`` 0 = no limit."""

    code: str
    contest_type: ContestType
    edition_no: int
    year_label: str
    title: str
    title_en: str
    issuer: str
    place: str
    opens_at: datetime
    closes_at: datetime
    contest_symbol: str
    standing_agency: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    contact_address: str = ""
    deadline_rule: DeadlineRule = DeadlineRule.RECEIVED_AT
    is_public: bool = True
    dossier_pattern: str = DEFAULT_PATTERN
    description: str = ""
    description_en: str = ""
    birth_from: date | None = None
    birth_to: date | None = None
    max_authors: int = 0
    eligible_from_year: int | None = None
    organisers_may_enter: bool = False
    minors: bool = False
    judges_per_entry: int = 3
    quorum: int = 3
    score_method: str = "mean"
    blind: bool = True
    tie_chain: tuple[str, ...] = ("median", "lowest")


@dataclass(frozen=True)
class FieldFacts:
    """A field or a division; ``id`` 0 = a new row."""

    code: str
    name: str
    name_en: str
    id: int = 0


@dataclass(frozen=True)
class PhaseFacts:
    """A phase with its dates."""

    code: PhaseCode
    name: str
    name_en: str
    starts_at: datetime | None
    ends_at: datetime | None
    id: int = 0


@dataclass(frozen=True)
class DocumentFacts:
    """One of the decisions behind an edition."""

    kind: DocumentKind
    number: str
    signed_on: date | None
    signer: str
    signer_position: str
    title: str
    id: int = 0


@dataclass(frozen=True)
class SectionFacts:
    """A text section of the description; ``criterion_code`` empty = for no criterion."""

    code: str
    label: str
    label_en: str
    help: str
    help_en: str
    max_words: int | None
    required: bool
    criterion_code: str = ""
    id: int = 0


@dataclass(frozen=True)
class SlotFacts:
    """A typed place for attachments; ``kinds`` among FILE_KINDS."""

    code: str
    label: str
    label_en: str
    help: str
    help_en: str
    kinds: tuple[str, ...]
    max_files: int | None
    max_megabytes: int | None
    required: bool
    id: int = 0


def problems_in_code(code: str) -> list[Problem]:
    """Check the short code that stands in the addresses of an edition."""
    if _CODE.fullmatch(code) and 2 <= len(code) <= 40 and code not in RESERVED_CODES:
        return []
    message = N_("Mã kỳ thi chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối, ví dụ stkt-2027.")
    return [Problem(message, "code")]


def problems_in_edition(facts: EditionFacts) -> list[Problem]:
    """Check the facts of an edition; problems hang on the names of the facts."""
    found = problems_in_code(facts.code)
    if not clean(facts.title):
        found.append(Problem(N_("Nhập tên đầy đủ của kỳ thi, ví dụ “Hội thi … lần thứ VI”."), "title"))
    if not 1 <= facts.edition_no <= 999:
        found.append(Problem(N_("Lần thứ mấy: nhập số từ 1 đến 999, ví dụ 6."), "edition_no"))
    if not clean(facts.issuer):
        found.append(Problem(N_("Nhập tên cơ quan ban hành, ví dụ “BAN TỔ CHỨC HỘI THI …”."), "issuer"))
    if facts.closes_at <= facts.opens_at:
        values = {"opens": _clock(facts.opens_at)}
        found.append(Problem(N_("Hạn nộp phải sau lúc mở nhận hồ sơ (%(opens)s)."), "closes_at", values))
    if (facts.birth_from is None) != (facts.birth_to is None):
        message = N_("Nhập cả hai ngày sinh đầu và cuối, hoặc để trống cả hai.")
        found.append(Problem(message, "birth_to" if facts.birth_to is None else "birth_from"))
    elif facts.birth_from and facts.birth_to and facts.birth_to < facts.birth_from:
        values = {"first": format_date(facts.birth_from)}
        found.append(Problem(N_("Ngày sinh cuối phải từ ngày %(first)s trở đi."), "birth_to", values))
    if not 0 <= facts.max_authors <= 100:
        found.append(Problem(N_("Số tác giả tối đa từ 1 đến 100; ghi 0 nếu không giới hạn."), "max_authors"))
    if facts.eligible_from_year is not None and not 1990 <= facts.eligible_from_year <= 2100:
        found.append(Problem(N_("Nhập năm gồm 4 chữ số, ví dụ 2021."), "eligible_from_year"))
    if not 1 <= facts.judges_per_entry <= 15:
        found.append(Problem(N_("Số giám khảo chấm một hồ sơ từ 1 đến 15, thường là 3."), "judges_per_entry"))
    if not 1 <= facts.quorum <= facts.judges_per_entry:
        message = N_("Số phiếu tối thiểu từ 1 đến %(judges)s (số giám khảo một hồ sơ).")
        found.append(Problem(message, "quorum", {"judges": facts.judges_per_entry}))
    if facts.score_method not in SCORE_METHODS:
        found.append(
            Problem(N_("Chọn cách tính điểm: trung bình cộng, hoặc bỏ cao nhất và thấp nhất."), "score_method")
        )
    if not re.fullmatch(r"[A-Z0-9]{2,8}", facts.contest_symbol):
        found.append(Problem(N_("Ký hiệu gồm 2 đến 8 chữ in hoa hoặc số, ví dụ STKT."), "contest_symbol"))
    return found + problems_in_pattern(facts.dossier_pattern)


def problems_in_fields(rows: Sequence[FieldFacts], *, needed: bool = True) -> list[Problem]:
    """Check fields (at least one) or divisions (``needed=False``): simple unique codes, names."""
    if needed and not rows:
        return [Problem(N_("Kỳ thi cần ít nhất một lĩnh vực."), "rows")]
    return _problems_in_codes([row.code for row in rows]) + _missing(
        rows, "name", N_("Lĩnh vực hoặc bảng ở dòng %(number)s chưa có tên.")
    )


def problems_in_phases(rows: Sequence[PhaseFacts], *, closes_at: datetime | None = None) -> list[Problem]:
    """Check phases: in the order of the glossary, each once, dates in order, entries ending at the deadline."""
    found: list[Problem] = []
    order = list(PhaseCode)
    for index, row in enumerate(rows):
        at, values = f"rows-{index}", {"number": index + 1}
        if row.starts_at is None or row.ends_at is None:
            column = "starts_at" if row.starts_at is None else "ends_at"
            found.append(Problem(N_("Nhập ngày và giờ, ví dụ 31/07/2026 17:00."), f"{at}-{column}"))
            continue
        if row.ends_at <= row.starts_at:
            found.append(Problem(N_("Giai đoạn %(number)s phải kết thúc sau khi bắt đầu."), f"{at}-ends_at", values))
        if any(other.code is row.code for other in rows[:index]):
            found.append(Problem(N_("Giai đoạn %(number)s bị trùng. Mỗi giai đoạn có một lần."), f"{at}-code", values))
        earlier = rows[index - 1] if index else None
        if earlier and order.index(row.code) < order.index(earlier.code):
            found.append(Problem(N_("Giai đoạn %(number)s đứng sai thứ tự."), f"{at}-code", values))
        if earlier and earlier.starts_at and row.starts_at < earlier.starts_at:
            message = N_("Giai đoạn %(number)s bắt đầu trước giai đoạn đứng trên nó.")
            found.append(Problem(message, f"{at}-starts_at", values))
        if row.code is PhaseCode.ENTRY and closes_at and row.ends_at != closes_at:
            message = N_("Giai đoạn nhận hồ sơ phải kết thúc đúng hạn nộp %(closes)s. Hạn nộp sửa ở “Thông tin chung”.")
            found.append(Problem(message, f"{at}-ends_at", {"closes": _clock(closes_at)}))
    return found + _missing(rows, "name", N_("Giai đoạn %(number)s chưa có tên."))


def problems_in_documents(rows: Sequence[DocumentFacts]) -> list[Problem]:
    """Check decisions: number, date, signer, title."""
    found = []
    for column, message in (
        ("number", N_("Văn bản %(number)s chưa có số, ví dụ 24/QĐ-BTCHT.")),
        ("signed_on", N_("Văn bản %(number)s chưa có ngày ký, ví dụ 10/11/2025.")),
        ("signer", N_("Văn bản %(number)s chưa có người ký.")),
        ("title", N_("Văn bản %(number)s chưa có trích yếu.")),
    ):
        found += _missing(rows, column, message)
    return found


def problems_in_sections(rows: Sequence[SectionFacts]) -> list[Problem]:
    """Check text sections: codes, labels, a limit of 20 to 5000 words."""
    if not rows:
        return [Problem(N_("Bản mô tả cần ít nhất một mục."), "rows")]
    found = _problems_in_codes([row.code for row in rows])
    found += _missing(rows, "label", N_("Mục %(number)s chưa có tên."))
    message = N_("Số từ tối đa của mục %(number)s phải từ 20 đến 5000, ví dụ 500.")
    return found + _outside(rows, "max_words", 20, 5000, message)


def problems_in_slots(rows: Sequence[SlotFacts]) -> list[Problem]:
    """Check file slots: codes, labels, kinds of files, counts and sizes."""
    found = _problems_in_codes([row.code for row in rows])
    found += _missing(rows, "label", N_("Ngăn tệp %(number)s chưa có tên."))
    for index, row in enumerate(rows):
        if not row.kinds or not set(row.kinds) <= set(FILE_KINDS):
            message = N_("Ngăn tệp %(number)s cần loại tệp trong: pdf, docx, image, video.")
            found.append(Problem(message, f"rows-{index}-kinds", {"number": index + 1}))
    found += _outside(rows, "max_files", 1, 50, N_("Số tệp của ngăn %(number)s phải từ 1 đến 50."))
    message = N_("Dung lượng một tệp của ngăn %(number)s phải từ 1 đến 200 MB.")
    return found + _outside(rows, "max_megabytes", 1, 200, message)


def _clock(moment: datetime) -> str:
    return f"{local(moment):%H:%M} {format_date(moment)}"


def _problems_in_codes(codes: Sequence[str]) -> list[Problem]:
    found = []
    for index, code in enumerate(codes):
        if not _ROW_CODE.fullmatch(code) or len(code) > 20:
            message = N_("Mã “%(code)s” của dòng %(number)s chỉ được gồm chữ không dấu và chữ số, ví dụ 01 hoặc THCS.")
            found.append(Problem(message, f"rows-{index}-code", {"code": code, "number": index + 1}))
        elif code in codes[:index]:
            found.append(Problem(N_("Mã “%(code)s” bị trùng."), f"rows-{index}-code", {"code": code}))
    return found


def _check(rows: Sequence[object], column: str, message: str, bad: Callable[[object], bool]) -> list[Problem]:
    return [
        Problem(message, f"rows-{index}-{column}", {"number": index + 1})
        for index, row in enumerate(rows)
        if bad(getattr(row, column))
    ]


def _missing(rows: Sequence[object], column: str, message: str) -> list[Problem]:
    return _check(rows, column, message, lambda value: not value)


def _outside(rows: Sequence[object], column: str, low: int, high: int, message: str) -> list[Problem]:
    return _check(rows, column, message, lambda value: not isinstance(value, int) or not low <= value <= high)
