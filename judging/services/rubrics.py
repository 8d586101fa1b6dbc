"""Rubrics: the current version, and saving a changed one without touching what judges have used."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from contest.models.editions import Edition
from contest.rules.access import Viewer
from contest.rules.problems import refuse_if
from contest.services import audit, editions
from judging.models.rubrics import Criterion, Rubric
from judging.models.scoring import ScoreSheet
from judging.rules.rulebooks import BandRow, CriterionRow, problems_across, problems_in_criteria


def current_rubric(session: Session, edition_id: int) -> Rubric | None:
    """Return the rubric version in force, with its criteria."""
    return (
        session.scalars(
            select(Rubric)
            .where(Rubric.edition_id == edition_id, Rubric.is_current)
            .order_by(Rubric.version.desc())
            .options(joinedload(Rubric.criteria))
        )
        .unique()
        .first()
    )


def count_sheets(session: Session, rubric: Rubric | None) -> int:
    """Return how many score sheets use a rubric version."""
    if rubric is None:
        return 0
    return session.scalar(select(func.count()).where(ScoreSheet.rubric_id == rubric.id)) or 0


def criterion_rows(rubric: Rubric | None) -> tuple[CriterionRow, ...]:
    """Return the criteria of a rubric as rows of the rule book."""
    if rubric is None:
        return ()
    return tuple(
        CriterionRow(
            code=one.code,
            name=one.name,
            name_en=one.name_en,
            guidance=one.guidance,
            guidance_en=one.guidance_en,
            maximum=one.maximum,
            step=one.step,
            minimum=one.minimum,
            bands=tuple(BandRow(**band) for band in one.bands),
        )
        for one in rubric.criteria
    )


def add_rubric(
    session: Session, edition_id: int, rows: Sequence[CriterionRow], *, version: int, now: datetime
) -> Rubric:
    """Write a rubric version that becomes the current one."""
    rubric = Rubric(edition_id=edition_id, version=version, created_at=now)
    rubric.criteria = [_criterion(number, row) for number, row in enumerate(rows, 1)]
    session.add(rubric)
    session.flush()
    return rubric


def save_rubric(
    session: Session,
    edition: Edition,
    rows: Sequence[CriterionRow],
    *,
    revision: int,
    by: Viewer | None,
    now: datetime,
) -> Rubric:
    """Change the rubric: in place while no judge has opened a sheet, else as a new version beside the old one.

    Sheets keep the version they were begun on. ``revision`` is the edition's; a stale one raises StaleError.
    """
    editions.start_change(session, edition, revision=revision)
    refuse_if(problems_in_criteria(rows))
    refuse_if(problems_across(editions.book_of(edition), rows))
    current = current_rubric(session, edition.id)
    before = criterion_rows(current)
    if current is not None and tuple(rows) == before:
        return current
    if current is not None and not count_sheets(session, current):
        current.criteria.clear()
        session.flush()
        current.criteria = [_criterion(number, row) for number, row in enumerate(rows, 1)]
        saved = current
    else:
        last = session.scalar(select(func.max(Rubric.version)).where(Rubric.edition_id == edition.id)) or 0
        if current is not None:
            current.is_current = False
        saved = add_rubric(session, edition.id, rows, version=last + 1, now=now)
    edition.revision += 1
    session.flush()
    audit.record(
        session,
        by,
        "rubric.changed",
        now=now,
        subject=("rubric", saved.id, edition.title),
        edition_id=edition.id,
        details={
            "version": saved.version,
            "before": [asdict(row) for row in before],
            "after": [asdict(row) for row in rows],
        },
    )
    return saved


def _criterion(number: int, row: CriterionRow) -> Criterion:
    return Criterion(
        position=number,
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        guidance=row.guidance,
        guidance_en=row.guidance_en,
        maximum=row.maximum,
        step=row.step,
        minimum=row.minimum,
        bands=[asdict(band) for band in row.bands],
    )
