"""Keyset paging: a page begins after a row, so rows that arrive meanwhile neither repeat nor vanish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select

from app.foundation.db import db

T = TypeVar("T")
LARGEST_KEY = 2**31 - 1


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows and the cursor of the next page (None at the end)."""

    rows: list[T]
    next_cursor: str | None


def page_by_id(select: Select[Any], key: Any, cursor: str | None, size: int = 24) -> Page[Any]:
    """Newest first by id. A cursor that is no number starts at the beginning."""
    if cursor and cursor.isdecimal() and len(cursor) < 11:
        select = select.where(key < min(int(cursor), LARGEST_KEY))
    rows = list(db.session.scalars(select.order_by(key.desc()).limit(size + 1)))
    return Page(rows[:size], str(rows[size - 1].id) if len(rows) > size else None)
