"""Old addresses go on leading where they led."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.db import Entity, Row


class OldSlug(Row, Entity):
    """A slug that a title or person had before (`kind` is `title` or `person`); answers 301."""

    __table_args__ = (Index("uq_old_slug_kind_slug", "kind", "slug", unique=True),)

    kind: Mapped[str] = mapped_column(String(10))
    slug: Mapped[str] = mapped_column(String(90))
    row_id: Mapped[int] = mapped_column(index=True)
