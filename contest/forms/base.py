"""The form that all forms are, and fields for Vietnamese text, dates and numbers."""

import re
from datetime import date, datetime
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from contest.rules.problems import Problem, RuleError
from contest.rules.text import (
    VIETNAM,
    clean,
    clean_lines,
    format_date,
    format_hundredths,
    group_thousands,
    local,
    parse_date,
    parse_decimal,
)

LARGEST = 2_000_000_000
"""The largest whole number that is taken; the columns of the database hold 32 bits."""


class Form(FlaskForm):
    """A form with CSRF protection whose rule problems hang on its fields."""

    def hang(self, error: RuleError) -> None:
        """Show each problem of a rule at its field, or above the form when it has none."""
        for problem in error.problems:
            field = self._fields.get(problem.field)
            text = say(problem)
            if field is None:
                self.form_errors.append(text)
            else:
                field.errors = [*field.errors, text]


def say(problem: Problem) -> str:
    """Return a problem in the language of the page."""
    return gettext(problem.message, **problem.values) if problem.values else gettext(problem.message)


class Line(StringField):
    """One line of text in NFC, spaces folded."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the first value, cleaned."""
        self.data = clean(valuelist[0]) if valuelist else ""


class Lines(TextAreaField):
    """Several lines of text in NFC."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the first value, cleaned, with its line breaks."""
        self.data = clean_lines(valuelist[0]) if valuelist else ""


class VietnameseDate(DateField):
    """A date typed as dd/mm/yyyy; what was typed is kept, as a browser's own date box would not."""

    widget = TextInput()

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, format="%d/%m/%Y", **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return format_date(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date; an empty value is None."""
        self.data: date | None = None
        if valuelist and valuelist[0].strip():
            self.data = parse_date(valuelist[0])
            if self.data is None:
                raise ValueError(gettext("Nhập ngày theo dạng ngày/tháng/năm, ví dụ 05/09/2012."))


class VietnameseMoment(StringField):
    """A moment typed as ``dd/mm/yyyy hh:mm`` in Vietnamese time."""

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return f"{format_date(self.data)} {local(self.data):%H:%M}" if isinstance(self.data, datetime) else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the moment; an empty value is None."""
        self.data: datetime | None = None
        text = clean(valuelist[0]) if valuelist else ""
        if not text:
            return
        day, _, clock = text.replace("T", " ").partition(" ")
        parsed = parse_date(day)
        try:
            hour, minute = (int(part) for part in clock.replace("giờ", ":").replace(" ", "").split(":"))
            if parsed is None:
                raise ValueError
            self.data = datetime(parsed.year, parsed.month, parsed.day, hour, minute, tzinfo=VIETNAM)
        except ValueError:
            raise ValueError(gettext("Nhập ngày và giờ, ví dụ 31/07/2026 17:00.")) from None


class Hundredths(StringField):
    """A number with up to two decimals, comma or point, kept as hundredths."""

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return format_hundredths(self.data) if isinstance(self.data, int) else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; an empty value is None."""
        self.data: int | None = None
        if valuelist and valuelist[0].strip():
            self.data = parse_decimal(valuelist[0])
            if self.data is None:
                raise ValueError(gettext("Nhập số, ví dụ 8,5 hoặc 8.5."))


class NumberText(TextInput):
    """A text box with the number keys of a phone: a browser's own number box would drop points and what is wrong."""

    def __call__(self, field: Any, **kwargs: Any) -> Any:
        """Draw the box."""
        return super().__call__(field, **{"inputmode": "numeric", "autocomplete": "off"} | kwargs)


class WholeNumber(IntegerField):
    """A whole number; points between thousands are accepted, and what was typed is kept."""

    widget = NumberText()

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return str(self.data) if isinstance(self.data, int) else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; an empty value is None."""
        self.data: int | None = None
        text = clean(valuelist[0]) if valuelist else ""
        if text:
            if not re.fullmatch(r"[0-9]{1,15}|[0-9]{1,3}(?:[. ][0-9]{3}){1,4}", text):
                raise ValueError(gettext("Nhập số nguyên, ví dụ 12."))
            number = int(re.sub(r"[. ]", "", text))
            if number > LARGEST:
                raise ValueError(gettext("Nhập số không quá %(most)s.", most=group_thousands(LARGEST)))
            self.data = number


class Amount(WholeNumber):
    """An amount in đồng, shown with points between thousands."""

    def _value(self) -> str:
        return group_thousands(self.data) if isinstance(self.data, int) and not self.raw_data else super()._value()


class Needed:
    """A validator for what must not stay empty; its message says what to enter, with an example."""

    field_flags = {"needed": True}

    def __init__(self, message: Any = None) -> None:
        self.message = message or lazy_gettext("Mục này cần được điền.")

    def __call__(self, form: object, field: Any) -> None:
        if field.errors:
            return
        if field.data is None or field.data == "" or field.data == []:
            raise ValidationError(str(self.message))


class AtMost:
    """A validator for the length of a text in characters."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, form: object, field: Any) -> None:
        if field.data and len(field.data) > self.limit:
            raise ValidationError(
                gettext("Tối đa %(limit)s ký tự; hiện có %(count)s.", limit=self.limit, count=len(field.data))
            )
