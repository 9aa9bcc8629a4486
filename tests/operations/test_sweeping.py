"""Housekeeping: what has had its time goes, the rest stays."""

from __future__ import annotations

from datetime import timedelta

from app.accounts.models import AccountSession
from app.foundation import clock
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.foundation.jobs import Job, JobState, enqueue
from app.foundation.jobs.performing import work_off
from app.foundation.limits import TokenBucket
from tests.cast import Cast


def test_expired_sessions_and_old_rows_go_and_live_ones_stay(cast: Cast) -> None:
    old, moment = cast.owner.session_id, clock.now()
    new = cast.stranger.session_id
    idle = AccountSession.id == old
    db.session.execute(db.update(AccountSession).where(idle).values(seen_at=moment - timedelta(days=15)))
    db.session.add_all(
        [
            Job(kind="x", lane="quick", state=JobState.DONE, finished_at=moment - timedelta(days=8)),
            Job(kind="x", lane="quick", state=JobState.FAILED, finished_at=moment - timedelta(days=8)),
            AuditEvent(kind="old", at=moment - timedelta(days=401)),
            AuditEvent(kind="new", at=moment - timedelta(days=399)),
            TokenBucket(key="old", tokens=1.0, counted_at=(moment - timedelta(days=9)).timestamp()),
            TokenBucket(key="new", tokens=1.0, counted_at=moment.timestamp()),
        ]
    )
    enqueue("operations.sweep")
    db.session.commit()
    work_off()
    assert set(db.session.scalars(db.select(AccountSession.id))) == {new}
    assert list(db.session.scalars(db.select(TokenBucket.key))) == ["new"]
    assert set(db.session.scalars(db.select(AuditEvent.kind))) == {"new"}
    left = {(row.kind, row.state) for row in db.session.scalars(db.select(Job))}
    assert left == {("x", "failed"), ("operations.sweep", "done")}
