"""The facts of an assignment: one reading of entries, judges, panels, conflicts and begun sheets."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.models.editions import Edition, Field
from contest.models.entries import Entry
from contest.rules.kinds import AssignmentState, EntryState, JudgeState
from judging.models.assignment import Assignment
from judging.models.panels import Judge, Panel, PanelField, PanelMember
from judging.models.scoring import ScoreSheet
from judging.rules.assignment import AssignEntry, AssignJudge, BarredPair, EntryJudge, Instance, build_pairs
from judging.rules.panels import DEFAULT_EXPERTISE
from judging.services import conflicts

BAND = 25
"""Points of affinity that one step of expertise is worth; the seeded draw stays below it."""


@dataclass(frozen=True)
class Facts:
    """Everything that a plan is computed from, free of any session."""

    edition_id: int
    seed: int
    instance: Instance
    without_panel: Mapping[str, int]
    """Fields that no panel judges, with the number of their entries."""


def gather(session: Session, edition_id: int, *, seed: int) -> Facts:
    """Read the instance of an edition: valid entries in fields with a panel, accepted judges with a seat.

    Begun sheets are forced pairs; those of entries outside the instance count as load. A judge without a seat
    stays in it only to carry his begun sheets.
    """
    edition = session.get_one(Edition, edition_id)
    serves, panelled = _panels(session, edition_id)
    names: dict[int, str] = {field.id: field.name for field in edition.fields}
    field_of: dict[int, int] = {}
    without: Counter[str] = Counter()
    for entry_id, field_id in session.execute(
        select(Entry.id, Entry.field_id)
        .where(Entry.edition_id == edition_id, Entry.state == EntryState.VALID)
        .order_by(Entry.id)
    ):
        if field_id is not None and field_id in panelled:
            field_of[entry_id] = field_id
        else:
            without[names[field_id] if field_id else "–"] += 1
    forced, present, outside = _in_force(session, edition_id, field_of)
    carriers = {judge_id for _, judge_id in forced}
    judges, expertise = [], {}
    for judge in session.scalars(select(Judge).where(Judge.edition_id == edition_id).order_by(Judge.id)):
        fields = serves.get(judge.id, ()) if judge.state is JudgeState.ACCEPTED else ()
        if fields or judge.id in carriers:
            judges.append(AssignJudge(judge.id, fields, judge.capacity, outside[judge.id]))
            expertise[judge.id] = judge.expertise
    known = {judge.id for judge in judges}
    barred = tuple(
        BarredPair(entry_id, judge_id, kind)
        for (entry_id, judge_id), kinds in conflicts.barred(session, edition_id).items()
        if entry_id in field_of and judge_id in known
        for kind in kinds
    )
    entries = tuple(AssignEntry(entry_id, edition.judges_per_entry, field) for entry_id, field in field_of.items())
    codes = {field.id: field.code for field in edition.fields}
    affinity = {
        (entry.id, judge.id): _affinity(seed, entry.id, judge.id, expertise[judge.id].get(codes[entry.field_id]))
        for judge in judges
        for entry in entries
        if entry.field_id in judge.field_ids
    }
    pairs = build_pairs(entries, judges, barred, affinity)
    present = tuple(pair for pair in present if pair[1] in known)
    return Facts(edition_id, seed, Instance(entries, tuple(judges), pairs, forced, present, barred), dict(without))


def _affinity(seed: int, entry_id: int, judge_id: int, expertise: Any) -> int:
    """Return 25 x expertise (0-3) plus a seeded draw below 25, so that equals are shared out (judging.md 2.7)."""
    draw = hashlib.sha256(f"affinity:{seed}:{entry_id}:{judge_id}".encode()).digest()
    return BAND * int(DEFAULT_EXPERTISE if expertise is None else expertise) + int.from_bytes(draw[:4]) % BAND


def _panels(session: Session, edition_id: int) -> tuple[dict[int, tuple[int, ...]], set[int]]:
    """Return the fields that each seated judge serves, and all fields that have a panel."""
    fields: dict[int, list[int]] = defaultdict(list)
    chosen = select(PanelField.panel_id, PanelField.field_id).join(PanelField.panel).join(PanelField.field)
    for panel_id, field_id in session.execute(chosen.where(Panel.edition_id == edition_id).order_by(Field.position)):
        fields[panel_id].append(field_id)
    serves: dict[int, set[int]] = defaultdict(set)
    seats = select(PanelMember.judge_id, PanelMember.panel_id).join(PanelMember.panel)
    for judge_id, panel_id in session.execute(seats.where(Panel.edition_id == edition_id)):
        serves[judge_id] |= set(fields[panel_id])
    panelled = {field_id for found in fields.values() for field_id in found}
    return {judge_id: tuple(sorted(found)) for judge_id, found in serves.items()}, panelled


def _in_force(
    session: Session, edition_id: int, field_of: Mapping[int, int]
) -> tuple[tuple[EntryJudge, ...], tuple[EntryJudge, ...], Counter[int]]:
    """Return begun pairs, pairs not begun, and how many begun sheets each judge has outside the instance."""
    forced: list[EntryJudge] = []
    present: list[EntryJudge] = []
    outside: Counter[int] = Counter()
    chosen = (
        select(Assignment.entry_id, Assignment.judge_id, ScoreSheet.id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Assignment.edition_id == edition_id, Assignment.state == AssignmentState.ACTIVE)
        .order_by(Assignment.entry_id, Assignment.judge_id)
    )
    for entry_id, judge_id, sheet_id in session.execute(chosen):
        if entry_id not in field_of:
            outside[judge_id] += sheet_id is not None
        elif sheet_id is not None:
            forced.append((entry_id, judge_id))
        else:
            present.append((entry_id, judge_id))
    return tuple(forced), tuple(present), outside
