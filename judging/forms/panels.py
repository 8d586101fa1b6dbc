"""Forms of judges and panels: invite, change, answer, seat."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from contest.forms.accounts import CONTACT_HINT
from contest.forms.base import AtMost, Form, Line, Lines, Needed, WholeNumber
from contest.rules.kinds import PanelRole
from judging.rules.panels import DEFAULT_EXPERTISE

EXPERTISE_CHOICES = (
    SelectChoice("0", _l("0 – không chuyên")),
    SelectChoice("1", _l("1 – có hiểu biết")),
    SelectChoice("2", _l("2 – đúng chuyên môn")),
    SelectChoice("3", _l("3 – chuyên sâu")),
)
ROLE_CHOICES = (
    SelectChoice("", _l("Không thuộc tiểu ban này")),
    SelectChoice(PanelRole.MEMBER.value, _l("Thành viên")),
    SelectChoice(PanelRole.CHAIR.value, _l("Trưởng tiểu ban")),
    SelectChoice(PanelRole.SECRETARY.value, _l("Thư ký")),
)


class JudgeForm(Form):
    """How many entries a judge takes; ``judge_form`` adds the expertise in each field."""

    capacity = WholeNumber(_l("Nhận chấm nhiều nhất (hồ sơ)"), default=60)

    def expertise(self) -> dict[str, int]:
        """Return field code to expertise."""
        return {name.removeprefix("level_"): int(self[name].data) for name in self._fields if name.startswith("level_")}

    def levels(self) -> list[Any]:
        """Return the fields for the expertise."""
        return [self[name] for name in self._fields if name.startswith("level_")]


class InviteForm(JudgeForm):
    """An account that is invited to judge."""

    account = RadioField(_l("Người được mời"), validators=[Needed(_l("Chọn người được mời."))], validate_choice=False)


class NewJudgeForm(JudgeForm):
    """A person without account who is invited to judge."""

    full_name = Line(_l("Họ và tên"), [Needed(_l("Nhập họ và tên, ví dụ Vàng Thị Mỷ.")), AtMost(120)])
    contact = Line(_l("Email hoặc số điện thoại"), [Needed(CONTACT_HINT), AtMost(120)])
    unit_name = Line(_l("Đơn vị công tác"), [AtMost(200)])


class ReasonForm(Form):
    """A reason for an act that is remembered."""

    reason = Line(_l("Lý do"), [AtMost(300)])


class AnswerForm(Form):
    """A judge's answer to the invitation."""

    accept = RadioField(
        _l("Trả lời của ông/bà"),
        choices=[SelectChoice("yes", _l("Tôi nhận lời làm giám khảo")), SelectChoice("no", _l("Tôi xin từ chối"))],
        validators=[Needed(_l("Chọn nhận lời hoặc từ chối."))],
        validate_choice=False,
    )
    reason = Lines(_l("Lý do nếu từ chối"), [AtMost(300)])


class PanelForm(Form):
    """A panel's name and fields; ``panel_form`` adds a role for each judge."""

    name = Line(_l("Tên tiểu ban"), [AtMost(120)])
    fields = SelectMultipleField(
        _l("Lĩnh vực"), coerce=int, widget=ListWidget(), option_widget=CheckboxInput(), validate_choice=False
    )

    def members(self) -> dict[int, PanelRole]:
        """Return the judges who sit in the panel with their roles."""
        return {
            int(name.removeprefix("role_")): PanelRole(self[name].data)
            for name in self._fields
            if name.startswith("role_") and self[name].data
        }

    def seats(self) -> list[Any]:
        """Return the fields for the roles."""
        return [self[name] for name in self._fields if name.startswith("role_")]


Kind = TypeVar("Kind", bound=JudgeForm)


def judge_form(kind: type[Kind], fields: Sequence[tuple[str, str]], **values: Any) -> Kind:
    """Return a form with one expertise for each (code, name) of the edition's fields."""
    levels: dict[str, Any] = {
        f"level_{code}": SelectField(name, choices=list(EXPERTISE_CHOICES), default=str(DEFAULT_EXPERTISE))
        for code, name in fields
    }
    made: type[Kind] = type(kind.__name__, (kind,), levels)
    return made(**values)


def panel_form(
    fields: Sequence[tuple[int, str]], judges: Sequence[tuple[int, str]], seated: Mapping[int, PanelRole], **values: Any
) -> PanelForm:
    """Return a form with the edition's fields and one role for each judge (id, name)."""
    roles: dict[str, Any] = {
        f"role_{judge_id}": SelectField(
            name, choices=list(ROLE_CHOICES), default=seated[judge_id].value if judge_id in seated else ""
        )
        for judge_id, name in judges
    }
    made: type[PanelForm] = type("PanelForm", (PanelForm,), roles)
    form = made(**values)
    form.fields.choices = [SelectChoice(field_id, name) for field_id, name in fields]
    return form
