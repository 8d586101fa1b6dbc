"""Score sheets: save a draft, submit, open again; every version is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session, joinedload

from contest.models.editions import Edition, Phase
from contest.rules.access import Viewer
from contest.rules.kinds import PhaseCode, SheetState
from contest.rules.problems import N_, Problem, RuleError, StaleError, refuse_if
from contest.rules.text import clean, clean_lines
from contest.services import audit
from judging.models.assignment import Assignment
from judging.models.rubrics import Criterion, Rubric
from judging.models.scoring import Mark, ScoreSheet, SheetRevision
from judging.rules.rubrics import Band, CriterionFacts, problems_in_sheet, sheet_total
from judging.rules.sheets import (
    problems_in_recommendation,
    problems_in_reopening,
    problems_in_saving,
    problems_in_time,
)
from judging.services.queues import in_force

GONE = N_("Bài này không còn trong danh sách chấm của bạn, nên điểm không được ghi.")

NO_RUBRIC = N_("Kỳ thi chưa có phiếu điểm. Hãy liên hệ Ban Tổ chức.")


@dataclass(frozen=True)
class SheetText:
    """What a judge writes on a sheet: marks in hundredths and comments by criterion id, and the words below."""

    marks: Mapping[int, int | None]
    comments: Mapping[int, str]
    remark: str = ""
    recommendation: str = ""

    def tidy(self, criteria: Sequence[Criterion]) -> "SheetText":
        """Return the same with every criterion named once and all words cleaned."""
        return SheetText(
            {**dict.fromkeys(c.id for c in criteria), **self.marks},
            {c.id: clean_lines(self.comments.get(c.id)) for c in criteria},
            clean_lines(self.remark),
            clean(self.recommendation),
        )


def criteria_facts(criteria: Sequence[Criterion], *, names: Sequence[str] = ()) -> tuple[CriterionFacts, ...]:
    """Return criteria as the rules take them, under other names where a page speaks another language."""
    return tuple(
        CriterionFacts(
            id=one.id,
            code=one.code,
            name=name,
            maximum=one.maximum,
            step=one.step,
            minimum=one.minimum,
            bands=tuple(Band(band["low"], band["high"], band["text"]) for band in one.bands),
        )
        for one, name in zip(criteria, names or [one.name for one in criteria], strict=True)
    )


_SHEET = (
    select(ScoreSheet)
    .where(ScoreSheet.assignment_id == bindparam("assignment_id"))
    .options(joinedload(ScoreSheet.marks))
    .execution_options(populate_existing=True)
)
_STANDING = select(Assignment.id).where(Assignment.id == bindparam("assignment_id"), in_force())
_STANDING = _STANDING.with_for_update(of=Assignment)


def criteria_for(session: Session, edition_id: int, sheet: ScoreSheet | None) -> Sequence[Criterion]:
    """Return the criteria of the sheet's own rubric version, or of the current one where there is no sheet yet."""
    chosen = select(Criterion).join(Criterion.rubric).order_by(Criterion.position)
    if sheet is not None:
        return session.scalars(chosen.where(Rubric.id == sheet.rubric_id)).all()
    return session.scalars(chosen.where(Rubric.edition_id == edition_id, Rubric.is_current)).all()


def sheet_of(session: Session, assignment_id: int) -> ScoreSheet | None:
    """Return the sheet of an assignment with its marks, or None before the first save."""
    return session.scalars(_SHEET, {"assignment_id": assignment_id}).unique().one_or_none()


def text_of(sheet: ScoreSheet | None) -> SheetText:
    """Return what stands on a sheet."""
    if sheet is None:
        return SheetText({}, {})
    return SheetText(
        {mark.criterion_id: mark.value for mark in sheet.marks},
        {mark.criterion_id: mark.comment for mark in sheet.marks},
        sheet.remark,
        sheet.recommendation,
    )


def problems_with_time(session: Session, edition_id: int, *, now: datetime) -> list[Problem]:
    """Return why no sheet of an edition can be written now; empty during its judging phase."""
    phase = session.execute(
        select(Phase.starts_at, Phase.ends_at).where(Phase.edition_id == edition_id, Phase.code == PhaseCode.JUDGING)
    ).first()
    return problems_in_time(phase[0] if phase else None, phase[1] if phase else None, now)


@dataclass(frozen=True)
class OpenSheet:
    """A sheet as it stands (None before the first save) with the criteria of its rubric version."""

    sheet: ScoreSheet | None
    criteria: Sequence[Criterion]


def open_sheet(session: Session, assignment: Assignment, *, lock: bool = False) -> OpenSheet:
    """Return the sheet of an assignment; ``lock`` keeps others from saving it until this transaction ends."""
    if lock and session.scalar(_STANDING, {"assignment_id": assignment.id}) is None:  # recused or removed meanwhile
        raise RuleError([Problem(GONE)])
    sheet = sheet_of(session, assignment.id)
    return OpenSheet(sheet, criteria_for(session, assignment.edition_id, sheet))


def save_draft(
    session: Session,
    assignment: Assignment,
    text: SheetText,
    *,
    revision: int,
    by: Viewer,
    now: datetime,
    opened: OpenSheet | None = None,
) -> ScoreSheet:
    """Save what the judge has so far; the first save makes the sheet, a save without a change writes nothing.

    ``revision`` is the one the judge was looking at (0 = no sheet yet); when another one stands in the database and
    says something else, StaleError brings that version, and nothing is written. ``opened`` is the locked sheet where
    the caller has it already.
    """
    opened = opened or open_sheet(session, assignment, lock=True)
    return _save(session, assignment, opened, text, revision=revision, by=by, now=now, submitting=False)


