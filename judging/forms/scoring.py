"""Forms of judging: the score sheet of a rubric, a refusal, opening a sheet again."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.fields import SelectField
from wtforms.fields.choices import SelectChoice

from contest.forms.base import AtMost, Form, Lines, Needed, say
from contest.rules.problems import Problem
from contest.rules.text import clean, format_hundredths
from judging.rules.rubrics import CriterionFacts, comment_field, mark_field, parse_mark
from judging.rules.sheets import RECOMMENDATIONS

COMMENT_LIMIT = 4000


class MarkField(StringField):
    """A mark typed with comma or point, kept as hundredths; what was typed is shown again."""

    def __init__(self, label: Any = None, criterion: CriterionFacts | None = None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.criterion = criterion

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return format_hundredths(self.data) if isinstance(self.data, int) else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the mark on its scale; an empty value is None."""
        self.data: int | None = None
        found = parse_mark(valuelist[0], self.criterion) if valuelist and self.criterion else None
        if isinstance(found, Problem):
            raise ValueError(say(found))
        self.data = found


class SheetForm(Form):
    """What every score sheet has; ``sheet_form`` adds the criteria."""

    remark = Lines(_l("Nhận xét chung"), [AtMost(COMMENT_LIMIT)])
    recommendation = SelectField(
        _l("Đề nghị"), choices=[SelectChoice(value, _l(words)) for value, words in RECOMMENDATIONS.items()]
    )
    revision = HiddenField()

    @property
    def base_revision(self) -> int:
        """Return the revision of the sheet that the judge was looking at, 0 for none."""
        text = clean(self.revision.data)
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


@lru_cache(maxsize=64)
def _form_class(criteria: tuple[CriterionFacts, ...]) -> type[SheetForm]:
    """Return the form of a rubric, made once."""
    fields: dict[str, Any] = {}
    for one in criteria:
        fields[mark_field(one.id)] = MarkField(one.name, criterion=one)
        fields[comment_field(one.id)] = Lines(_l("Nhận xét"), [AtMost(COMMENT_LIMIT)])
    return type("RubricForm", (SheetForm,), fields)


def sheet_form(criteria: Sequence[CriterionFacts], values: Mapping[str, Any], *, typed: bool) -> SheetForm:
    """Return the score sheet form of a rubric with stored values by field name, or with what was typed."""
    made = _form_class(tuple(criteria))
    return made(data=values) if typed else made(formdata=None, data=values)


class RecuseForm(Form):
    """Why a judge does not score an entry."""

    reason = Lines(
        _l("Lý do"), [Needed(_l("Ghi lý do, ví dụ: tác giả là người nhà, hoặc không đúng chuyên môn.")), AtMost(1000)]
    )


class ReopenForm(Form):
    """Why a sheet is given back to its judge."""

    reason = Lines(
        _l("Lý do mở lại"),
        [Needed(_l("Ghi lý do, ví dụ: tiểu ban đã thảo luận ngày 12/9 và đề nghị chấm lại.")), AtMost(1000)],
    )
