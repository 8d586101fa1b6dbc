"""Forms of the people who run an edition."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice

from contest.forms.accounts import CONTACT_HINT
from contest.forms.base import AtMost, Form, Line, Needed
from contest.rules.kinds import Role

ROLES = [
    SelectChoice(Role.SECRETARY.value, _l("Thư ký: kiểm tra hồ sơ, nhập hồ sơ giấy")),
    SelectChoice(Role.ORGANISER.value, _l("Ban Tổ chức: mọi việc của kỳ thi")),
]


class PersonForm(Form):
    """An account, and a role where one is given."""

    account = HiddenField()
    role = HiddenField()


class GrantForm(Form):
    """A grant that is taken away."""

    grant = HiddenField()


class StaffForm(Form):
    """A new account of the staff."""

    full_name = Line(_l("Họ và tên"), [Needed(_l("Nhập họ và tên, ví dụ Vàng Thị Mỷ.")), AtMost(120)])
    contact = Line(_l("Email hoặc số điện thoại"), [Needed(CONTACT_HINT), AtMost(120)])
    unit_name = Line(_l("Đơn vị"), [AtMost(200)])
    role = RadioField(_l("Làm việc với quyền"), choices=ROLES, default=Role.SECRETARY.value)