def submit_sheet(
    session: Session,
    assignment: Assignment,
    text: SheetText,
    *,
    revision: int,
    by: Viewer,
    now: datetime,
    opened: OpenSheet | None = None,
) -> ScoreSheet:
    """Save and hand in a sheet whose every criterion is scored; it counts from now on and is closed to its judge."""
    opened = opened or open_sheet(session, assignment, lock=True)
    return _save(session, assignment, opened, text, revision=revision, by=by, now=now, submitting=True)


def _save(
    session: Session,
    assignment: Assignment,
    opened: OpenSheet,
    text: SheetText,
    *,
    revision: int,
    by: Viewer,
    now: datetime,
    submitting: bool,
) -> ScoreSheet:
    sheet, criteria = opened.sheet, opened.criteria
    text, before = text.tidy(criteria), text_of(sheet).tidy(criteria)
    if (
        sheet is not None
        and text == before
        and sheet.state is (SheetState.SUBMITTED if submitting else SheetState.DRAFT)
    ):
        return sheet
    refuse_if(problems_in_saving(sheet.state if sheet else None))
    if text != before and revision != (sheet.revision if sheet else 0):
        raise StaleError({"sheet": before, "revision": sheet.revision if sheet else 0})
    facts = criteria_facts(criteria)
    if not criteria:
        raise RuleError([Problem(NO_RUBRIC)])
    refuse_if(
        problems_with_time(session, assignment.edition_id, now=now)
        + problems_in_sheet(facts, text.marks, text.comments, submitting=submitting)
        + problems_in_recommendation(text.recommendation)
    )
    if sheet is None:
        sheet = ScoreSheet(
            assignment_id=assignment.id,
            edition_id=assignment.edition_id,
            rubric_id=criteria[0].rubric_id,
            state=SheetState.DRAFT,
            revision=0,
            updated_at=now,
            marks=[],
        )
        session.add(sheet)
        session.flush()
    if assignment.entry.judging_begun_at is None and any(mark is not None for mark in text.marks.values()):
        assignment.entry.judging_begun_at = now
    _write(session, sheet, text)
    sheet.total = sheet_total(facts, text.marks)
    sheet.state = SheetState.SUBMITTED if submitting else SheetState.DRAFT
    sheet.submitted_at = now if submitting else None
    _keep(session, sheet, _content(text, criteria), by=by, now=now)
    audit.record(
        session,
        by,
        "sheet.submitted" if submitting else "sheet.saved",
        now=now,
        subject=("sheet", sheet.id, f"{assignment.entry.dossier_code}, {assignment.judge.code}"),
        edition_id=sheet.edition_id,
        details={
            "revision": sheet.revision,
            "before": {one.name: before.marks[one.id] for one in criteria},
            "after": {one.name: text.marks[one.id] for one in criteria},
            "total": sheet.total,
        },
    )
    return sheet


def _write(session: Session, sheet: ScoreSheet, text: SheetText) -> None:
    """Put marks and words on a sheet; new marks go in by one statement."""
    known = {mark.criterion_id: mark for mark in sheet.marks}
    new = []
    for criterion_id, value in text.marks.items():
        comment = text.comments.get(criterion_id, "")
        mark = known.get(criterion_id)
        if mark is None:
            new.append({"sheet_id": sheet.id, "criterion_id": criterion_id, "value": value, "comment": comment})
        else:
            mark.value, mark.comment = value, comment
    if new:
        session.execute(insert(Mark), new)
        session.expire(sheet, ["marks"])
    sheet.remark, sheet.recommendation = text.remark, text.recommendation


def _content(text: SheetText, criteria: Sequence[Criterion]) -> dict[str, Any]:
    """Return a sheet's words and marks as its history stores them: by criterion code, so that they read alone."""
    return {
        "marks": {one.code: text.marks.get(one.id) for one in criteria},
        "comments": {one.code: words for one in criteria if (words := text.comments.get(one.id))},
        "remark": text.remark,
        "recommendation": text.recommendation,
    }


def _keep(
    session: Session, sheet: ScoreSheet, content: dict[str, Any], *, by: Viewer, now: datetime, reason: str = ""
) -> None:
    """Count the sheet's revision up and keep this version in its history."""
    sheet.revision += 1
    sheet.updated_at = now
    session.flush()
    session.add(
        SheetRevision(
            sheet_id=sheet.id,
            revision=sheet.revision,
            state=sheet.state,
            content={**content, "total": sheet.total},
            saved_at=now,
            saved_by_id=by.id,
            reason=reason,
        )
    )
    session.flush()


def reopen_sheet(session: Session, sheet: ScoreSheet, *, reason: str, by: Viewer, now: datetime) -> ScoreSheet:
    """Give a submitted sheet back to its judge, with a reason; the submitted version stays in the history."""
    session.execute(select(ScoreSheet.id).where(ScoreSheet.id == sheet.id).with_for_update())
    session.refresh(sheet, ["state", "revision", "total"])
    edition = session.get_one(Edition, sheet.edition_id)
    refuse_if(problems_in_reopening(sheet.state, reason, published=edition.results_published_at is not None))
    sheet.state = SheetState.DRAFT
    sheet.submitted_at = None
    content = _content(text_of(sheet), criteria_for(session, sheet.edition_id, sheet))
    _keep(session, sheet, content, by=by, now=now, reason=clean_lines(reason))
    assignment = sheet.assignment
    audit.record(
        session,
        by,
        "sheet.reopened",
        now=now,
        subject=("sheet", sheet.id, f"{assignment.entry.dossier_code}, {assignment.judge.code}"),
        edition_id=sheet.edition_id,
        details={"reason": clean_lines(reason), "total": sheet.total, "revision": sheet.revision},
    )
    return sheet
