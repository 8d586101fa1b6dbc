"""Forms of accounts: sign in, register, codes, passwords, contact."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, RadioField
from wtforms.fields.choices import SelectChoice

from contest.forms.base import AtMost, Form, Line, Needed
from contest.rules.kinds import AccountKind

CONTACT_HINT = _l("Nhập email hoặc số điện thoại gồm 10 chữ số, ví dụ 0912 345 678.")


class SignInForm(Form):
    """Contact and password."""

    contact = Line(_l("Email, số điện thoại hoặc tên đăng nhập"), [Needed(CONTACT_HINT)])
    password = PasswordField(_l("Mật khẩu"), [Needed(_l("Nhập mật khẩu."))])
    next = HiddenField()
    replay = HiddenField()


class CodeForm(Form):
    """A one-time code from the organiser or the teacher."""

    code = Line(_l("Mã dùng một lần"), [Needed(_l("Nhập mã trên phiếu, ví dụ 7KQ4M-2XRTD.")), AtMost(40)])


class RegisterForm(Form):
    """A new account."""

    full_name = Line(_l("Họ và tên"), [Needed(_l("Nhập họ và tên, ví dụ Vàng Thị Mỷ.")), AtMost(120)])
    contact = Line(_l("Email hoặc số điện thoại"), [Needed(CONTACT_HINT), AtMost(120)])
    kind = RadioField(
        _l("Bạn là"),
        choices=[
            SelectChoice(AccountKind.ADULT.value, _l("Người lớn dự thi")),
            SelectChoice(AccountKind.TEACHER.value, _l("Giáo viên nộp bài cho học sinh")),
            SelectChoice(AccountKind.PUPIL.value, _l("Học sinh")),
        ],
        default=AccountKind.ADULT.value,
    )
    unit_name = Line(_l("Trường hoặc đơn vị"), [AtMost(200)])
    password = PasswordField(_l("Mật khẩu"), [Needed(_l("Chọn một mật khẩu từ 10 ký tự trở lên."))])


class ForgottenForm(Form):
    """Where to send a code for a new password."""

    contact = Line(_l("Email hoặc số điện thoại"), [Needed(CONTACT_HINT), AtMost(120)])


class ResetForm(Form):
    """A code and a new password."""

    code = Line(
        _l("Mã dùng một lần"), [Needed(_l("Nhập mã trong thư hoặc trên phiếu, ví dụ 7KQ4M-2XRTD.")), AtMost(40)]
    )
    password = PasswordField(_l("Mật khẩu mới"), [Needed(_l("Chọn một mật khẩu từ 10 ký tự trở lên."))])


class PasswordForm(Form):
    """The current and a new password; an account that came by code has no current one."""

    current = PasswordField(_l("Mật khẩu hiện nay"))
    password = PasswordField(_l("Mật khẩu mới"), [Needed(_l("Chọn một mật khẩu từ 10 ký tự trở lên."))])


class ContactForm(Form):
    """A changed mail address or phone number, confirmed by the password."""

    contact = Line(_l("Email hoặc số điện thoại mới"), [Needed(CONTACT_HINT), AtMost(120)])
    current = PasswordField(_l("Mật khẩu hiện nay"), id="contact-current")


class EmptyForm(Form):
    """Only a button."""
