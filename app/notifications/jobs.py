"""Jobs of the bell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import or_

from app.foundation import clock
from app.foundation.db import db, writing
from app.foundation.jobs import Run, every
from app.notifications import digest
from app.notifications.models import Notification

UNDO_FOR = timedelta(hours=1)
READ_KEPT_FOR = timedelta(days=90)
KEPT_FOR = timedelta(days=365)
AT_ONCE = 500


@every("notifications.sweep", hours=1)
def sweep(run: Run | None) -> None:
    """Delete for good what was taken away an hour ago, read three months ago, or rung a year ago; in short batches."""
    moment = clock.now()
    old: Any = or_(
        Notification.removed_at < moment - UNDO_FOR,
        Notification.read_at < moment - READ_KEPT_FOR,
        Notification.created_at < moment - KEPT_FOR,
    )
    while _delete_some(old) == AT_ONCE:
        if run is not None:
            run.check()


@every("notifications.digest", hours=1)
def send_digests(run: Run | None) -> None:
    """Put the day's mail of everybody whose morning it is into the outbox."""
    for profile_id in digest.due_ids():
        if run is not None:
            run.check()
        digest.issue(profile_id)


def _delete_some(old: Any) -> int:
    with writing():
        ids = list(db.session.scalars(db.select(Notification.id).where(old).limit(AT_ONCE)))
        db.session.execute(db.delete(Notification).where(Notification.id.in_(ids)))
    return len(ids)
