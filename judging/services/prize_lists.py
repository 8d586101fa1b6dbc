"""The content of a prize proposal: ranking, prize rows, awards, reasons and open ties as plain JSON with a hash."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.models.editions import Edition
from contest.models.entries import Entry, Submission
from contest.rules.problems import N_
from judging.models.prizes import PrizeRow as StoredRow
from judging.models.prizes import TieDecision
from judging.rules.prize_rows import PrizeRow
from judging.rules.prizes import Decision, PrizeEntry, Proposal, propose
from judging.rules.ranking import RankRow
from judging.services.ranking import official_rows


@dataclass(frozen=True)
class Change:
    """The committee's own decision on one entry: the rule row it gets (None = no prize), and why."""

    entry_id: int
    row_id: int | None
    reason: str


def build(session: Session, edition: Edition, *, changes: Sequence[Change] = ()) -> dict[str, Any]:
    """Return the content of a proposal from today's sheets, prize structure, tie decisions and the changes."""
    ranking = official_rows(session, edition)
    stored = session.scalars(
        select(StoredRow).where(StoredRow.edition_id == edition.id).order_by(StoredRow.position)
    ).all()
    rows = rule_rows(edition, stored)
    proposal = propose(
        [
            PrizeEntry(row.id, row.code, row.field_id, row.score.value, row.keys)
            for row in ranking
            if row.score.value is not None
        ],
        [row for row, _ in rows],
        decisions=_decisions(session, edition, rows),
        scope_order=_scope_order(edition, stored),
    )
    content = _plain(ranking, rows, proposal)
    _describe(session, edition, content)
    for change in changes:
        _apply(content, change)
    content["spent"] = sum(award["amount"] for award in content["awards"])
    return content


def content_hash(content: object) -> str:
    """Return the SHA-256 of a content in canonical JSON."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def changes_of(content: dict[str, Any]) -> list[Change]:
    """Return the committee's changes that a content holds."""
    return [Change(item["entry_id"], item["row_id"], item["reason"]) for item in content["changes"]]


def rule_rows(edition: Edition, stored: Sequence[StoredRow]) -> list[tuple[PrizeRow, StoredRow]]:
    """Return the rule rows of an edition, one for each field where a row counts per field, with their stored row."""
    found: list[tuple[PrizeRow, StoredRow]] = []
    for row in stored:
        fields: list[int | None] = [None]
        if row.per_field:
            fields = [field.id for field in edition.fields if row.field_id in (None, field.id)]
        for field_id in fields:
            rule = PrizeRow(
                id=len(found) + 1,
                field_id=field_id,
                position=row.position,
                name=row.name,
                tier=row.tier.value,
                quota_count=row.quota,
                quota_percent=row.quota_percent,
                minimum=row.minimum,
                tie_policy=row.tie_policy,  # type: ignore[arg-type]  # checked when the structure was saved
                carry_down=row.carry_down,
                amount=row.amount,
            )
            found.append((rule, row))
    return found


def _scope_order(edition: Edition, stored: Sequence[StoredRow]) -> list[int | None]:
    """Return the scopes in order: fields by position; the whole contest first when its first row is the first."""
    fields: list[int | None] = [field.id for field in sorted(edition.fields, key=lambda field: field.position)]
    return [None, *fields] if stored and not stored[0].per_field else [*fields, None]


def _decisions(session: Session, edition: Edition, rows: Sequence[tuple[PrizeRow, StoredRow]]) -> list[Decision]:
    """Return the stored tie decisions on the rule rows they belong to."""
    kept = {
        (item.prize_row_id, item.field_id): frozenset(item.entry_ids)
        for item in session.scalars(select(TieDecision).where(TieDecision.edition_id == edition.id))
    }
    return [
        Decision(rule.id, kept[stored.id, rule.field_id]) for rule, stored in rows if (stored.id, rule.field_id) in kept
    ]


