"""Housekeeping, every hour: what has had its time goes, a few hundred rows a transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.accounts.models import AccountSession
from app.accounts.models.session import IDLE
from app.foundation import clock
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.foundation.events import outbox
from app.foundation.jobs import Job, JobState, Run, every
from app.foundation.limits import TokenBucket

AT_ONCE = 300
DONE_KEPT_FOR = timedelta(days=7)
FAILED_KEPT_FOR = timedelta(days=60)
BUCKETS_KEPT_FOR = timedelta(days=7)
AUDIT_KEPT_FOR = timedelta(days=400)


@every("operations.sweep", hours=1)
def sweep(run: Run) -> None:
    """Remove expired sessions, old facts, old jobs, old token buckets, audit rows after thirteen months."""
    for batch in (_sessions, outbox.sweep, _done_jobs, _failed_jobs, _buckets, _audit):
        _until_empty(run, batch)


def _until_empty(run: Run, batch: Callable[[], int]) -> None:
    while batch():
        db.session.commit()
        run.check()
    db.session.commit()


def _sessions() -> int:
    moment = clock.now()
    return _remove(AccountSession.id, (AccountSession.expires_at < moment) | (AccountSession.seen_at < moment - IDLE))


def _done_jobs() -> int:
    over = Job.state.in_((JobState.DONE, JobState.CANCELLED))
    return _remove(Job.id, over & (Job.finished_at < clock.now() - DONE_KEPT_FOR))


def _failed_jobs() -> int:
    return _remove(Job.id, (Job.state == JobState.FAILED) & (Job.finished_at < clock.now() - FAILED_KEPT_FOR))


def _buckets() -> int:
    """A bucket as old as the longest period is full again, as if it had never been."""
    return _remove(TokenBucket.key, TokenBucket.counted_at < (clock.now() - BUCKETS_KEPT_FOR).timestamp())


def _audit() -> int:
    return _remove(AuditEvent.id, AuditEvent.at < clock.now() - AUDIT_KEPT_FOR)


def _remove(key: Any, where: Any) -> int:
    keys = list(db.session.scalars(db.select(key).where(where).limit(AT_ONCE)))
    if keys:
        db.session.execute(db.delete(key.class_).where(key.in_(keys)), execution_options={"synchronize_session": False})
    return len(keys)
