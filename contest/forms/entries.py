"""Forms of entries: the solution, the entrant, one text, submitting."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import TextArea

from contest.forms.base import AtMost, Form, Line, Lines, Needed, VietnameseDate
from contest.rules.entries import DEPLOYMENTS, MAX_LINE, MAX_LINES, MAX_SHORT_TITLE, MAX_TITLE, parse_month
from contest.rules.kinds import EntrantKind
from contest.rules.text import clean

KEPT = "kept"
"""The choice that keeps a commune which was typed and is in no list."""


class Month(StringField):
    """A month typed as ``03/2025``, kept as month and year."""

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return f"{self.data[0]:02d}/{self.data[1]:04d}" if isinstance(self.data, tuple) else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the month; an empty value is None."""
        self.data: tuple[int, int] | None = None
        text = clean(valuelist[0]) if valuelist else ""
        if text:
            self.data = parse_month(text)
            if self.data is None:
                raise ValueError(gettext("Nhập tháng và năm, ví dụ 03/2025."))


class RevisionForm(Form):
    """A form that remembers which version of a row it was made from."""

    revision = HiddenField()

    @property
    def base(self) -> int:
        """Return the version that the form was made from; 0 when it says nothing sensible."""
        text = str(self.revision.data or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


class SolutionForm(RevisionForm):
    """What the solution is; its fields and divisions are those of the edition."""

    title = Line(
        _l("Tên giải pháp"),
        [Needed(_l("Nhập tên giải pháp, ví dụ Máy tách hạt ngô chạy bằng sức nước.")), AtMost(MAX_TITLE)],
        widget=TextArea(),
    )
    short_title = Line(_l("Tên ngắn"), [AtMost(MAX_SHORT_TITLE)])
    field_code = RadioField(_l("Lĩnh vực"), validate_choice=False)
    division_code = RadioField(_l("Bảng, cấp học"), validate_choice=False)
    made = Month(_l("Tháng, năm tạo ra"))
    place_of_use = Line(_l("Nơi áp dụng"), [AtMost(MAX_LINE)])
    deployment = RadioField(
        _l("Mức độ triển khai"), choices=[SelectChoice(text, _l(text)) for text in DEPLOYMENTS], validate_choice=False
    )
    prior_awards = Lines(_l("Đã dự thi hoặc đạt giải ở đâu, năm nào"), [AtMost(MAX_LINES)])
    postmark_date = VietnameseDate(_l("Ngày trên dấu bưu điện"))

    def offer(self, *, fields: Iterable[tuple[str, str]], divisions: Iterable[tuple[str, str]]) -> None:
        """Set the choices: code and name of each field and division."""
        self.field_code.choices = [SelectChoice(code, name) for code, name in fields]
        self.division_code.choices = [SelectChoice(code, name) for code, name in divisions]


class ContactForm(RevisionForm):
    """Who enters and how to reach them."""

    entrant_kind = RadioField(
        _l("Ai dự thi"),
        choices=[
            SelectChoice(EntrantKind.PERSON.value, _l("Cá nhân hoặc nhóm tác giả")),
            SelectChoice(EntrantKind.ORGANISATION.value, _l("Tổ chức, đơn vị")),
        ],
        default=EntrantKind.PERSON.value,
    )
    unit_name = Line(_l("Tên đơn vị"), [AtMost(MAX_LINE)])
    representative = Line(_l("Người đại diện, chức vụ"), [AtMost(MAX_LINE)])
    commune_id = SelectField(_l("Xã, phường"), id="commune", validate_choice=False)
    commune_name = Line(_l("Xã, phường"), [AtMost(MAX_LINE)], id="commune")
    address = Line(_l("Thôn, bản, số nhà, tên đường"), [AtMost(MAX_LINE)])
    phone = Line(_l("Số điện thoại"), [AtMost(40)])
    email = Line(_l("Email"), [AtMost(MAX_LINE)])

    def offer(self, communes: Iterable[tuple[int, str]], *, kept: str) -> None:
        """Set the communes to choose from, and the typed one that is kept."""
        listed = [SelectChoice(str(number), name) for number, name in communes]
        own = [SelectChoice(KEPT, kept)] if kept else []
        self.commune_id.choices = [SelectChoice("", gettext("Chọn xã, phường")), *own, *listed]

    @property
    def unit_id(self) -> int | None:
        """Return the chosen commune."""
        text = self.commune_id.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


class TextForm(RevisionForm):
    """One text section, and whether it is finished."""

    text = Lines(_l("Nội dung"))
    finished = RadioField(
        _l("Bạn đã viết xong phần này chưa?"),
        choices=[
            SelectChoice("yes", _l("Tôi đã làm xong phần này")),
            SelectChoice("later", _l("Tôi sẽ quay lại sau")),
        ],
        validate_choice=False,
    )


class Ticked:
    """A validator for a box that the person must tick themselves."""

    field_flags = {"needed": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: object, field: Any) -> None:
        if not field.data:
            raise ValidationError(str(self.message))


class SubmitForm(Form):
    """The declaration, never ticked beforehand, and the reason when a paper dossier came late."""

    late_reason = Line(_l("Lý do nhận hồ sơ muộn"), [AtMost(500)])
    declared = BooleanField(
        _l(
            "Tôi cam đoan giải pháp này do các tác giả trong hồ sơ tạo ra, không tranh chấp quyền sở hữu, "
            "thông tin khai là đúng, và đồng ý với thể lệ."
        ),
        [Ticked(_l("Hãy đọc và đánh dấu lời cam đoan trước khi nộp."))],
    )
