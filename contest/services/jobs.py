"""Jobs: asked for in the transaction of the change, taken by one worker at a time, tried again after a failure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from contest.models.jobs import Job
from contest.rules.kinds import JobState

LEASE = timedelta(minutes=5)
"""How long a worker may be silent about a job before another takes it; longer than any job lasts."""

PAUSES = (timedelta(seconds=10), timedelta(minutes=1))
"""Waits after the first and the second failure."""


def enqueue(session: Session, kind: str, payload: Mapping[str, Any], *, now: datetime) -> Job:
    """Ask for a piece of work; it is there when the transaction is committed."""
    job = Job(kind=kind, payload=dict(payload), state=JobState.WAITING, run_at=now, created_at=now)
    session.add(job)
    session.flush()
    return job


def is_due(session: Session, *, now: datetime) -> bool:
    """Say whether a job waits, without locking anything: an idle worker must not disturb writers."""
    return session.scalar(_due(now)) is not None


def _due(now: datetime) -> Select[Job]:
    return (
        select(Job)
        .where(Job.state.in_((JobState.WAITING, JobState.RUNNING)), Job.run_at <= now)
        .order_by(Job.run_at, Job.id)
        .limit(1)
    )


def take(session: Session, *, now: datetime) -> Job | None:
    """Mark the next due job as running and return it; None when nothing is due.

    While it runs, ``run_at`` is the end of its lease: a job whose worker died becomes due again by itself.
    """
    job = session.scalar(_due(now).with_for_update(skip_locked=True))
    if job is None:
        return None
    job.state = JobState.RUNNING
    job.attempts += 1
    job.run_at = now + LEASE
    session.flush()
    return job


def finish(session: Session, job_id: int, *, now: datetime) -> None:
    """Mark a job as done."""
    job = session.get_one(Job, job_id)
    job.state, job.finished_at, job.error = JobState.DONE, now, ""
    session.flush()


def fail(session: Session, job_id: int, *, error: str, now: datetime, pauses: Sequence[timedelta] = PAUSES) -> JobState:
    """Put a failed job back to wait, longer each time, or give it up after the last pause; return its state."""
    job = session.get_one(Job, job_id)
    job.error = error[:1000]
    if job.attempts <= len(pauses):
        job.state, job.run_at = JobState.WAITING, now + pauses[job.attempts - 1]
    else:
        job.state, job.finished_at = JobState.FAILED, now
    session.flush()
    return job.state


def forget(session: Session, *, before: datetime) -> None:
    """Drop jobs that were done before a moment; failed ones stay to be looked at."""
    session.execute(delete(Job).where(Job.state == JobState.DONE, Job.finished_at < before))
    session.flush()
