"""Forms that make an edition: from a preset, from a file, from an earlier edition."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from contest.forms.base import AtMost, Form, Line, Needed, WholeNumber

CODE = _l("Mã kỳ thi mới")
CODE_WANTED = _l("Nhập mã, ví dụ stkt-2027.")


class PresetForm(Form):
    """A shipped preset under a new code."""

    preset = SelectField(_l("Mẫu thể lệ"), choices=[])
    code = Line(CODE, [Needed(CODE_WANTED), AtMost(40)], id="preset-code")

    def offer(self, presets: list[tuple[str, str]]) -> None:
        """Set the presets that may be chosen: value and words."""
        self.preset.choices = [SelectChoice(*preset) for preset in presets]


class UploadForm(Form):
    """A rule book file."""

    book = FileField(_l("Tệp thể lệ (.toml)"), [Needed(_l("Chọn một tệp thể lệ .toml."))])


class CopyForm(Form):
    """An earlier edition, moved to a later year."""

    source = SelectField(_l("Sao chép từ"), choices=[])
    years = SelectField(
        _l("Dời mọi mốc ngày"),
        choices=[SelectChoice("1", _l("1 năm")), SelectChoice("2", _l("2 năm")), SelectChoice("3", _l("3 năm"))],
    )
    code = Line(CODE, [Needed(CODE_WANTED), AtMost(40)])
    title = Line(_l("Tên đầy đủ của kỳ thi mới"), [AtMost(300)])
    edition_no = WholeNumber(_l("Lần thứ"))
    year_label = Line(_l("Năm"), [AtMost(40)])

    def offer(self, sources: list[tuple[str, str]]) -> None:
        """Set the editions that may be copied: code and title."""
        self.source.choices = [SelectChoice(*source) for source in sources]
