"""Fields for numbers: what is accepted, what is refused with an example, what the page shows again."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from contest.forms.base import Amount, Form, WholeNumber


class Numbers(Form):
    """One count and one amount."""

    count = WholeNumber("Số lượng")
    amount = Amount("Tiền thưởng")


@pytest.mark.parametrize(
    ("typed", "number"),
    [("12", 12), (" 7 ", 7), ("40.000.000", 40_000_000), ("1 500 000", 1_500_000), ("0", 0), ("", None)],
)
def test_points_and_spaces_between_thousands_are_accepted(app: Flask, typed: str, number: int | None) -> None:
    """A person types money as it is printed."""
    with app.test_request_context():
        form = Numbers(MultiDict({"count": typed, "amount": typed}), meta={"csrf": False})
        assert form.validate()
        assert (form.count.data, form.amount.data) == (number, number)


@pytest.mark.parametrize("typed", ["1.5", "8,5", "-3", "sáu", "1.0000", "²", "٣"])
def test_what_is_no_whole_number_is_refused_and_shown_again(app: Flask, typed: str) -> None:
    """A decimal is not read as ten times as much, and what was typed stays in the box."""
    with app.test_request_context():
        form = Numbers(MultiDict({"count": typed, "amount": typed}), meta={"csrf": False})
        assert not form.validate()
        assert form.count.errors == ["Nhập số nguyên, ví dụ 12."]
        assert f'value="{typed}"' in form.count()
        assert f'value="{typed}"' in form.amount()


def test_a_number_is_a_text_box_with_number_keys(app: Flask) -> None:
    """A browser's number box would show an amount with points as empty; a year has no points."""
    with app.test_request_context():
        form = Numbers(data={"count": 2021, "amount": 40_000_000}, meta={"csrf": False})
        assert 'type="text"' in form.count()
        assert 'inputmode="numeric"' in form.count()
        assert 'value="2021"' in form.count()
        assert 'value="40.000.000"' in form.amount()
