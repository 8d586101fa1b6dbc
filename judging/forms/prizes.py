"""Forms of prizes: a tie that waits, another prize for an entry, the committee's vote."""

from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from contest.forms.base import AtMost, Form, Line, Lines, Needed, WholeNumber

TIE_REASON = _l("Hãy ghi lý do, ví dụ: Biên bản họp ngày 18/11/2026, ưu tiên hồ sơ vùng cao.")
PRESENT = _l("Ghi những người có mặt, ví dụ: 9/11 ủy viên, chủ trì Nguyễn Minh Khoa.")


class TieForm(Form):
    """The committee's choice among equals; the tied entries are its choices."""

    entry_ids = SelectMultipleField(
        _l("Hồ sơ được nhận giải"),
        coerce=int,
        validators=[Needed(_l("Hãy chọn hồ sơ được nhận giải."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    reason = Line(_l("Lý do"), [Needed(TIE_REASON), AtMost(300)])

    def offer(self, entries: Iterable[tuple[int, str, str]]) -> None:
        """Give the tied entries to choose from, as (id, code, title)."""
        self.entry_ids.choices = [SelectChoice(key, f"{code} – {title}") for key, code, title in entries]


class ChangeForm(Form):
    """Another prize, or none, for one entry by decision of the committee."""

    code = Line(
        _l("Mã số hồ sơ"), [Needed(_l("Nhập mã số hồ sơ có trong danh sách, ví dụ STKT06-01-003.")), AtMost(40)]
    )
    row_id = SelectField(_l("Giải theo quyết định của Ban Tổ chức"), coerce=int)
    reason = Line(_l("Lý do quyết định"), [Needed(_l("Hãy ghi lý do ban tổ chức quyết định khác.")), AtMost(300)])

    def offer(self, prizes: Iterable[tuple[int, str]]) -> None:
        """Give the prizes of the list to choose from, none of them first."""
        found = [SelectChoice(key, name) for key, name in prizes]
        self.row_id.choices = [SelectChoice(0, gettext("Không có giải")), *found]


class ConfirmForm(Form):
    """The minutes of the meeting that adopts the list."""

    present = Line(_l("Có mặt"), [Needed(PRESENT), AtMost(300)])
    votes_for = WholeNumber(_l("Phiếu tán thành"), [Needed(_l("Nhập số phiếu tán thành, ví dụ 9."))])
    votes_against = WholeNumber(_l("Phiếu không tán thành"), default=0)
    votes_other = WholeNumber(_l("Ý kiến khác"), default=0)
    notes = Lines(_l("Nội dung khác của biên bản"), [AtMost(4000)])
