"""Forms of numbered rows: add by filling an empty row, remove by a tick, reorder by a position number."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectField, SelectMultipleField
from wtforms import Form as PlainForm

from contest.forms.base import Form, Hundredths, Line, Lines, VietnameseDate, VietnameseMoment, WholeNumber, say
from contest.rules.problems import RuleError

TYPED = (Line, Lines, VietnameseDate, VietnameseMoment, Hundredths, WholeNumber)
SPARE_ROWS = 2
Difference = tuple[str, str, str]


class Row(PlainForm):
    """One row: which stored row it is, where it stands, whether it goes; subclasses add the columns."""

    id = HiddenField()
    position = WholeNumber(_l("Thứ tự"))
    remove = BooleanField(_l("Bỏ dòng này"))

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was typed into a new row."""
        columns = (field for field in self if field.short_name != "position" and isinstance(field, TYPED))
        return not self.id.data and not any(_shown(field) for field in columns)

    @property
    def columns(self) -> list[Any]:
        """Return the fields that make up the row's content."""
        return [field for field in self if field.short_name not in ("id", "position", "remove")]


class Revised(Form):
    """A form about an edition as it stood at a revision."""

    revision = HiddenField()

    @property
    def known_revision(self) -> int:
        """Return the revision that the page was made from; 0 when it was tampered with."""
        text = str(self.revision.data or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    def adopt(self, theirs: "Revised") -> list[Difference]:
        """Go on from the revision that somebody else saved, and return what differs: label, mine, theirs."""
        found = differences(self, theirs)
        self.revision.data = theirs.revision.data
        self.revision.raw_data = None
        return found

    def problems_found(self) -> list[tuple[str, str]]:
        """Return every problem with the id of its field, for the summary; the form's own have none."""
        return _problems(self)


class RowsForm(Revised):
    """A form of rows; subclasses name the rows ``rows``."""

    rows: Any

    def kept_rows(self) -> list[Any]:
        """Return the rows that stay, in the order of their positions."""
        kept = [entry.form for entry in self.rows.entries if not entry.form.remove.data and not entry.form.is_blank]
        return [
            row
            for _, _, row in sorted(
                ((row.position.data or 10**6, number, row) for number, row in enumerate(kept)),
                key=lambda item: item[:2],
            )
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the shape of what was typed, in the rows that stay."""
        super().validate(extra_validators)
        others = [name for name, field in self._fields.items() if field is not self.rows and field.errors]
        return not others and not self.form_errors and not any(row.errors for row in self.kept_rows())

    def hang(self, error: RuleError) -> None:
        """Show each problem at its row and column (``<anything>-<number of the kept row>-<column>``)."""
        kept = self.kept_rows()
        for problem in error.problems:
            place = re.fullmatch(r"[a-z]+-(\d+)-(\w+)", problem.field)
            row = kept[int(place[1])] if place and int(place[1]) < len(kept) else None
            field = row._fields.get(place[2]) if place and row is not None else self._fields.get(problem.field)
            if field is None or field is self.rows:
                self.form_errors.append(say(problem))
            else:
                field.errors = [*field.errors, say(problem)]
        self.rows.errors = [entry.form.errors for entry in self.rows.entries]

    def adopt(self, theirs: Revised) -> list[Difference]:
        """Also take over the rows that only the other has, so that saving again loses nothing of it."""
        found = super().adopt(theirs)
        mine = {str(entry.form.id.data) for entry in self.rows.entries}
        for entry in theirs.rows.entries if isinstance(theirs, RowsForm) else ():
            if entry.form.id.data and str(entry.form.id.data) not in mine:
                self.rows.append_entry(entry.data)
        return found


def rows_of(kind: type[Row]) -> Any:
    """Return the field that holds the rows of a form."""
    return FieldList(FormField(kind))


def row_data(rows: Iterable[Mapping[str, Any]], *, spare: int = SPARE_ROWS) -> list[dict[str, Any]]:
    """Return what a form shows at first: the stored rows numbered 1, 2, 3 …, and some empty ones."""
    filled = [{**row, "position": number} for number, row in enumerate(rows, 1)]
    return filled + [{"position": len(filled) + number} for number in range(1, spare + 1)]


def differences(mine: Any, theirs: Any, prefix: str = "") -> list[Difference]:
    """Return label, my text and their text for every field whose text differs; rows are matched by their id."""
    found: list[Difference] = []
    for name, field in mine._fields.items():
        other = theirs._fields.get(name)
        if isinstance(field, FieldList):
            found += _row_differences(field.entries, other.entries)
        elif not isinstance(field, HiddenField) and name not in ("position", "csrf_token") and other is not None:
            texts = (_shown(field), _shown(other))
            if texts[0] != texts[1]:
                found.append((f"{prefix}{field.label.text}", *texts))
    return found


def _row_differences(mine: Sequence[Any], theirs: Sequence[Any]) -> list[Difference]:
    others = {str(entry.form.id.data): entry.form for entry in theirs if entry.form.id.data}
    found = []
    for number, entry in enumerate(mine, 1):
        row = entry.form
        name = gettext("Dòng %(number)s", number=number)
        other = others.pop(str(row.id.data), None)
        if other is not None:
            found += differences(row, other, f"{name}: ")
        elif not row.is_blank:
            found.append((name, _row_text(row), "–"))
    return found + [(gettext("Dòng mới ở bản kia"), "–", _row_text(row)) for row in others.values()]


def _row_text(row: Row) -> str:
    return " · ".join(text for field in row.columns if (text := _shown(field)))


def _shown(field: Any) -> str:
    """Return what a field shows, as text."""
    if isinstance(field, BooleanField):
        return gettext("Có") if field.data else gettext("Không")
    if isinstance(field, SelectMultipleField):
        return ", ".join(str(choice.label) for choice in field.choices if choice.value in (field.data or ()))
    if isinstance(field, SelectField):
        return next((str(one.label) for one in field.choices if str(one.value) == str(field.data)), "")
    return str(field._value() or "").strip().replace("\r\n", "\n")


def _problems(form: Any) -> list[tuple[str, str]]:
    found = [("", str(text)) for text in form.form_errors]
    for field in form:
        if isinstance(field, FieldList):
            for entry in field.entries:
                if not entry.form.remove.data and not entry.form.is_blank:
                    found += _problems(entry.form)
        else:
            found += [(field.id, str(text)) for text in field.errors]
    return found
