"""Filters of the templates: dates, numbers, sizes, in the language of the page."""

from datetime import date, datetime, timedelta

from flask import Flask
from flask_babel import gettext, ngettext

from contest.rules.text import format_date, format_hundredths, format_moment, format_money, group_thousands, local
from contest.views.labels import label
from contest.views.pages import in_language, language


def moment(value: datetime | None) -> str:
    """Return a moment in words, Vietnamese time."""
    if value is None or language() == "vi":
        return format_moment(value)
    there = local(value)
    return f"{there:%H:%M}, {there:%A} {format_date(there)} (Vietnam time)"


def short_moment(value: datetime | None) -> str:
    """Return ``17:00 30/11/2026``."""
    return f"{local(value):%H:%M} {format_date(value)}" if value else ""


def file_size(count: int) -> str:
    """Return a size in KB or MB with decimal comma."""
    if count < 1024 * 1024:
        return f"{max(1, count // 1024)} KB"
    return f"{format_hundredths(count * 10 // (1024 * 1024) * 10)} MB"


def time_left(until: datetime, now: datetime) -> str:
    """Return how long there is left, in days or hours; empty when it is over."""
    left = until - now
    if left <= timedelta(0):
        return ""
    if left >= timedelta(days=2):
        return ngettext("còn %(num)s ngày", "còn %(num)s ngày", left.days)
    hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
    return gettext("còn %(hours)s giờ %(minutes)s phút", hours=hours, minutes=minutes)


def day(value: date | datetime | None) -> str:
    """Return dd/mm/yyyy."""
    return format_date(value)


def init_app(app: Flask) -> None:
    """Give the templates their filters."""
    app.jinja_env.filters.update(
        moment=moment,
        short_moment=short_moment,
        day=day,
        points=format_hundredths,
        money=format_money,
        thousands=group_thousands,
        file_size=file_size,
        label=label,
    )
    app.jinja_env.globals.update(in_language=in_language, time_left=time_left)
