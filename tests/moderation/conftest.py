"""A film with a review that somebody may find wrong."""

from __future__ import annotations

import pytest

from app.catalogue.models import Title
from app.foundation.db import db
from app.reviews.models import Review
from tests.cast import Cast
from tests.programme import make_title

WORDS = "The keeper dies in the storm."


@pytest.fixture
def film(cast: Cast) -> Title:
    row = make_title("Moth Hour", maturity=12)
    db.session.commit()
    return row


@pytest.fixture
def review(cast: Cast, film: Title) -> Review:
    """By Ruth, who owns Elm Street 14."""
    row = Review(profile_id=cast.profiles["owner"].id, title_id=film.id, rating=4, text=WORDS)
    db.session.add(row)
    db.session.commit()
    return row
