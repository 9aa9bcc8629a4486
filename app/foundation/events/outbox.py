"""Reading the outbox: each fact once, in the order of its number, and none lost that commits late."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import func

from app.foundation import clock
from app.foundation.db import db, reading
from app.foundation.events.models import Event

KEPT_FOR = timedelta(hours=24)
AT_ONCE = 500
HOLD_S = 0.5
LATE_S = 60.0
MOST_GAPS = 1000


@dataclass(frozen=True)
class Fact:
    """A row of the outbox, free of its session."""

    id: int
    kind: str
    audience: str
    facts: dict[str, Any]


def newest_id() -> int:
    """The number of the newest fact; 0 when there is none."""
    with reading():
        return db.session.scalar(db.select(func.max(Event.id))) or 0


def facts_between(after: int, upto: int, limit: int = AT_ONCE) -> list[Fact]:
    """The newest `limit` facts with after < id <= upto, oldest first."""
    return _read(Event.id > after, Event.id <= upto, newest=True, limit=limit)


def sweep() -> int:
    """Remove a batch of facts older than 24 hours, in the current transaction; how many went.

    The newest stays, whatever its age: SQLite would give its number again, and resuming listeners would be deaf.
    """
    newest = db.select(func.max(Event.id)).scalar_subquery()
    old = db.select(Event.id).where(Event.at < clock.now() - KEPT_FOR, Event.id < newest).limit(AT_ONCE)
    ids = list(db.session.scalars(old))
    db.session.execute(db.delete(Event).where(Event.id.in_(ids)))
    return len(ids)


@dataclass
class Reader:
    """Reads on from where it stands.

    PostgreSQL hands numbers out before commit, so 8 may appear before 7. A missing number holds back what comes after
    it for half a second; then it counts as late, is looked for during a minute, and is given whenever it appears.
    """

    position: int = 0
    holds: bool = True
    _missing: dict[int, float] = field(default_factory=dict)

    @classmethod
    def from_now(cls) -> Reader:
        """A reader that stands at the newest fact. Numbers missing just below it may still commit."""
        holds = db.engine.dialect.name != "sqlite"
        reader = cls(newest_id(), holds)
        if holds and reader.position:
            seen = {fact.id for fact in facts_between(reader.position - 50, reader.position)}
            reader._missing = dict.fromkeys(set(range(max(1, reader.position - 50), reader.position)) - seen, _now())
        return reader

    def read(self) -> list[Fact]:
        """What is new since the last time."""
        facts = self._late() if self._missing else []
        return facts + self._settled(_read(Event.id > self.position))

    def _settled(self, rows: Sequence[Fact]) -> list[Fact]:
        facts = []
        for fact in rows:
            if self.holds and self._is_held_back_by(range(self.position + 1, fact.id)):
                break
            self._missing.pop(fact.id, None)
            self.position = fact.id
            facts.append(fact)
        return facts

    def _is_held_back_by(self, gap: range) -> bool:
        """Whether a number in the gap has not been waited for long enough."""
        for number in gap[-MOST_GAPS:]:
            self._missing.setdefault(number, _now())
        return any(_now() - self._missing[number] < HOLD_S for number in gap[-MOST_GAPS:])

    def _late(self) -> list[Fact]:
        self._missing = {number: since for number, since in self._missing.items() if _now() - since < LATE_S}
        late = [number for number in self._missing if number <= self.position]
        found = _read(Event.id.in_(late)) if late else []
        for fact in found:
            del self._missing[fact.id]
        return found


def _now() -> float:
    return time.monotonic()


def _read(*where: Any, newest: bool = False, limit: int = AT_ONCE) -> list[Fact]:
    columns = Event.id, Event.kind, Event.audience, Event.facts
    select = db.select(*columns).where(*where).order_by(Event.id.desc() if newest else Event.id).limit(limit)
    with reading():
        rows = db.session.execute(select).all()
    facts = [Fact(*row) for row in rows]
    return facts[::-1] if newest else facts
