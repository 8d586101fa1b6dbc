"""Forms of assignment and conflicts: seed and way of a plan, one judge by hand, one conflict."""

from collections.abc import Sequence
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from contest.forms.base import AtMost, Form, Line, Needed, WholeNumber


class PlanForm(Form):
    """The seed of a plan and how much of the present assignment it keeps."""

    seed = WholeNumber(_l("Số ngẫu nhiên"), default=1)
    method = RadioField(
        _l("Cách lập"),
        choices=[
            SelectChoice("first", _l("Lập mới: chia đều từ đầu, chỉ giữ các phiếu đã bắt đầu chấm")),
            SelectChoice("fill", _l("Chỉ bù chỗ thiếu: giữ nguyên mọi phân công hiện có")),
            SelectChoice("even", _l("Bù và san đều: giữ phần lớn phân công, chuyển một số để đều hơn")),
        ],
        default="first",
    )


class AssignForm(Form):
    """One judge for one entry, with the reason."""

    judge = SelectField(_l("Giám khảo"), coerce=int, validate_choice=False)
    reason = Line(_l("Lý do thêm"), [AtMost(300)])


class ConflictForm(Form):
    """One conflict: judge, entry, reason."""

    judge = SelectField(_l("Giám khảo"), coerce=int, validate_choice=False)
    entry = Line(_l("Mã số hồ sơ"), [Needed(_l("Nhập mã số hồ sơ, ví dụ STKT06-01-007.")), AtMost(40)])
    reason = Line(_l("Lý do"), [AtMost(300)])


Kind = TypeVar("Kind", AssignForm, ConflictForm)


def with_judges(form: Kind, judges: Sequence[Any]) -> Kind:
    """Return the form with the judges to choose from; a row has id, code, full_name."""
    form.judge.choices = [SelectChoice(row.id, f"{row.code} · {row.full_name}") for row in judges]
    return form
