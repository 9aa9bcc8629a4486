"""What the demo's people said and put on their lists."""

from __future__ import annotations

from datetime import timedelta

from app.demo.cast import Everybody
from app.demo.programme import LIST, REVIEWS
from app.demo.shelving import Shelved
from app.foundation import clock
from app.foundation.db import db
from app.reviews import posting
from app.watching.models import ListEntry


def talk(cast: Everybody, shelved: Shelved) -> None:
    """Post the reviews and fill the lists, each on its day, in the current transaction."""
    for said in REVIEWS:
        review = posting.post(cast.profiles[said.profile], shelved.titles[said.title], said.rating, said.text)
        review.created_at = clock.now() - timedelta(days=said.days_ago)
    for kept in LIST:
        entry = ListEntry(profile_id=cast.profiles[kept.profile].id, title_id=shelved.titles[kept.title].id)
        entry.added_at = clock.now() - timedelta(days=kept.days_ago)
        db.session.add(entry)
