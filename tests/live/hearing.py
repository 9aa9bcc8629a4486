"""Somebody who listens to the stream, in a thread, and what was heard."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.foundation.db import db
from app.foundation.events import publish
from app.live.hub import Hub
from tests.cast import Person
from tests.foundation.workshop import wait_for


class Hearing:
    """An open stream."""

    def __init__(self, person: Person, headers: dict[str, str], query: str = "") -> None:
        self.response = person.get(f"/events{query}", headers=headers)
        self.text = ""
        self.session_id = person.session_id
        self.hub: Hub = person.app.extensions["matinee.live"]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End it as the server does, whose generators are closed by the thread that runs them."""
        for listener in list(self.hub.listeners):
            if listener.identity.session_id == self.session_id:
                listener.end()
        self._thread.join(5)
        self.response.close()

    def _listen(self) -> None:
        for part in self.response.iter_encoded():
            self.text += part.decode()

    @property
    def has_ended(self) -> bool:
        return not self._thread.is_alive()

    @property
    def kinds(self) -> list[str]:
        """The kinds of the facts heard, without the one that opens."""
        return [fact["kind"] for fact in self.facts if fact["kind"] != "stream-opened"]

    @property
    def facts(self) -> list[dict[str, Any]]:
        return [json.loads(line[6:]) for line in self.text.splitlines() if line.startswith("data: ")]

    @property
    def last_id(self) -> str:
        return [line[4:] for line in self.text.splitlines() if line.startswith("id: ")][-1]

    def waits_for(self, kind: str) -> None:
        wait_for(lambda: kind in [fact["kind"] for fact in self.facts], 5)


@contextmanager
def hearing(person: Person, headers: dict[str, str] | None = None, query: str = "") -> Iterator[Hearing]:
    """Somebody listens; the stream is closed in the end."""
    stream = Hearing(person, headers or {}, query)
    try:
        stream.waits_for("stream-opened")
        yield stream
    finally:
        stream.close()


def tell(kind: str, audience: str, **facts: Any) -> None:
    """Publish and commit."""
    publish(kind, audience, **facts)
    db.session.commit()
