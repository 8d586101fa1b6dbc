"""Forms of the rule book: facts, eligibility, and the lists of an edition."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from contest.forms.base import AtMost, Line, Lines, Needed, VietnameseDate, VietnameseMoment, WholeNumber
from contest.forms.rows import Revised, Row, RowsForm, rows_of
from contest.rules.editions import (
    DocumentFacts,
    FieldFacts,
    PhaseFacts,
    SectionFacts,
    SlotFacts,
)
from contest.rules.kinds import DeadlineRule, DocumentKind, PhaseCode

ENGLISH = _l("Tiếng Anh")
FILE_KINDS = [
    SelectChoice("pdf", _l("PDF")),
    SelectChoice("docx", _l("Word")),
    SelectChoice("image", _l("Ảnh")),
    SelectChoice("video", _l("Video")),
]


class FactsForm(Revised):
    """Names, dates and contacts of an edition."""

    code = Line(_l("Mã kỳ thi"), [Needed(_l("Nhập mã, ví dụ stkt-2027.")), AtMost(40)])
    title = Line(_l("Tên đầy đủ"), [Needed(_l("Nhập tên đầy đủ của kỳ thi.")), AtMost(300)])
    title_en = Line(_l("Tên tiếng Anh"), [AtMost(300)])
    edition_no = WholeNumber(_l("Lần thứ"), [Needed(_l("Nhập số, ví dụ 6."))])
    year_label = Line(_l("Năm"), [Needed(_l("Nhập năm, ví dụ 2026 hoặc 2025-2026.")), AtMost(40)])
    is_public = BooleanField(_l("Công khai: mọi người thấy trang của kỳ thi"))
    opens_at = VietnameseMoment(_l("Mở nhận hồ sơ"), [Needed(_l("Nhập ngày và giờ, ví dụ 17/11/2025 08:00."))])
    closes_at = VietnameseMoment(_l("Hạn nộp"), [Needed(_l("Nhập ngày và giờ, ví dụ 31/07/2026 17:00."))])
    deadline_rule = SelectField(
        _l("Tính hạn hồ sơ giấy"),
        choices=[
            SelectChoice(DeadlineRule.RECEIVED_AT.value, _l("theo lúc nhận")),
            SelectChoice(DeadlineRule.POSTMARK_DATE.value, _l("theo dấu bưu điện")),
        ],
    )
    description = Lines(_l("Giới thiệu"), [AtMost(4000)])
    description_en = Lines(_l("Giới thiệu bằng tiếng Anh"), [AtMost(4000)])
    issuer = Line(_l("Cơ quan ban hành (in trên giấy chứng nhận)"), [Needed(), AtMost(200)])
    standing_agency = Line(_l("Cơ quan thường trực"), [AtMost(200)])
    place = Line(_l("Địa danh trên văn bản"), [Needed(_l("Nhập địa danh, ví dụ Tuyên Quang.")), AtMost(80)])
    contact_phone = Line(_l("Điện thoại liên hệ"), [AtMost(40)])
    contact_email = Line(_l("Email liên hệ"), [AtMost(120)])
    contact_address = Line(_l("Địa chỉ nhận hồ sơ"), [AtMost(300)])
    contest_symbol = Line(_l("Ký hiệu cuộc thi"), [Needed(_l("Nhập ký hiệu, ví dụ STKT.")), AtMost(8)])
    dossier_pattern = Line(_l("Mẫu mã số hồ sơ"), [Needed(), AtMost(80)])


class EligibilityForm(Revised):
    """Who may enter, and with what."""

    birth_from = VietnameseDate(_l("Ngày sinh từ"))
    birth_to = VietnameseDate(_l("Ngày sinh đến hết"))
    max_authors = WholeNumber(_l("Số tác giả tối đa"), [Needed(_l("Nhập số; ghi 0 nếu không giới hạn."))])
    eligible_from_year = WholeNumber(_l("Giải pháp tạo ra từ năm"))
    minors = BooleanField(_l("Dành cho trẻ em: cần người giám hộ và sự đồng ý của cả hai"))
    organisers_may_enter = BooleanField(_l("Thành viên Ban Tổ chức được dự thi"))


class FieldRow(Row):
    """A field."""

    code = Line(_l("Mã"))
    name = Line(_l("Tên"), [AtMost(200)])
    name_en = Line(ENGLISH, [AtMost(200)])


class FieldsForm(RowsForm):
    """The fields, or the divisions, of an edition."""

    rows = rows_of(FieldRow)

    def facts(self) -> list[FieldFacts]:
        """Return the rows that stay as facts."""
        return [
            FieldFacts(row.code.data, row.name.data, row.name_en.data, id=number_of(row)) for row in self.kept_rows()
        ]


class PhaseRow(Row):
    """A phase."""

    code = SelectField(
        _l("Giai đoạn"),
        choices=[
            SelectChoice(PhaseCode.ENTRY.value, _l("Nhận hồ sơ")),
            SelectChoice(PhaseCode.SCREENING.value, _l("Kiểm tra hồ sơ")),
            SelectChoice(PhaseCode.JUDGING.value, _l("Chấm điểm")),
            SelectChoice(PhaseCode.RANKING.value, _l("Xếp hạng, đề xuất giải")),
            SelectChoice(PhaseCode.AWARD.value, _l("Công bố, trao giải")),
        ],
    )
    name = Line(_l("Tên hiển thị"), [AtMost(120)])
    name_en = Line(ENGLISH, [AtMost(120)])
    starts_at = VietnameseMoment(_l("Bắt đầu"))
    ends_at = VietnameseMoment(_l("Kết thúc"))


class PhasesForm(RowsForm):
    """The phases of an edition."""

    rows = rows_of(PhaseRow)

    def facts(self) -> list[PhaseFacts]:
        """Return the rows that stay as facts."""
        return [
            PhaseFacts(
                PhaseCode(row.code.data),
                row.name.data,
                row.name_en.data,
                row.starts_at.data,
                row.ends_at.data,
                id=number_of(row),
            )
            for row in self.kept_rows()
        ]


class DocumentRow(Row):
    """A decision."""

    kind = SelectField(
        _l("Loại"),
        choices=[
            SelectChoice(DocumentKind.RULES.value, _l("Thể lệ")),
            SelectChoice(DocumentKind.SCORING_REGULATION.value, _l("Quy chế chấm điểm")),
            SelectChoice(DocumentKind.JURY_DECISION.value, _l("Quyết định thành lập Ban Giám khảo")),
        ],
    )
    number = Line(_l("Số, ký hiệu"), [AtMost(60)])
    signed_on = VietnameseDate(_l("Ngày ký"))
    signer = Line(_l("Người ký"), [AtMost(120)])
    signer_position = Line(_l("Chức vụ"), [AtMost(120)])
    title = Line(_l("Trích yếu"), [AtMost(400)])


class DocumentsForm(RowsForm):
    """The decisions behind an edition."""

    rows = rows_of(DocumentRow)

    def facts(self) -> list[DocumentFacts]:
        """Return the rows that stay as facts."""
        return [
            DocumentFacts(
                DocumentKind(row.kind.data),
                row.number.data,
                row.signed_on.data,
                row.signer.data,
                row.signer_position.data,
                row.title.data,
                id=number_of(row),
            )
            for row in self.kept_rows()
        ]


class SectionRow(Row):
    """A text section."""

    code = Line(_l("Mã"))
    label = Line(_l("Tên mục"), [AtMost(200)])
    label_en = Line(ENGLISH, [AtMost(200)])
    help = Line(_l("Câu gợi ý"), [AtMost(500)])
    help_en = Line(_l("Câu gợi ý bằng tiếng Anh"), [AtMost(500)])
    max_words = WholeNumber(_l("Số từ tối đa"))
    criterion_code = Line(_l("Mã tiêu chí liên quan"))
    required = BooleanField(_l("Bắt buộc"))


class SectionsForm(RowsForm):
    """The text sections of the description."""

    rows = rows_of(SectionRow)

    def facts(self) -> list[SectionFacts]:
        """Return the rows that stay as facts."""
        return [SectionFacts(**contents(row), id=number_of(row)) for row in self.kept_rows()]


class SlotRow(Row):
    """A file slot."""

    code = Line(_l("Mã"))
    label = Line(_l("Tên ngăn tệp"), [AtMost(200)])
    label_en = Line(ENGLISH, [AtMost(200)])
    help = Line(_l("Câu gợi ý"), [AtMost(500)])
    help_en = Line(_l("Câu gợi ý bằng tiếng Anh"), [AtMost(500)])
    max_files = WholeNumber(_l("Số tệp tối đa"))
    max_megabytes = WholeNumber(_l("Mỗi tệp tối đa (MB)"))
    kinds = SelectMultipleField(
        _l("Loại tệp"), choices=FILE_KINDS, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    required = BooleanField(_l("Bắt buộc"))


class SlotsForm(RowsForm):
    """The file slots of an edition."""

    rows = rows_of(SlotRow)

    def facts(self) -> list[SlotFacts]:
        """Return the rows that stay as facts."""
        return [
            SlotFacts(**{**contents(row), "kinds": tuple(row.kinds.data or ())}, id=number_of(row))
            for row in self.kept_rows()
        ]


def number_of(row: Row) -> int:
    """Return the stored row's number, 0 for a new one."""
    text = str(row.id.data or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def contents(row: Row) -> dict[str, Any]:
    """Return the columns of a row by name."""
    return {field.short_name: field.data for field in row.columns}
