"""The audit trail in words: marks as marks, money as money, only what changed."""

from flask import Flask

from contest.views.audit_words import describe


def words(app: Flask, action: str, details: dict[str, object]) -> list[str]:
    """Return the lines of an event."""
    with app.test_request_context():
        return [str(change) for change in describe(action, details)]


def test_marks_are_read_in_points_not_in_hundredths(app: Flask) -> None:
    """A first saved sheet lists its marks; a later one only those that changed."""
    first = {"revision": 1, "before": {"Tính mới": None}, "after": {"Tính mới": 3850}, "total": 9150}
    assert words(app, "sheet.saved", first) == ["Tính mới: 38,5", "Lần lưu: 1", "Tổng: 91,5"]
    later = {
        "revision": 2,
        "before": {"Tính mới": 3850, "Hiệu quả": 2000},
        "after": {"Tính mới": 3700, "Hiệu quả": 2000},
        "total": 9000,
    }
    assert words(app, "sheet.submitted", later) == ["Tính mới: 38,5 → 37", "Lần lưu: 2", "Tổng: 90"]


def test_money_has_points_between_thousands(app: Flask) -> None:
    """A list of prizes says its number and its sum."""
    assert words(app, "prizes.proposed", {"prizes": 14, "spent": 456_000_000}) == [
        "Số giải: 14",
        "Tổng tiền thưởng: 456.000.000 đồng",
    ]
