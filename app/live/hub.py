"""One poller a process, for all of its streams, and only while somebody listens.

Under gevent its thread is a greenlet; under anything else a plain daemon thread.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter

from flask import Flask
from sqlalchemy.exc import DBAPIError

from app.foundation.events import EVERYONE
from app.foundation.events.outbox import Reader
from app.live.audience import Identity, find_identities
from app.live.listener import Listener

POLL_S = 0.1
LOOK_EVERY_S = 4.0
MOST_PER_ACCOUNT = 6
IDENTITY_CHANGED = "identity-changed"
log = logging.getLogger("matinee.live")


class Full(Exception):
    """No stream is free: `whole_house` says whether here at all, or for this account."""

    def __init__(self, whole_house: bool) -> None:
        super().__init__()
        self.whole_house = whole_house


class Hub:
    """Everybody who listens in this process."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.most = int(app.config["MOST_STREAMS"])
        self.listeners: set[Listener] = set()
        self._lock = threading.Lock()
        self._reader: Reader | None = None
        self._looked_at = 0.0

    def join(self, identity: Identity, connection: object = None) -> Listener:
        """Begin to listen, from now on. Raises Full."""
        with self._lock:
            self._make_room(identity.account_id)
            if self._reader is None:
                self._begin()
            listener = Listener(identity, self.position, connection)  # type: ignore[arg-type]
            self.listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Stop listening."""
        listener.is_open = False
        self.listeners.discard(listener)

    @property
    def position(self) -> int:
        """The number up to which all has been told."""
        return self._reader.position if self._reader else 0

    def _make_room(self, account_id: int) -> None:
        if self._is_full(account_id) is not None:
            self._forget_gone()
        if (whole_house := self._is_full(account_id)) is not None:
            raise Full(whole_house)

    def _is_full(self, account_id: int) -> bool | None:
        if len(self.listeners) >= self.most:
            return True
        counts = Counter(listener.identity.account_id for listener in self.listeners)
        return False if counts[account_id] >= MOST_PER_ACCOUNT else None

    def _forget_gone(self) -> None:
        for listener in [one for one in self.listeners if one.is_gone()]:
            listener.end()
            self.listeners.discard(listener)

    def _begin(self) -> None:
        self._reader = Reader.from_now()
        self._looked_at = time.monotonic()
        threading.Thread(target=self._poll, name="live", daemon=True).start()

    def _poll(self) -> None:
        while self._has_listeners():
            time.sleep(POLL_S)
            try:
                with self.app.app_context():
                    self._turn()
            except DBAPIError as error:
                log.warning("events wait for the database: %s", error.orig)
                time.sleep(1)
            except Exception:
                log.exception("the event stream stumbled")
                time.sleep(1)

    def _has_listeners(self) -> bool:
        with self._lock:
            if not self.listeners:
                self._reader = None
            return bool(self.listeners)

    def _turn(self) -> None:
        if self._reader is None:
            return
        for fact in self._reader.read():
            if fact.kind == IDENTITY_CHANGED:  # whatever comes after it is not for who they were
                self._look(fact.audience)
            for listener in list(self.listeners):
                listener.hear(fact)
        if time.monotonic() - self._looked_at >= LOOK_EVERY_S:
            self._looked_at = time.monotonic()
            self._look()

    def _look(self, audience: str = EVERYONE) -> None:
        """End the streams of sessions that were revoked, or that are somebody else by now."""
        self._forget_gone()
        listeners = [one for one in self.listeners if audience in one.audiences]
        now = find_identities({listener.identity for listener in listeners})
        for listener in listeners:
            if now.get(listener.identity.session_id) != listener.identity:
                listener.end()
