"""Forms of people: an author with guardian, the shares, a teacher, agreements."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from contest.forms.base import AtMost, Form, Line, Needed, VietnameseDate, WholeNumber, say
from contest.forms.entries import RevisionForm
from contest.rules.kinds import ConsentGiver, ConsentScope
from contest.rules.people import MAX_NAME, RELATIONS, SEXES, problems_in_email, problems_in_phone


class Phone:
    """A validator for a telephone number, spaces, dots and +84 accepted."""

    def __call__(self, form: object, field: Any) -> None:
        for problem in problems_in_phone(field.data or "", ""):
            raise ValidationError(say(problem))


class Email:
    """A validator for a mail address."""

    def __call__(self, form: object, field: Any) -> None:
        for problem in problems_in_email(field.data or "", ""):
            raise ValidationError(say(problem))


NAME_WANTED = _l("Nhập họ và tên, ví dụ Vàng Thị Mỷ.")


class AuthorForm(RevisionForm):
    """An author; for somebody under 18 with a guardian."""

    full_name = Line(_l("Họ và tên"), [Needed(NAME_WANTED), AtMost(MAX_NAME)])
    birth_date = VietnameseDate(_l("Ngày sinh"))
    sex = SelectField(
        _l("Giới tính"),
        choices=[SelectChoice("", "–"), *(SelectChoice(text, _l(text)) for text in SEXES)],
        validate_choice=False,
    )
    ethnicity = Line(_l("Dân tộc"), [AtMost(40)])
    workplace = Line(_l("Nơi làm việc hoặc nơi ở"), [AtMost(200)])
    class_name = Line(_l("Lớp"), [AtMost(40)])
    job_title = Line(_l("Chức danh, nghề nghiệp"), [AtMost(120)])
    qualification = Line(_l("Trình độ chuyên môn"), [AtMost(120)])
    commune_name = Line(_l("Xã, phường"), [AtMost(120)])
    phone = Line(_l("Số điện thoại"), [AtMost(40), Phone()])
    email = Line(_l("Email"), [AtMost(120), Email()])
    is_lead = BooleanField(_l("Đây là tác giả chính, đại diện cho nhóm"))
    guardian_name = Line(_l("Họ tên cha mẹ hoặc người giám hộ"), [AtMost(MAX_NAME)])
    guardian_relation = SelectField(
        _l("Quan hệ với tác giả"),
        choices=[SelectChoice("", "–"), *(SelectChoice(text, _l(text)) for text in RELATIONS)],
        validate_choice=False,
    )
    guardian_phone = Line(_l("Số điện thoại của cha mẹ hoặc người giám hộ"), [AtMost(40), Phone()])


class SupervisorForm(Form):
    """A supervising teacher."""

    full_name = Line(_l("Họ và tên"), [Needed(NAME_WANTED), AtMost(MAX_NAME)])
    subject = Line(_l("Môn dạy"), [AtMost(120)])
    workplace = Line(_l("Trường"), [AtMost(200)])
    phone = Line(_l("Số điện thoại"), [AtMost(40), Phone()])


def shares_form(authors: Iterable[tuple[int, str, int]]) -> Form:
    """Return a form with the share of each author: id, name, share so far."""
    fields = {f"share_{number}": WholeNumber(name, default=share) for number, name, share in authors}
    made: Form = type("SharesForm", (Form,), fields)()
    return made


def consent_form(wanted: Iterable[tuple[ConsentGiver, ConsentScope, str]]) -> Form:
    """Return a form with one box for each agreement that may still be given; none is ticked beforehand."""
    fields = {f"{giver.value}_{scope.value}": BooleanField(text) for giver, scope, text in wanted}
    made: Form = type("ConsentsForm", (Form,), fields)()
    return made
