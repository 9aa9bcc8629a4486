"""Counting statements, so that a page's cost cannot grow with its rows unseen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

TRANSACTIONAL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


@contextmanager
def count_statements() -> Iterator[list[str]]:
    """The statements sent to the database inside the block, those that only bracket transactions left out."""
    sent: list[str] = []

    def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(TRANSACTIONAL):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", _note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", _note)
