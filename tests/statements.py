"""Counting statements, so that a page's cost cannot grow with its rows unseen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest import mock

from sqlalchemy import Connection, Engine, event

from app.foundation.prepared import Written
from app.recommendations import serving

TRANSACTIONAL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


@contextmanager
def count_statements() -> Iterator[list[str]]:
    """The statements sent to the database inside the block, those that only bracket transactions left out, and the
    recommender's question every ten seconds, which would come into one page or another as the clock goes."""
    sent: list[str] = []

    def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(TRANSACTIONAL):
            sent.append(statement)

    def _note_prepared(statement: Written, connection: Connection, values: Mapping[str, Any]) -> Any:
        sent.append(statement.text)
        return row(statement, connection, values)

    row = Written.row
    event.listen(Engine, "before_cursor_execute", _note)
    prepared = mock.patch.object(Written, "row", _note_prepared)  # an engine's listeners hear nothing of these
    try:
        with prepared, mock.patch.object(serving, "ASK_EVERY_S", math.inf):
            yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", _note)
