"""The prize structure of an edition: tiers, quotas, minima, amounts."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from contest.models.editions import Edition
from contest.rules.access import Viewer
from contest.rules.problems import N_, Problem, RuleError, refuse_if
from contest.services import audit, editions
from judging.models.prizes import PrizeProposal, PrizeRow, TieDecision
from judging.rules.rulebooks import PrizeLine, problems_in_prizes


def list_rows(session: Session, edition_id: int) -> Sequence[PrizeRow]:
    """Return the prize rows of an edition in their order."""
    return session.scalars(
        select(PrizeRow)
        .where(PrizeRow.edition_id == edition_id)
        .order_by(PrizeRow.position)
        .options(joinedload(PrizeRow.field))
    ).all()


def prize_lines(rows: Sequence[PrizeRow]) -> tuple[PrizeLine, ...]:
    """Return stored rows as rows of the rule book."""
    return tuple(
        PrizeLine(
            scope="field" if row.per_field else "contest",
            field_code=row.field.code if row.field else "",
            tier=row.tier,
            name=row.name,
            name_en=row.name_en,
            quota=row.quota,
            quota_percent=row.quota_percent,
            minimum=row.minimum,
            tie_policy=row.tie_policy,
            carry_down=row.carry_down,
            amount=row.amount,
            id=row.id,
        )
        for row in rows
    )


def add_rows(session: Session, edition: Edition, lines: Sequence[PrizeLine]) -> None:
    """Write the rows of a new edition."""
    session.add_all(
        PrizeRow(edition_id=edition.id, position=number, **_columns(edition, line))
        for number, line in enumerate(lines, 1)
    )
    session.flush()


def save_rows(
    session: Session,
    edition: Edition,
    lines: Sequence[PrizeLine],
    *,
    revision: int,
    by: Viewer | None,
    now: datetime,
) -> None:
    """Replace the prize structure, until the committee has confirmed a list that was computed with it.

    Rows keep their identity by ``id``; lines with id 0 are new, rows that are not named go. ``revision`` is the
    edition's; a stale one raises StaleError.
    """
    editions.start_change(session, edition, revision=revision)
    confirmed = select(PrizeProposal.id).where(
        PrizeProposal.edition_id == edition.id, PrizeProposal.confirmed_at.is_not(None)
    )
    if session.scalar(confirmed.limit(1)):
        message = N_("Ban Tổ chức đã thông qua danh sách giải, nên cơ cấu giải thưởng không sửa được nữa.")
        raise RuleError([Problem(message)])
    refuse_if(problems_in_prizes(lines, [field.code for field in edition.fields]))
    stored = {row.id: row for row in list_rows(session, edition.id)}
    before = prize_lines(list(stored.values()))
    kept = {line.id for line in lines if line.id in stored}
    _remove(session, [row for row in stored.values() if row.id not in kept])
    for row in stored.values():
        row.position += 10_000  # out of the way of the new order, for the unique key
    session.flush()
    for number, line in enumerate(lines, 1):
        row = stored[line.id] if line.id in kept else PrizeRow(edition_id=edition.id)
        row.position = number
        for name, value in _columns(edition, line).items():
            setattr(row, name, value)
        session.add(row)
    edition.revision += 1
    session.flush()
    details = {"before": [asdict(line) for line in before], "after": [asdict(line) for line in lines]}
    subject = ("prize_structure", edition.id, edition.title)
    audit.record(session, by, "prizes.changed", now=now, subject=subject, edition_id=edition.id, details=details)


def _remove(session: Session, rows: Sequence[PrizeRow]) -> None:
    """Delete rows; one on which the committee has decided a tie stays."""
    decided = select(TieDecision.prize_row_id).where(TieDecision.prize_row_id.in_([row.id for row in rows]))
    names = {row.id: row.name for row in rows}
    found = session.scalar(decided.limit(1)) if rows else None
    if found is not None:
        message = N_("Không bỏ được “%(name)s”: Ban Tổ chức đã quyết định một trường hợp bằng điểm ở hạng này.")
        raise RuleError([Problem(message, "rows", {"name": names[found]})])
    for row in rows:
        session.delete(row)
    session.flush()


def _columns(edition: Edition, line: PrizeLine) -> dict[str, Any]:
    ids = {field.code: field.id for field in edition.fields}
    return {
        "per_field": line.scope == "field",
        "field_id": ids.get(line.field_code) if line.scope == "field" else None,
        "tier": line.tier,
        "name": line.name,
        "name_en": line.name_en,
        "quota": line.quota,
        "quota_percent": line.quota_percent,
        "minimum": line.minimum,
        "tie_policy": line.tie_policy,
        "carry_down": line.carry_down,
        "amount": line.amount,
    }
