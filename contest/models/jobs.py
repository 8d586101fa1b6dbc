"""Work that was asked for and is done apart from the request."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from contest.models.base import Base, stored
from contest.rules.kinds import JobState


class Job(Base):
    """One piece of work, committed with the rows that ask for it."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_state_run_at", "state", "run_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    state: Mapped[JobState] = stored(JobState)
    attempts: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    progress: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
