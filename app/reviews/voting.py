"""Finding a review helpful: one vote per profile and review, however often it is sent."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite

from app.foundation import clock
from app.foundation.db import db
from app.foundation.limits import Limit, spend
from app.profiles.models import Profile
from app.reviews.models import HelpfulVote, Review

A_MINUTE = Limit(30, 60)


def allow(profile: Profile) -> None:
    """30 a minute; raises 429 beyond. Spends in a transaction of its own."""
    spend(f"helpful:minute:{profile.id}", A_MINUTE)


def find_helpful(review: Review, profile: Profile) -> None:
    """Add the vote, in the current transaction; it stands already if it does."""
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(HelpfulVote)
    values = {"review_id": review.id, "profile_id": profile.id, "at": clock.now()}
    db.session.execute(insert.values(values).on_conflict_do_nothing())


def take_back(review: Review, profile: Profile) -> None:
    """Remove the vote; nothing happens if there is none."""
    mine = HelpfulVote.review_id == review.id, HelpfulVote.profile_id == profile.id
    db.session.execute(db.delete(HelpfulVote).where(*mine))
