"""One engine per database; each ranks documents for words, and finds names that are nearly right."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import ColumnElement, FromClause

from app.foundation.db import db
from app.search.engines import postgresql, sqlite


class Engine(Protocol):
    """What an engine must say. Scores rise with quality."""

    def matches(self, words: tuple[str, ...]) -> tuple[FromClause | None, ColumnElement[bool], ColumnElement[float]]:
        """A table to join by document id (or None), the condition, and the score."""

    def resembles(self, folded: str) -> tuple[FromClause | None, ColumnElement[bool], ColumnElement[float]]:
        """The same for names that resemble the text."""


def current_engine() -> Engine:
    """The engine of the database in use."""
    return sqlite if db.session.get_bind().dialect.name == "sqlite" else postgresql
