"""The copy of an edition for a later year: dates and labels moved."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from contest.rules.editions import EditionFacts, PhaseFacts
from contest.rules.text import VIETNAM, local


def later(facts: EditionFacts, phases: Sequence[PhaseFacts], years: int) -> tuple[EditionFacts, list[PhaseFacts]]:
    """Return the same facts and phases with every date moved by whole years; 29/02 becomes 28/02 where needed."""
    year = facts.eligible_from_year
    moved = replace(
        facts,
        opens_at=_moved(facts.opens_at, years),
        closes_at=_moved(facts.closes_at, years),
        birth_from=facts.birth_from and _moved_day(facts.birth_from, years),
        birth_to=facts.birth_to and _moved_day(facts.birth_to, years),
        eligible_from_year=year + years if year is not None else None,
    )
    return moved, [
        replace(
            row,
            starts_at=row.starts_at and _moved(row.starts_at, years),
            ends_at=row.ends_at and _moved(row.ends_at, years),
        )
        for row in phases
    ]


def renumbered(text: str, years: int) -> str:
    """Return a label with its four-digit years moved (``2025-2026`` -> ``2026-2027``): a suggestion to correct."""
    return re.sub(r"\b(?:19|20)\d\d\b", lambda match: str(int(match[0]) + years), text)


def _moved_day(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _moved(moment: datetime, years: int) -> datetime:
    there = local(moment)
    return datetime.combine(_moved_day(there.date(), years), there.time(), VIETNAM)
