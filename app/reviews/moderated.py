"""Reviews as moderators see them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload

from app.catalogue.visibility import visible_to
from app.foundation.db import db
from app.moderation.moderatable import Subject, moderate
from app.moderation.signals import words_hidden, words_shown
from app.profiles.models import Profile
from app.reviews.models import PUBLISHED, Review
from app.reviews.signals import review_posted, review_removed


def find_review(review_id: int, reader: Profile) -> Review | None:
    """A review with words that this reader sees."""
    if reader.is_child:
        return None
    seen = Review.id == review_id, Review.state == PUBLISHED, Review.text != "", visible_to(reader)
    whole = joinedload(Review.title), joinedload(Review.profile)
    return db.session.scalar(db.select(Review).join(Review.title).where(*seen).options(*whole))


def find_any(review_id: int) -> Review | None:
    """The review, whoever may see it."""
    return db.session.get(Review, review_id)


def listen() -> None:
    """Let reviews be reported, and tell upstairs when moderators hide one or show it again."""
    moderate(
        Subject(
            name="review",
            noun="review",
            find=find_review,
            row=find_any,
            author=lambda review: review.profile,
            words=lambda review: review.text,
            title_id=lambda review: review.title_id,
            url=lambda review: f"/titles/{review.title.slug}#reviews",
        )
    )
    words_hidden.connect(_hidden)
    words_shown.connect(_shown)


def _hidden(row: Any) -> None:
    if isinstance(row, Review):
        review_removed.send(row)


def _shown(row: Any) -> None:
    if isinstance(row, Review) and row.is_published:
        review_posted.send(row)
