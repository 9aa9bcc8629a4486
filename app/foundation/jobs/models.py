"""One row per job; the row is the job."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import clock
from app.foundation.db import Entity, Row, db
from app.foundation.jobs.telling import tell_choice

TRIES = 3
PREFERRED = -100


class JobState(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (JobState.QUEUED, JobState.RUNNING, JobState.PAUSED)
IS_OPEN = "state IN ('queued', 'running', 'paused')"


class Job(Row, Entity):
    """Something to do outside a request. `dedupe_key` is unique among the jobs that are not over."""

    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'paused', 'done', 'failed', 'cancelled')", name="state"),
        CheckConstraint("lane IN ('quick', 'slow')", name="lane"),
        Index("ix_job_state_lane_priority_id", "state", "lane", "priority", "id"),
        Index(
            "uq_job_dedupe_key_open",
            "dedupe_key",
            unique=True,
            sqlite_where=text(IS_OPEN),
            postgresql_where=text(IS_OPEN),
        ),
    )

    kind: Mapped[str] = mapped_column(String(60))
    lane: Mapped[str] = mapped_column(String(5))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(10), default=JobState.QUEUED)
    priority: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    dedupe_key: Mapped[str | None] = mapped_column(String(120))
    run_after: Mapped[datetime] = mapped_column(default=clock.now)
    lease_owner: Mapped[str] = mapped_column(String(60), default="")
    lease_until: Mapped[datetime | None]
    progress: Mapped[float] = mapped_column(default=0.0)
    stage: Mapped[str] = mapped_column(String(60), default="")
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    pause_requested: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str] = mapped_column(Text, default="")
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    @property
    def is_over(self) -> bool:
        """Whether nothing will happen to it any more by itself."""
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)

    def cancel(self) -> None:
        """Stop it: at once while it waits, at its next beat while it runs."""
        self.cancel_requested = True
        tell_choice()
        if self.state in (JobState.QUEUED, JobState.PAUSED):
            self.state, self.finished_at = JobState.CANCELLED, clock.now()

    def pause(self) -> None:
        """Let it rest until somebody resumes it: at once while it waits, at its next beat while it runs."""
        self.pause_requested = True
        tell_choice()
        if self.state == JobState.QUEUED:
            self.state = JobState.PAUSED

    def resume(self) -> None:
        """Put it back in the queue, or take back that it should pause. It goes on as far as its work allows."""
        self.pause_requested = False
        tell_choice()
        if self.state == JobState.PAUSED:
            self.state, self.run_after = JobState.QUEUED, clock.now()

    def retry(self) -> Job:
        """Put a failed or cancelled job back in the queue with all its tries.

        Gives the job that will run: another one, if one with the same dedupe key is open already.
        """
        if not self.is_over:
            return self
        if self.dedupe_key and (twin := find_open(self.dedupe_key)):
            return twin
        self.state, self.attempts, self.error = JobState.QUEUED, 0, ""
        self.progress, self.stage, self.cancel_requested, self.pause_requested = 0.0, "", False, False
        self.run_after, self.finished_at = clock.now(), None
        tell_choice()
        return self

    def prefer(self) -> None:
        """Play this first: before everything that waits; one that runs in its lane steps aside for it."""
        self.priority = PREFERRED
        tell_choice()

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


def find_open(dedupe_key: str) -> Job | None:
    """The job with this key that is not over."""
    return db.session.scalar(db.select(Job).where(Job.dedupe_key == dedupe_key, Job.state.in_(OPEN)))
