"""Jobs of the watching."""

from __future__ import annotations

from datetime import timedelta

from app.foundation import clock
from app.foundation.db import db, writing
from app.foundation.jobs import Run, every
from app.watching.models import Playback

KEPT_FOR = timedelta(days=365)
AT_ONCE = 500


@every("watching.sweep", hours=24)
def sweep(run: Run | None) -> None:
    """Forget plays that are older than a year, in short batches. How far somebody is stays."""
    while _delete_some() == AT_ONCE:
        if run is not None:
            run.check()


def _delete_some() -> int:
    with writing():
        old = db.select(Playback.id).where(Playback.created_at < clock.now() - KEPT_FOR).limit(AT_ONCE)
        ids = list(db.session.scalars(old))
        db.session.execute(db.delete(Playback).where(Playback.id.in_(ids)))
    return len(ids)
