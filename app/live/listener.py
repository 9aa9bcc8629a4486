"""One open stream: a queue between the hub and a browser."""

from __future__ import annotations

import json
import queue
import socket
from collections.abc import Collection, Iterator

from app.foundation.events import Fact
from app.live.audience import Identity

RETRY_MS = 3000
HEARTBEAT_S = 15.0
MOST_WAITING = 200


class Listener:
    """Facts wait here until the browser takes them; one that takes none for too long is let go."""

    def __init__(self, identity: Identity, position: int, connection: socket.socket | None = None) -> None:
        self.identity = identity
        self.audiences = identity.audiences
        self.position = position
        self.is_open = True
        self._connection = connection
        self._waiting: queue.Queue[Fact | None] = queue.Queue(MOST_WAITING)

    def hear(self, fact: Fact) -> None:
        """Take a fact if it may be told here."""
        if fact.audience in self.audiences:
            try:
                self._waiting.put_nowait(fact)
            except queue.Full:
                self.end()

    def end(self) -> None:
        """End the stream; the browser may come again and say where it was."""
        self.is_open = False
        try:
            self._waiting.put_nowait(None)
        except queue.Full:
            self._waiting.get_nowait()
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

    def stream(self, backlog: Collection[Fact]) -> Iterator[str]:
        """Server-sent events (WHATWG HTML, 9.2): what was missed, then what comes, and a comment each 15 s."""
        yield f"retry: {RETRY_MS}\n\n"
        told = {fact.id for fact in backlog}
        yield from (_event(fact, fact.id) for fact in backlog)
        yield _event(Fact(0, "stream-opened", "", {}), self.position)
        while self.is_open:
            try:
                fact = self._waiting.get(timeout=HEARTBEAT_S)
            except queue.Empty:
                yield ": still here\n\n"
                continue
            if fact is None:
                return
            if fact.id not in told:
                self.position = max(self.position, fact.id)
                yield _event(fact, self.position)


def _event(fact: Fact, position: int) -> str:
    """A fact that came late carries the position, not its own number: resuming must not go back."""
    data = json.dumps({"kind": fact.kind, "facts": fact.facts}, separators=(",", ":"))
    return f"id: {position}\ndata: {data}\n\n"
