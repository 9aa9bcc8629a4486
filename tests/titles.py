"""Making titles for tests in one line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.catalogue.models import Credit, Genre, Person, Title
from app.foundation import clock
from app.foundation.db import db
from app.foundation.text import slugify


def title(name: str, **facts: Any) -> Title:
    """A published film for all ages, unless told otherwise; flushed, not committed.

    `genres` are names, `people` are names of directors; `published` False makes a draft.
    """
    genres, people = facts.pop("genres", ()), facts.pop("people", ())
    published = facts.pop("published", True)
    tags, makers = [_named(Genre, genre) for genre in genres], [_named(Person, name) for name in people]
    row = Title(**{"name": name, "slug": slugify(name), "year": 2025, "maturity_years": 0, **facts})
    row.published_at = clock.now() - timedelta(days=1) if published else None
    row.genres = tags
    row.credits = [Credit(person=maker, role="director", position=i) for i, maker in enumerate(makers)]
    db.session.add(row)
    db.session.flush()
    return row


def _named(table: Any, name: str) -> Any:
    row = db.session.scalar(db.select(table).filter_by(slug=slugify(name)))
    if row is None:
        row = table(name=name, slug=slugify(name))
        db.session.add(row)
        db.session.flush()
    return row