def _plain(
    ranking: Sequence[RankRow], rows: Sequence[tuple[PrizeRow, StoredRow]], proposal: Proposal
) -> dict[str, Any]:
    """Return everything as lists, dictionaries, texts and whole numbers."""
    return {
        "ranking": [
            {
                "entry_id": row.id,
                "code": row.code,
                "field_id": row.field_id,
                "place": row.place,
                "score": row.score.value,
                "totals": sorted([*row.score.used, *row.score.dropped]),
                "tie_step": row.tie_step,
                "keys": [None if key is None else str(key) for key in row.keys],
            }
            for row in ranking
        ],
        "rows": [
            {
                "id": rule.id,
                "prize_row_id": stored.id,
                "field_id": rule.field_id,
                "position": rule.position,
                "name": rule.name,
                "name_en": stored.name_en,
                "tier": rule.tier,
                "quota": rule.quota_count,
                "quota_percent": rule.quota_percent,
                "minimum": rule.minimum,
                "tie_policy": rule.tie_policy,
                "carry_down": rule.carry_down,
                "amount": rule.amount,
            }
            for rule, stored in rows
        ],
        "awards": [
            {
                "entry_id": award.entry_id,
                "row_id": award.row_id,
                "tier": award.tier,
                "amount": award.amount,
                "by_decision": award.by_decision,
                "provisional": award.provisional,
            }
            for award in proposal.awards
        ],
        "log": [
            {
                "kind": line.kind,
                "row_id": line.row_id,
                "entry_ids": list(line.entry_ids),
                "message": line.message.message,
                "values": dict(line.message.values),
            }
            for line in proposal.log
        ],
        "pending": [
            {"row_id": one.row_id, "field_id": one.field_id, "places": one.places, "entry_ids": list(one.entry_ids)}
            for one in proposal.pending
        ],
        "changes": [],
    }


def _describe(session: Session, edition: Edition, content: dict[str, Any]) -> None:
    """Add the words that the committee reads: fields, and titles, authors and units of the entries named."""
    names = {field.id: (field.name, field.name_en) for field in edition.fields}
    content["fields"] = {str(key): list(value) for key, value in names.items()}
    named = {row["entry_id"] for row in content["ranking"] if row["score"] is not None}
    found = session.execute(
        select(Entry.id, Entry.public_id, Submission.title, Submission.author_names, Submission.unit_name)
        .join(Submission, Submission.entry_id == Entry.id)
        .where(Submission.is_current, Entry.edition_id == edition.id)
    ).all()
    content["entries"] = {
        str(row.id): {
            "public_id": row.public_id,
            "title": row.title,
            "authors": row.author_names,
            "unit": row.unit_name,
        }
        for row in found
        if row.id in named
    }


def _apply(content: dict[str, Any], change: Change) -> None:
    """Put one decision of the committee into a content, with its line in the log."""
    rows = {row["id"]: row for row in content["rows"]}
    held = [award for award in content["awards"] if award["entry_id"] == change.entry_id]
    content["awards"] = [award for award in content["awards"] if award["entry_id"] != change.entry_id]
    row = rows.get(change.row_id) if change.row_id is not None else None
    if row is not None:
        content["awards"].append(
            {
                "entry_id": change.entry_id,
                "row_id": row["id"],
                "tier": row["tier"],
                "amount": row["amount"],
                "by_decision": True,
                "provisional": False,
            }
        )
    code = next((item["code"] for item in content["ranking"] if item["entry_id"] == change.entry_id), "")
    values = {
        "codes": code,
        "before": rows[held[0]["row_id"]]["name"] if held else "–",
        "after": row["name"] if row is not None else "–",
        "reason": change.reason,
    }
    message = N_("Ban Tổ chức quyết định cho %(codes)s: từ “%(before)s” thành “%(after)s”. Lý do: %(reason)s")
    content["log"].append(
        {
            "kind": "changed",
            "row_id": change.row_id or 0,
            "entry_ids": [change.entry_id],
            "message": message,
            "values": values,
        }
    )
    content["changes"].append({"entry_id": change.entry_id, "row_id": change.row_id, "reason": change.reason})
