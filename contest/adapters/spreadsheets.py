"""Tables for Excel and as CSV, in the manner of Vietnamese offices; text is never taken for a formula."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from contest.rules.text import format_date, local

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
_FONT = {"font_name": "Times New Roman", "font_size": 13}
_LONGEST = 32_767  # characters in a cell
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def write_table(
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[object]],
    *,
    subtitle: str = "",
    number_columns: Collection[int] = (),
    footer: Sequence[str] = (),
    created: datetime | None = None,
) -> bytes:
    """Return an XLSX workbook with one table: title block, frozen header, borders, A4 landscape fit to the width.

    ``columns`` are headings with widths in characters. Text is written as text (``=1+1`` stays those four
    characters); int, float and Decimal as numbers, date as dd/mm/yyyy, datetime as dd/mm/yyyy hh:mm in
    Vietnamese time, True as ``x``, None as an empty cell. ``number_columns`` (from 0) are aligned right and get
    points between thousands. ``footer`` lines follow the table. ``created`` fixes the workbook's own date, so
    that the same table gives the same bytes. Layout: experience.md section 7.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_format_properties": _FONT})
    if created:
        book.set_properties({"created": created.replace(tzinfo=None)})
    sheet = book.add_worksheet(_sheet_name(title))
    last = len(columns) - 1
    heading = book.add_format({**_FONT, "bold": True, "align": "center", "valign": "vcenter", "text_wrap": True})
    under = book.add_format({**_FONT, "italic": True, "align": "center", "valign": "vcenter", "text_wrap": True})
    head = book.add_format(
        {**_FONT, "bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    )
    width = sum(width for _, width in columns)
    row = 0
    for line, look in ((title, heading), (subtitle, under)):
        if line:
            if last:
                sheet.merge_range(row, 0, row, last, "", look)
            sheet.write_string(row, 0, line, look)
            sheet.set_row(row, 19 * (1 + len(line) // max(width, 1)))
            row += 1
    row += 1
    top = row
    for column, (text, size) in enumerate(columns):
        sheet.set_column(column, column, size)
        sheet.write_string(top, column, text, head)
    cells = _Cells(book, sheet, frozenset(number_columns))
    for values in rows:
        row += 1
        for column, value in enumerate(values):
            cells.write(row, column, value)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    if row > top:
        sheet.autofilter(top, 0, row, last)
    for number, line in enumerate(footer, 2):
        sheet.write_string(row + number, 0, line)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer('&C&"Times New Roman,Regular"&11&P/&N')
    book.close()
    return stream.getvalue()


class _Cells:
    """Writes each value in the format of its type."""

    def __init__(self, book: Any, sheet: Any, number_columns: frozenset[int]) -> None:
        self.sheet, self.number_columns = sheet, number_columns

        def look(**more: object) -> Any:
            return book.add_format({**_FONT, "border": 1, "valign": "top", **more})

        self.text = look(text_wrap=True)
        self.right = look(align="right")
        self.mark = look(align="center")
        self.plain = look(num_format="0", align="center")
        self.grouped = look(num_format="#,##0", align="right")
        self.decimal = look(num_format="#,##0.00", align="right")
        self.day = look(num_format="dd/mm/yyyy", align="center")
        self.moment = look(num_format="dd/mm/yyyy hh:mm", align="center")

    def write(self, row: int, column: int, value: object) -> None:
        """Write one value."""
        wide = column in self.number_columns
        if value is None or value == "":
            self.sheet.write_blank(row, column, None, self.text)
        elif isinstance(value, bool):
            self.sheet.write_string(row, column, "x" if value else "", self.mark)
        elif isinstance(value, int):
            self.sheet.write_number(row, column, value, self.grouped if wide else self.plain)
        elif isinstance(value, float | Decimal):
            self.sheet.write_number(row, column, value, self.decimal)
        elif isinstance(value, datetime):
            self.sheet.write_datetime(row, column, local(value).replace(tzinfo=None, microsecond=0), self.moment)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, column, value, self.day)
        else:
            self.sheet.write_string(row, column, str(value)[:_LONGEST], self.right if wide else self.text)


def _sheet_name(title: str) -> str:
    """Return a name that Excel accepts: no ``[]:*?/\\``, at most 31 characters, no apostrophe at an end."""
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31].strip(" '") or "Bảng"


def csv_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Yield a CSV table piece by piece: UTF-8 with byte order mark, comma, CRLF, dates dd/mm/yyyy.

    A text that Excel would take for a formula (it begins with ``= + - @``, tab or CR) gets an apostrophe before it;
    numbers stay as they are, with a decimal point.
    """
    yield b"\xef\xbb\xbf"
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([_guarded(text) for text in headings])
    for number, values in enumerate(rows, 1):
        writer.writerow([_guarded(value) for value in values])
        if number % 200 == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _guarded(value: object) -> str:
    """Return a value as the text of a CSV cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime):
        return f"{format_date(value)} {local(value):%H:%M}"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int | float | Decimal):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_RISKY) else text
