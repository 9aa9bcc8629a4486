"""A guard for development: no greenlet may be switched away while it holds SQLite's one write lock.

It would hold the lock while it waits (for a network, a sleep, a queue), and everybody else's writes with it.
"""

from __future__ import annotations

import traceback
from typing import Any

import greenlet  # type: ignore[import-untyped]
from flask import Flask
from sqlalchemy import Connection, Engine, event

from app.foundation.db import means_to_write


class SwitchedWhileWriting(RuntimeError):
    """Raised at the end of the transaction, with the place where it waited."""


class Watch:
    """Remembers which greenlet writes, and where it was switched away."""

    def __init__(self) -> None:
        self.writers: dict[int, list[str]] = {}
        self._before: Any = None

    def begin(self) -> None:
        """Trace this thread's greenlets."""
        self._before = greenlet.settrace(self._on_switch)

    def end(self) -> None:
        """Trace no more."""
        greenlet.settrace(self._before)

    def open(self) -> None:
        """The present greenlet has the write lock."""
        self.writers[id(greenlet.getcurrent())] = []

    def close(self) -> None:
        """It lets go. Raises SwitchedWhileWriting if it had waited meanwhile."""
        if waited := self.forget():
            raise SwitchedWhileWriting("A write transaction waited here:\n" + waited[0])

    def forget(self) -> list[str]:
        """It lets go without having written; where it had waited."""
        return self.writers.pop(id(greenlet.getcurrent()), [])

    def _on_switch(self, kind: str, pair: tuple[Any, Any]) -> None:
        origin, _target = pair
        if self.writers and id(origin) in self.writers:
            stack = traceback.format_stack(origin.gr_frame, limit=12) if origin.gr_frame else ["(it ended)"]
            self.writers[id(origin)].append("".join(stack))


def watch(app: Flask) -> Watch | None:
    """Guard this process if gevent serves it; None where plain threads do, which may wait as they like."""
    from gevent import monkey

    if not monkey.is_module_patched("threading"):
        return None
    guard = app.extensions["matinee.switches"] = Watch()
    guard.begin()
    listen(guard)
    return guard


def listen(guard: Watch) -> None:
    """Tell the guard of every SQLite write transaction."""

    def began(connection: Connection) -> None:
        if connection.dialect.name == "sqlite" and means_to_write():
            guard.open()

    event.listen(Engine, "begin", began)
    event.listen(Engine, "commit", lambda _connection: guard.close())
    event.listen(Engine, "rollback", lambda _connection: guard.forget())
