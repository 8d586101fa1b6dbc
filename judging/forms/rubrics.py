"""Forms of the rubric and of how scores are made."""

import re
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from contest.forms.base import AtMost, Hundredths, Line, Lines, Needed, WholeNumber
from contest.forms.rows import Revised, Row, RowsForm, rows_of
from contest.rules.text import clean, clean_lines, format_hundredths, parse_decimal
from judging.rules.rulebooks import BandRow, CriterionRow

_BAND = re.compile(r"([\d.,]+)\s*(?:(?:-|–|—|đến)\s*([\d.,]+)\s*)?:\s*(.+)")
TIE_STEPS = 4


class Bands(TextAreaField):
    """Bands of a scale, one a line: ``36–40: words | English words``; a single number is a band of one mark."""

    def _value(self) -> str:
        if self.raw_data:
            return "\n".join(self.raw_data)
        return "\n".join(_line(band) for band in self.data or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the bands; a line that is none names itself."""
        self.data: tuple[BandRow, ...] = ()
        found = []
        for line in clean_lines(valuelist[0] if valuelist else "").split("\n"):
            if not clean(line):
                continue
            match = _BAND.fullmatch(clean(line))
            low = parse_decimal(match[1]) if match else None
            high = parse_decimal(match[2] or match[1]) if match else None
            if match is None or low is None or high is None:
                message = gettext("Không đọc được mức “%(line)s”. Viết mỗi dòng như: 36–40: Hoàn toàn mới", line=line)
                raise ValueError(message)
            text, _, english = match[3].partition("|")
            found.append(BandRow(low, high, clean(text), clean(english)))
        self.data = tuple(found)


def _line(band: BandRow) -> str:
    ends = format_hundredths(band.low) if band.low == band.high else None
    ends = ends or f"{format_hundredths(band.low)}–{format_hundredths(band.high)}"
    return f"{ends}: {band.text}{' | ' + band.text_en if band.text_en else ''}"


class CriterionForm(Row):
    """A criterion; its ``id`` is the code that it had."""

    code = Line(_l("Mã"), [AtMost(30)])
    name = Line(_l("Tên tiêu chí"), [AtMost(200)])
    name_en = Line(_l("Tiếng Anh"), [AtMost(200)])
    maximum = Hundredths(_l("Điểm tối đa"))
    step = Hundredths(_l("Bước điểm"))
    minimum = Hundredths(_l("Điểm thấp nhất"))
    guidance = Lines(_l("Hướng dẫn chấm"), [AtMost(2000)])
    guidance_en = Lines(_l("Hướng dẫn chấm bằng tiếng Anh"), [AtMost(2000)])
    bands = Bands(_l("Các mức điểm"), [])

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was typed into a new row."""
        return super().is_blank and not self.bands.data and not self.bands.process_errors


class RubricForm(RowsForm):
    """The criteria of an edition."""

    rows = rows_of(CriterionForm)

    def criteria(self) -> list[CriterionRow]:
        """Return the criteria that stay."""
        return [
            CriterionRow(
                code=row.code.data,
                name=row.name.data,
                name_en=row.name_en.data,
                guidance=row.guidance.data,
                guidance_en=row.guidance_en.data,
                maximum=row.maximum.data,
                step=row.step.data,
                minimum=row.minimum.data or 0,
                bands=row.bands.data or (),
            )
            for row in self.kept_rows()
        ]


class ScoringForm(Revised):
    """How many judges an entry needs, how their totals become a score, and how ties are told apart."""

    judges_per_entry = WholeNumber(_l("Số giám khảo chấm một hồ sơ"), [Needed(_l("Nhập số, thường là 3."))])
    quorum = WholeNumber(_l("Số phiếu tối thiểu để có kết quả"), [Needed(_l("Nhập số, ví dụ 3."))])
    score_method = SelectField(
        _l("Cách tính điểm"),
        choices=[
            SelectChoice("mean", _l("Trung bình cộng các phiếu")),
            SelectChoice("trimmed_mean", _l("Từ 5 phiếu: bỏ một phiếu cao nhất và một phiếu thấp nhất")),
        ],
    )
    blind = BooleanField(_l("Chấm ẩn danh: giám khảo không thấy tên tác giả, đơn vị"))
    tie_1 = SelectField(_l("Khi bằng điểm, xét trước hết"), choices=[])
    tie_2 = SelectField(_l("rồi đến"), choices=[])
    tie_3 = SelectField(_l("sau đó"), choices=[])
    tie_4 = SelectField(_l("cuối cùng"), choices=[])

    def offer(self, steps: list[tuple[str, str]]) -> None:
        """Set the steps that may be chosen: value and words."""
        for field in self.tie_fields():
            field.choices = [SelectChoice("", gettext("không xét thêm"))] + [SelectChoice(*step) for step in steps]

    def tie_fields(self) -> list[Any]:
        """Return the fields of the tie chain in order."""
        return [self._fields[f"tie_{number}"] for number in range(1, TIE_STEPS + 1)]

    def chain(self) -> tuple[str, ...]:
        """Return the chosen steps in order."""
        return tuple(str(field.data) for field in self.tie_fields() if field.data)
