"""Putting jobs in: a name, what it needs, and a key so that the same thing waits only once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.foundation import clock
from app.foundation.db import db
from app.foundation.jobs.models import Job, find_open
from app.foundation.jobs.telling import tell_choice

Work = Callable[..., None]


class Lane(StrEnum):
    """Two lanes, so that a two-hour encode holds up no reset mail."""

    QUICK = "quick"
    SLOW = "slow"


@dataclass(frozen=True)
class Kind:
    """A named job: `work(run, **payload)`, safe to run twice."""

    name: str
    lane: Lane
    work: Work


KINDS: dict[str, Kind] = {}


def job(name: str, lane: Lane = Lane.QUICK) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Name a function as a job. It is called with its `Run` and its payload, and must be safe to run twice."""

    def _name(work: Callable[..., None]) -> Callable[..., None]:
        KINDS[name] = Kind(name, lane, work)
        return work

    return _name


def enqueue(name: str, *, dedupe_key: str | None = None, priority: int = 0, delay_s: float = 0, **payload: Any) -> Job:
    """Add a job to the current transaction. Lower priority runs first; an open job with the same key is returned."""
    row = Job(kind=name, lane=KINDS[name].lane, payload=payload, dedupe_key=dedupe_key, priority=priority)
    row.run_after = clock.now() + timedelta(seconds=delay_s)
    tell_choice()
    if dedupe_key:
        return find_open(dedupe_key) or _add_unless_open(row, dedupe_key)
    db.session.add(row)
    db.session.flush()
    return row


def _add_unless_open(row: Job, dedupe_key: str) -> Job:
    """Of two that put in the same thing at once, the second is told by the unique index and takes the first's."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return find_open(dedupe_key) or _add_unless_open(row, dedupe_key)
    return row
