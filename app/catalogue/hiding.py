"""Kinds of titles that a household hides from one of its profiles."""

from __future__ import annotations

from collections.abc import Iterable

from app.catalogue.models import Genre
from app.catalogue.models.collection import profile_hidden_genre
from app.catalogue.version import bump
from app.foundation.db import db
from app.profiles.models import Profile


def every_kind() -> list[Genre]:
    """All that can be hidden, by name."""
    return list(db.session.scalars(db.select(Genre).order_by(Genre.name)))


def hidden_from(profile: Profile) -> list[int]:
    """The ids of the genres that are."""
    mine = profile_hidden_genre.c.profile_id == profile.id
    return list(db.session.scalars(db.select(profile_hidden_genre.c.genre_id).where(mine)))


def hide(profile: Profile, genre_ids: Iterable[int]) -> None:
    """Hide these and no others, in the current transaction. What was kept of the catalogue for others is made anew."""
    db.session.execute(db.delete(profile_hidden_genre).where(profile_hidden_genre.c.profile_id == profile.id))
    rows = [{"profile_id": profile.id, "genre_id": genre_id} for genre_id in sorted(set(genre_ids))]
    if rows:
        db.session.execute(db.insert(profile_hidden_genre), rows)
    bump(db.session())
