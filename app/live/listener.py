"""One open stream: a queue between the hub and a browser."""

from __future__ import annotations

import json
import queue
import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress

from app.foundation.events import Fact
from app.live.audience import Identity

RETRY_MS = 3000
HEARTBEAT_S = 15.0
MOST_WAITING = 1_000
OPENED = Fact(0, "stream-opened", "", {})


class Listener:
    """Facts wait here until the browser takes them; one that takes none for too long is let go.

    `position` is the number up to which the browser has been told all.
    """

    def __init__(self, identity: Identity, position: int, connection: socket.socket | None = None) -> None:
        self.identity = identity
        self.audiences = identity.audiences
        self.position = position
        self.is_open = True
        self._connection = connection
        self._waiting: queue.Queue[Fact | None] = queue.Queue(MOST_WAITING)

    def hear(self, fact: Fact) -> None:
        """Take a fact if it may be told here."""
        if self.is_open and fact.audience in self.audiences:
            try:
                self._waiting.put_nowait(fact)
            except queue.Full:
                self.end()

    def end(self) -> None:
        """End the stream: what waits is not told any more. The browser may come again and say where it was."""
        self.is_open = False
        with suppress(queue.Full):  # then nobody sleeps here, and whoever takes the next one sees that it is over
            self._waiting.put_nowait(None)

    def is_gone(self) -> bool:
        """Whether the browser has hung up, which otherwise shows only at the next heartbeat."""
        connection = getattr(self._connection, "_sock", self._connection)  # beneath gevent's, which would wait
        if connection is None:
            return False
        try:
            return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except (BlockingIOError, ValueError):  # nothing to read yet, or TLS, which cannot be peeked into
            return False
        except OSError:
            return True

    def stream(self, missed: Iterable[Fact] = ()) -> Iterator[str]:
        """Server-sent events (WHATWG HTML, 9.2): what was missed, then what comes, and a comment each 15 s."""
        yield f"retry: {RETRY_MS}\n\n"
        for fact in missed:
            if not self.is_open:
                return
            yield _event(fact, fact.id or self.position)
        yield _event(OPENED, self.position)
        while self.is_open:
            try:
                heard = self._waiting.get(timeout=HEARTBEAT_S)
            except queue.Empty:
                yield ": still here\n\n"
                continue
            if heard is None or self._is_over():
                return
            if heard.id > self.position:  # what another process told already comes again here
                self.position = heard.id
                yield _event(heard, heard.id)

    def _is_over(self) -> bool:
        """Whether another thread has ended it meanwhile."""
        return not self.is_open


def told(fact: Fact) -> dict[str, object]:
    """A fact as browsers are told it."""
    return {"id": fact.id, "kind": fact.kind, "facts": fact.facts}


def _event(fact: Fact, position: int) -> str:
    return f"id: {position}\ndata: {json.dumps(told(fact), separators=(',', ':'))}\n\n"
