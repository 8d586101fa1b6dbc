"""A judge's queue: which assigned entry comes next."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

QueueState = Literal["waiting", "draft", "submitted", "locked", "declined"]
OPEN_STATES: tuple[QueueState, ...] = ("waiting", "draft")


@dataclass(frozen=True)
class QueueFacts:
    """One entry assigned to the judge: finished sheets of all judges, the state of his own, when he skipped it."""

    entry_id: int
    sheets_done: int
    state: QueueState = "waiting"
    skipped_at: datetime | None = None


def queue_order(candidates: Sequence[QueueFacts], *, judge_id: int, edition_seed: int) -> tuple[int, ...]:
    """Return the ids of the open entries in the judge's order: fewest sheets first, then his own seeded order.

    Skipped entries come last, the one skipped longest ago first. The order of the input changes nothing, and an
    added entry moves no other (each has its own draw). Source: judging.md 10.1 (pretalx's queue), 2.6.
    """

    def key(one: QueueFacts) -> tuple[float, int, bytes, int]:
        skipped = 0.0 if one.skipped_at is None else one.skipped_at.timestamp()
        draw = hashlib.sha256(f"{edition_seed}:{judge_id}:{one.entry_id}".encode()).digest()
        return skipped, one.sheets_done, draw, one.entry_id

    return tuple(one.entry_id for one in sorted((c for c in candidates if c.state in OPEN_STATES), key=key))


def next_entry(candidates: Sequence[QueueFacts], *, judge_id: int, edition_seed: int) -> int | None:
    """Return the id of the entry that the judge should open next; None when nothing is open."""
    order = queue_order(candidates, judge_id=judge_id, edition_seed=edition_seed)
    return order[0] if order else None
