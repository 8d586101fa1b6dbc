"""The official ranking: totals and criterion means gathered by a constant number of statements, ranked by the rules."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from sqlalchemy import String, func, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from contest.models.editions import Edition, Field
from contest.models.entries import Entry, Submission
from contest.rules.kinds import EntryState
from contest.rules.text import format_hundredths
from judging.models.assignment import Assignment
from judging.models.panels import Judge
from judging.models.rubrics import Criterion
from judging.models.scoring import Mark, ScoreSheet
from judging.rules.ranking import CRITERION, Arithmetic, EntryFacts, RankRow, arithmetic, exact_quotient, rank
from judging.rules.scoring import Method
from judging.rules.sheets import COUNTED
from judging.services.queues import in_force

Totals = dict[int, dict[str, int]]


@dataclass(frozen=True)
class RankedEntry:
    """One line of the ranking with the words that the office reads and each judge's total in hundredths."""

    row: RankRow
    title: str
    author_names: str
    unit_name: str
    commune_name: str
    field: Field | None
    sheets: Mapping[str, int]


def official_rows(session: Session, edition: Edition, *, field_id: int | None = None) -> tuple[RankRow, ...]:
    """Return the ranking of the valid entries of an edition, or of one field, by three statements."""
    chosen = select(Entry.id, Entry.dossier_code, Entry.field_id).where(*_valid(edition, field_id))
    found = [(row[0], row[1], row[2]) for row in session.execute(chosen)]
    return _rank(session, edition, found, sheet_totals(session, edition, field_id=field_id), field_id)


def rank_edition(session: Session, edition: Edition, *, field_id: int | None = None) -> list[RankedEntry]:
    """Return the ranking with titles, authors, units and sheets; fields in the edition's order."""
    chosen = (
        select(
            Entry.id,
            Entry.dossier_code,
            Entry.field_id,
            Submission.title,
            Submission.author_names,
            Submission.unit_name,
            Submission.commune_name,
        )
        .join(Submission, (Submission.entry_id == Entry.id) & Submission.is_current)
        .where(*_valid(edition, field_id))
    )
    words = {row[0]: row for row in session.execute(chosen)}
    totals = sheet_totals(session, edition, field_id=field_id)
    ranked = _rank(session, edition, [(row[0], row[1], row[2]) for row in words.values()], totals, field_id)
    fields = {field.id: field for field in edition.fields}
    lines = [RankedEntry(row, *words[row.id][3:7], fields.get(row.field_id), totals.get(row.id, {})) for row in ranked]
    return sorted(lines, key=lambda line: line.field.position if line.field else 0)


def sheet_totals(session: Session, edition: Edition, *, field_id: int | None = None) -> Totals:
    """Return entry id -> judge code -> total of the sheets that count, by one statement with a row an entry."""
    listed = func.aggregate_strings(Judge.code + ":" + sql_cast(ScoreSheet.total, String), ",")
    rows = session.execute(
        select(Assignment.entry_id, listed)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(Entry, Entry.id == Assignment.entry_id)
        .where(*_counted(edition, field_id))
        .group_by(Assignment.entry_id)
    )
    totals: Totals = {}
    for entry_id, text in rows:
        pairs = (part.rsplit(":", 1) for part in text.split(","))
        totals[entry_id] = {code: int(total) for code, total in sorted(pairs)}
    return totals


def _valid(edition: Edition, field_id: int | None) -> list[Any]:
    """Return the conditions of an entry that is ranked."""
    found: list[Any] = [Entry.edition_id == edition.id, Entry.state == EntryState.VALID]
    return found if field_id is None else [*found, Entry.field_id == field_id]


def _counted(edition: Edition, field_id: int | None) -> list[Any]:
    """Return the conditions of a sheet that counts."""
    return [
        *_valid(edition, field_id),
        ScoreSheet.edition_id == edition.id,
        ScoreSheet.state.in_(COUNTED),
        ScoreSheet.total.is_not(None),
        in_force(),
    ]


def _rank(
    session: Session,
    edition: Edition,
    entries: Sequence[tuple[int, str | None, int | None]],
    totals: Totals,
    field_id: int | None,
) -> tuple[RankRow, ...]:
    codes = [step.removeprefix(CRITERION) for step in edition.tie_chain if step.startswith(CRITERION)]
    means = _criterion_means(session, edition, codes, field_id) if codes else {}
    facts = [
        EntryFacts(
            entry_id,
            code or "",
            of_field or 0,
            tuple(totals.get(entry_id, {}).values()),
            tuple(means.get((entry_id, criterion)) for criterion in codes),
        )
        for entry_id, code, of_field in entries
    ]
    return rank(facts, method=cast(Method, edition.score_method), quorum=edition.quorum, chain=edition.tie_chain)


