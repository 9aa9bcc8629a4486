"""Posting: one review per profile and title, however often or however fast it is sent."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from app.catalogue.models import Title
from app.foundation import audit
from app.foundation.db import db
from app.foundation.limits import Limit, spend
from app.profiles.models import Profile
from app.reviews.models import Review
from app.reviews.queries import find_mine
from app.reviews.signals import review_posted, review_removed

A_MINUTE, A_DAY = Limit(5, 60), Limit(50, 86_400)


def allow(profile: Profile) -> None:
    """5 a minute and 50 a day; raises 429 beyond. Spends in a transaction of its own."""
    spend(f"review:minute:{profile.id}", A_MINUTE)
    spend(f"review:day:{profile.id}", A_DAY)


def post(profile: Profile, title: Title, rating: int, text: str) -> Review:
    """Write or change the profile's review of a title, in the current transaction.

    Twins sent at once become one row: whoever comes second finds the first one's and changes it.
    """
    try:
        with db.session.begin_nested():
            review = _write(profile, title, rating, text)
    except IntegrityError:
        review = _write(profile, title, rating, text)
    review.tell_changed()
    audit.record("review-posted", f"title {title.id}", rating=rating)
    review_posted.send(review)
    return review


def take_back(review: Review) -> None:
    """Take a review out of sight, in the current transaction."""
    review.take_back()
    audit.record("review-removed", f"title {review.title_id}")
    review_removed.send(review)


def put_back(review: Review) -> None:
    """Show a review again that was taken back, in the current transaction."""
    review.put_back()
    audit.record("review-restored", f"title {review.title_id}")
    review_posted.send(review)


def _write(profile: Profile, title: Title, rating: int, text: str) -> Review:
    review = find_mine(title, profile)
    if review is None:
        review = Review(profile_id=profile.id, title_id=title.id, rating=rating, text=text)
        db.session.add(review)
    else:
        review.revise(rating, text)
    db.session.flush()
    return review
