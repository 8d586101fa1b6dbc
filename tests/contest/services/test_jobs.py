"""Jobs are done once, tried again after failures, and outlive a crash."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest import worker
from contest.adapters.storage import Storage
from contest.config import Settings
from contest.db import Database
from contest.models.jobs import Job
from contest.models.mail import Message
from contest.rules.kinds import JobState
from contest.services import jobs, mail
from tests import factories


def test_jobs_are_taken_in_order_and_once(session: Session, now: datetime) -> None:
    """The oldest due job comes first, and a running one is not taken again."""
    first, second = jobs.enqueue(session, "a", {}, now=now), jobs.enqueue(session, "b", {"x": 1}, now=now)
    later = jobs.enqueue(session, "c", {}, now=now + timedelta(hours=1))
    assert jobs.is_due(session, now=now)
    taken = [jobs.take(session, now=now), jobs.take(session, now=now), jobs.take(session, now=now)]
    assert taken == [first, second, None]
    assert not jobs.is_due(session, now=now)
    jobs.finish(session, first.id, now=now)
    assert (first.state, first.finished_at, second.state, later.state) == (
        JobState.DONE,
        now,
        JobState.RUNNING,
        JobState.WAITING,
    )


def test_a_failed_job_waits_longer_each_time_and_is_given_up(session: Session, now: datetime) -> None:
    """Three attempts, ten seconds and a minute apart, and the last error stays to be read."""
    job = jobs.enqueue(session, "a", {}, now=now)
    moment, states = now, []
    for pause in (10, 60, 0):
        assert jobs.take(session, now=moment) is job
        states.append(jobs.fail(session, job.id, error=f"broke, {pause}", now=moment))
        assert jobs.take(session, now=moment) is None
        moment += timedelta(seconds=pause)
    assert states == [JobState.WAITING, JobState.WAITING, JobState.FAILED]
    assert (job.attempts, job.error, job.finished_at) == (3, "broke, 0", moment)
    assert jobs.take(session, now=now + timedelta(days=9)) is None


def test_a_job_of_a_dead_worker_is_taken_over(session: Session, now: datetime) -> None:
    """A job that runs past its lease is due again, not a moment before."""
    job = jobs.enqueue(session, "a", {}, now=now)
    jobs.take(session, now=now)
    assert jobs.take(session, now=now + jobs.LEASE - timedelta(seconds=1)) is None
    assert jobs.take(session, now=now + jobs.LEASE) is job
    assert job.attempts == 2


def test_done_jobs_are_forgotten_and_failed_ones_kept(session: Session, now: datetime) -> None:
    """Only what was done before the moment goes."""
    rows = {name: jobs.enqueue(session, name, {}, now=now) for name in ("old", "new", "failed", "waiting")}
    jobs.finish(session, rows["old"].id, now=now - timedelta(days=2))
    jobs.finish(session, rows["new"].id, now=now)
    rows["failed"].attempts = 9
    jobs.fail(session, rows["failed"].id, error="x", now=now - timedelta(days=2))
    jobs.forget(session, before=now - timedelta(days=1))
    kept = session.scalars(select(Job.kind).order_by(Job.id)).all()
    assert kept == ["new", "failed", "waiting"]


def test_a_message_that_broke_on_the_way_is_not_taken_for_sent(
    database: Database, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any failure, also one that nobody thought of, leaves the message unsent and the job to be tried again."""

    def broken(**_message: object) -> None:
        raise RuntimeError("no such thing")

    monkeypatch.setattr(worker, "send_mail", broken)
    with database.writing() as session:
        mail.send(session, factories.account(session), subject="Tin", body="Chào", now=now)
    ready = Settings(**{**settings.__dict__, "smtp_host": "127.0.0.1"})
    assert worker.run_once(database, Storage(settings.uploads_dir), ready)
    with database.reading() as session:
        message = session.scalars(select(Message)).one()
        assert (message.sent_at, message.attempts) == (None, 1)
        assert session.scalars(select(Job.state)).one() is JobState.WAITING
