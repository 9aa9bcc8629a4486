"""Jobs that come back by themselves: once in each slot of their period, however many workers there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.foundation import clock
from app.foundation.db import db, reading
from app.foundation.jobs.models import Job
from app.foundation.jobs.queue import Lane, Work, enqueue, job


@dataclass(frozen=True)
class Schedule:
    """A job's name and how often it runs."""

    name: str
    period_s: float

    @property
    def key(self) -> str:
        """The dedupe key of the present slot."""
        return f"every:{self.name}:{int(clock.now().timestamp() // self.period_s)}"


SCHEDULES: dict[str, Schedule] = {}


def every(name: str, *, hours: float, lane: Lane = Lane.QUICK) -> Callable[[Work], Work]:
    """Name a function as a job that runs every so many hours, without payload."""
    SCHEDULES[name] = Schedule(name, hours * 3600)
    return job(name, lane)


def enqueue_due() -> list[Job]:
    """Put in what this slot has not seen yet, and commit."""
    keys = {schedule.key: schedule.name for schedule in SCHEDULES.values()}
    with reading():
        seen = set(db.session.scalars(db.select(Job.dedupe_key).where(Job.dedupe_key.in_(keys))))
    missing = [key for key in keys if key not in seen]
    rows = [enqueue(keys[key], dedupe_key=key) for key in missing]
    if rows:
        db.session.commit()
    return rows
