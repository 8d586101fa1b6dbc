"""Whole rule books: an edition with its rubric and prize structure, read from data, written back, copied."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from contest.models.editions import Edition
from contest.rules.access import Viewer
from contest.rules.problems import refuse_if
from contest.rules.rulebooks import Table, read_book, write_book
from contest.services import editions
from judging.rules.rulebooks import (
    problems_across,
    problems_in_criteria,
    problems_in_prizes,
    read_judging,
    write_judging,
)
from judging.services import prize_structure, rubrics


def import_rulebook(session: Session, book: Table, *, by: Viewer | None, now: datetime) -> Edition:
    """Make an edition with rubric and prize rows from the tables of a rule book (``contest/data/rulebooks``).

    RuleError names everything that is wrong; an edition whose code exists is refused.
    """
    facts = read_book(book)
    criteria, prizes = read_judging(book)
    problems = [
        *problems_in_criteria(criteria),
        *problems_in_prizes(prizes, [row.code for row in facts.fields]),
        *problems_across(facts, criteria),
    ]
    refuse_if([replace(problem, field="book") for problem in problems])
    edition = editions.add_edition(session, facts, by=by, now=now)
    rubrics.add_rubric(session, edition.id, criteria, version=1, now=now)
    prize_structure.add_rows(session, edition, prizes)
    return edition


def export_rulebook(session: Session, edition: Edition) -> dict[str, Any]:
    """Return the rule book of an edition as tables; importing them under another code makes the same edition."""
    criteria = rubrics.criterion_rows(rubrics.current_rubric(session, edition.id))
    prizes = prize_structure.prize_lines(prize_structure.list_rows(session, edition.id))
    return write_book(editions.book_of(edition)) | write_judging(criteria, prizes)


def copy_edition(
    session: Session,
    edition: Edition,
    *,
    code: str,
    changes: Mapping[str, Any] | None = None,
    years: int = 1,
    by: Viewer | None,
    now: datetime,
) -> Edition:
    """Make the edition of a later year with the current rubric and prize rows of this one."""
    made = editions.copy_edition(session, edition, code=code, changes=changes, years=years, by=by, now=now)
    rubric = rubrics.current_rubric(session, edition.id)
    if rubric is not None:
        rubrics.add_rubric(session, made.id, rubrics.criterion_rows(rubric), version=1, now=now)
    rows = prize_structure.list_rows(session, edition.id)
    prize_structure.add_rows(session, made, prize_structure.prize_lines(rows))
    return made
