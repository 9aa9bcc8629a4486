"""Jobs of the reviews."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.foundation import clock
from app.foundation.db import db, writing
from app.foundation.jobs import every
from app.reviews.models import REMOVED, Review

UNDO_FOR = timedelta(hours=1)


@every("reviews.sweep", hours=1)
def sweep(_run: Any) -> None:
    """Delete for good what was taken back more than an hour ago.

    Not what was held: taken back and written anew it would be up again.
    """
    with writing():
        gone = Review.removed_at < clock.now() - UNDO_FOR
        db.session.execute(db.delete(Review).where(Review.state == REMOVED, gone, Review.held_reason == ""))
