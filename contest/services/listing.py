"""Lists: one page of rows with the total, always by two statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

PAGE_SIZE = 50


@dataclass(frozen=True)
class Listing:
    """One page of a list."""

    rows: Sequence[Row[Any]]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """Return the number of pages, at least one."""
        return max(1, -(-self.total // self.size))


def list_page(session: Session, chosen: Select[Any], *, page: int, size: int = PAGE_SIZE) -> Listing:
    """Return one page (from 1) of an ordered statement that selects columns; a page past the end is the last."""
    total = session.scalar(select(func.count()).select_from(chosen.order_by(None).subquery())) or 0
    page = max(1, min(page, -(-total // size) or 1))
    rows = session.execute(chosen.limit(size).offset((page - 1) * size)).all()
    return Listing(rows, total, page, size)
