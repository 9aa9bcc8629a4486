"""Tells staff that the queue looks different: at most once a second in a process, and the last change always."""

from __future__ import annotations

import threading
import time

from sqlalchemy.orm import Session

from app.foundation.events import STAFF, Event, publish

EVERY_S = 1.0
CHANGED = "jobs-changed"


class Teller:
    """When this process told last, and whether it owes to tell."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told_at = float("-inf")
        self.owes = False

    def is_due(self) -> bool:
        """Whether to tell now, since a second has passed; else it is owed."""
        with self._lock:
            self.owes = time.monotonic() - self._told_at < EVERY_S
            self._told_at = self._told_at if self.owes else time.monotonic()
            return not self.owes


teller = Teller()


def tell_work(session: Session) -> None:
    """Tell, in the transaction of this session, that a job was taken, goes on or was let go; or owe it."""
    if teller.is_due():
        session.add(Event(kind=CHANGED, audience=STAFF))


def tell_choice() -> None:
    """Tell, in the current transaction, that somebody put jobs in, or wants them otherwise."""
    publish(CHANGED, STAFF)
