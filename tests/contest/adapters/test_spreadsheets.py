"""Tables for Excel are read back as they were meant, and no text becomes a formula."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

from python_calamine import CalamineWorkbook

from contest.adapters.spreadsheets import csv_table, write_table

WHEN = datetime(2026, 6, 15, 3, 5, 40, tzinfo=UTC)
COLUMNS = [("STT", 6), ("Tên giải pháp", 40), ("Điểm", 9), ("Ngày", 12), ("Nộp lúc", 18), ("Có", 5)]
ROWS = [
    (1, "Máy tách hạt ngô", Decimal("92.5"), date(2026, 1, 5), WHEN, True),
    (2, '=HYPERLINK("http://x")', -3, None, None, False),
    (3, "+84 912", 1234567, None, None, None),
    (4, "{=1+1}", 0, None, None, None),
    (5, "0912345678", 0, None, None, None),
    (6, "http://example.vn", 0, None, None, None),
    (7, "x" * 40_000, 0, None, None, None),
]


def _table(**more: object) -> bytes:
    return write_table("Danh sách hồ sơ [2026]: lần/VI", COLUMNS, ROWS, **more)  # type: ignore[arg-type]


def test_a_table_reads_back_as_written() -> None:
    """Title, heading row, texts, numbers and dates come back in their types; long text is cut to Excel's limit."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(_table(subtitle="Đến 15/06/2026", footer=["Người lập"])))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Danh sách hồ sơ [2026]: lần/VI"
    assert rows[1][0] == "Đến 15/06/2026"
    assert rows[3] == [heading for heading, _ in COLUMNS]
    there = datetime(2026, 6, 15, 10, 5, 40, tzinfo=UTC).replace(tzinfo=None)
    assert rows[4] == [1.0, "Máy tách hạt ngô", 92.5, date(2026, 1, 5), there, "x"]
    assert rows[5] == [2.0, '=HYPERLINK("http://x")', -3.0, "", "", ""]
    assert [row[1] for row in rows[6:10]] == ["+84 912", "{=1+1}", "0912345678", "http://example.vn"]
    assert len(rows[10][1]) == 32_767
    assert rows[12][0] == "Người lập"


def test_the_workbook_is_office_like_and_holds_no_formula() -> None:
    """Times New Roman 13, frozen and repeated header, A4 landscape on one page's width; no formula, no link."""
    with zipfile.ZipFile(io.BytesIO(_table())) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        styles = parts.read("xl/styles.xml").decode()
        names = parts.read("xl/workbook.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert 'state="frozen"' in sheet
    assert 'paperSize="9" orientation="landscape"' in sheet.replace(' fitToHeight="0"', "")
    assert '<sz val="13"/>' in styles
    assert "Calibri" not in styles
    assert "_xlnm.Print_Titles" in names


def test_the_same_table_gives_the_same_bytes() -> None:
    """With a fixed date two runs are equal."""
    assert _table(created=WHEN) == _table(created=WHEN)


def test_an_empty_table_and_one_column() -> None:
    """A table without rows, and one of a single column, are still workbooks."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(write_table("Trống", [("Tên", 20)], []))).get_sheet_by_index(0)
    assert rows.to_python() == [["Trống"], [""], ["Tên"]]


def test_csv_is_guarded_and_streamed() -> None:
    """Risky texts get an apostrophe, numbers do not; many rows come in several pieces."""
    pieces = list(csv_table(["Tên", "Số"], [("=1+1", -3), ("@x", WHEN), ('a,b\n"c"', None)] + [("đ", 1)] * 500))
    assert len(pieces) > 3
    data = b"".join(pieces)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[:4] == [["Tên", "Số"], ["'=1+1", "-3"], ["'@x", "15/06/2026 10:05"], ['a,b\n"c"', ""]]
    assert len(rows) == 504
