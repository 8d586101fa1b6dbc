"""Forms of the intake desk: a verdict, another field, a paper dossier."""

from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from contest.forms.base import AtMost, Form, Line, Lines, Needed, VietnameseDate, VietnameseMoment
from contest.rules.intake import REASON_LIMIT
from contest.rules.kinds import EntryState
from contest.rules.problems import N_

COMMON_GAPS = (
    N_("Phiếu đăng ký thiếu chữ ký của tác giả hoặc xác nhận của đơn vị."),
    N_("Thiếu đồng ý của cha mẹ hoặc người giám hộ."),
    N_("Bản mô tả thiếu phần tính mới hoặc hiệu quả."),
    N_("Thiếu ảnh, bản vẽ hoặc mô hình."),
    N_("Tỷ lệ đóng góp của các tác giả chưa đúng."),
)
"""What is missing most often; one click instead of a sentence. Kept in Vietnamese, as the entrant reads it."""


def choices_of(fields: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Return fields (code, label) as choices of a select, with an empty one first."""
    return [SelectChoice("", gettext("– Chọn lĩnh vực –")), *(SelectChoice(code, text) for code, text in fields)]


class VerdictForm(Form):
    """The verdict on a dossier, its reason and the end of a correction."""

    verdict = RadioField(
        _l("Kết luận"),
        [Needed(_l("Chọn một kết luận: hợp lệ, cần bổ sung hoặc không hợp lệ."))],
        choices=[
            SelectChoice(EntryState.VALID.value, _l("Hợp lệ")),
            SelectChoice(EntryState.CORRECTION.value, _l("Cần bổ sung")),
            SelectChoice(EntryState.REJECTED.value, _l("Không hợp lệ")),
        ],
        validate_choice=False,
    )
    common = SelectMultipleField(
        _l("Điều thường thiếu"),
        choices=[SelectChoice(text, _l(text)) for text in COMMON_GAPS],
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    reason = Lines(_l("Lý do, điều cần bổ sung"), [AtMost(REASON_LIMIT)])
    correction_due = VietnameseMoment(_l("Hạn bổ sung"))
    seen = HiddenField()

    @property
    def whole_reason(self) -> str:
        """Return the ticked gaps and the written reason, a line each."""
        return "\n".join([*(self.common.data or []), *([self.reason.data] if self.reason.data else [])])

    @property
    def chosen(self) -> EntryState:
        """Return the chosen verdict; an unknown one is a draft, which the rule refuses."""
        known = {state.value: state for state in EntryState}
        return known.get(self.verdict.data or "", EntryState.DRAFT)


class FieldForm(Form):
    """The field that a dossier is moved to, and why."""

    field = SelectField(_l("Chuyển sang lĩnh vực"), validate_choice=False)
    why = Lines(
        _l("Lý do chuyển"),
        [Needed(_l("Ghi lý do chuyển, ví dụ: Nội dung chính là phần mềm, không phải cơ khí.")), AtMost(REASON_LIMIT)],
    )
    seen = HiddenField(id="field-seen")


class PaperForm(Form):
    """Who hands in a dossier on paper."""

    full_name = Line(_l("Họ và tên người nộp"), [Needed(_l("Nhập họ và tên, ví dụ Vàng Thị Mỷ.")), AtMost(120)])
    contact = Line(_l("Email hoặc số điện thoại"), [AtMost(120)])
    field = SelectField(_l("Lĩnh vực"), validate_choice=False)
    postmark = VietnameseDate(_l("Ngày dấu bưu điện"))
