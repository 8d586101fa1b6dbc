"""Gapless series of numbers: the next one, locked until the transaction ends."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from contest.models.editions import Counter


def next_number(session: Session, name: str) -> int:
    """Return the next number of a series; whoever rolls back leaves no gap, whoever asks meanwhile waits."""
    locked = select(Counter).where(Counter.name == name).with_for_update()
    counter = session.scalar(locked.execution_options(populate_existing=True))
    if counter is None:
        try:
            with session.begin_nested():
                session.add(Counter(name=name, last=0))
        except IntegrityError:  # somebody else began the series at the same moment
            pass
        counter = session.scalars(locked.execution_options(populate_existing=True)).one()
    counter.last += 1
    session.flush()
    return counter.last