def _criterion_means(
    session: Session, edition: Edition, codes: Sequence[str], field_id: int | None
) -> dict[tuple[int, str], Fraction]:
    """Return the exact mean mark of each entry on each criterion of the tie chain, in hundredths."""
    rows = session.execute(
        select(Assignment.entry_id, Criterion.code, func.sum(Mark.value), func.count(Mark.value))
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .join(Mark, Mark.sheet_id == ScoreSheet.id)
        .join(Criterion, Criterion.id == Mark.criterion_id)
        .join(Entry, Entry.id == Assignment.entry_id)
        .where(*_counted(edition, field_id), Criterion.code.in_(codes), Mark.value.is_not(None))
        .group_by(Assignment.entry_id, Criterion.code)
    )
    return {(entry_id, code): exact_quotient(int(total or 0), count) for entry_id, code, total, count in rows}


def ranking_rows(session: Session, edition: Edition) -> list[dict[str, Any]]:
    """Return the ranking as plain values for the command line and exports (scores as ``92,50``)."""
    return [
        {
            "field": line.field.code if line.field else "",
            "place": line.row.place,
            "dossier_code": line.row.code,
            "score": "" if line.row.score.value is None else format_hundredths(line.row.score.value, decimals=2),
            "n": line.row.score.n,
            "tie_step": line.row.tie_step,
            "sheets": {code: format_hundredths(total, decimals=2) for code, total in line.sheets.items()},
        }
        for line in rank_edition(session, edition)
    ]


def sheet_rows(session: Session, edition: Edition) -> Iterator[tuple[str, str, str, int | None]]:
    """Yield (dossier code, judge code, criterion code, mark in hundredths) of every sheet that counts, streamed."""
    rows = session.execute(
        select(Entry.dossier_code, Judge.code, Criterion.code, Mark.value)
        .join(Assignment, Assignment.entry_id == Entry.id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .join(Mark, Mark.sheet_id == ScoreSheet.id)
        .join(Criterion, Criterion.id == Mark.criterion_id)
        .where(*_counted(edition, None))
        .order_by(Entry.dossier_code, Judge.code, Criterion.position)
        .execution_options(yield_per=1000)
    )
    for dossier_code, judge_code, criterion_code, mark in rows:
        yield dossier_code or "", judge_code, criterion_code, mark


@dataclass(frozen=True)
class Reasons:
    """Why an entry stands where it stands: its line, the arithmetic, the marks, and the equals with their keys."""

    line: RankedEntry
    arithmetic: Arithmetic
    marks: Mapping[str, Mapping[str, int | None]]
    criteria: Sequence[Criterion]
    equals: Sequence[RankedEntry]
    sheet_ids: Mapping[str, int]


def reasons_for(session: Session, edition: Edition, entry: Entry) -> Reasons | None:
    """Return every step behind the place of an entry; None when it is not ranked (not valid)."""
    lines = rank_edition(session, edition, field_id=entry.field_id)
    line = next((one for one in lines if one.row.id == entry.id), None)
    if line is None:
        return None
    marks: dict[str, dict[str, int | None]] = defaultdict(dict)
    sheet_ids: dict[str, int] = {}
    criteria: dict[str, Criterion] = {}
    rows = session.execute(
        select(Judge.code, ScoreSheet.id, Criterion, Mark.value)
        .join(Assignment, Assignment.judge_id == Judge.id)
        .join(Entry, Entry.id == Assignment.entry_id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .join(Mark, Mark.sheet_id == ScoreSheet.id)
        .join(Criterion, Criterion.id == Mark.criterion_id)
        .where(Entry.id == entry.id, *_counted(edition, None))
        .order_by(Criterion.position, Judge.code)
    )
    for judge_code, sheet_id, criterion, value in rows:
        sheet_ids[judge_code] = sheet_id
        criteria.setdefault(criterion.code, criterion)
        marks[judge_code][criterion.code] = value
    waiting = session.scalars(
        select(Judge.code)
        .join(Assignment, Assignment.judge_id == Judge.id)
        .where(Assignment.entry_id == entry.id, in_force())
    )
    sheets: list[tuple[str, int | None]] = [(code, line.sheets.get(code)) for code in waiting]
    place = line.row.place
    return Reasons(
        line,
        arithmetic(sheets, method=cast(Method, edition.score_method), quorum=edition.quorum),
        marks,
        list(criteria.values()),
        [one for one in lines if place is not None and one.row.place == place],
        sheet_ids,
    )


def find_ranked(session: Session, edition: Edition, dossier_code: str) -> Entry | None:
    """Return the entry of an edition with this dossier number."""
    return session.scalar(select(Entry).where(Entry.edition_id == edition.id, Entry.dossier_code == dossier_code))
