"""Reading the outbox: each fact once, by its number, which is the order of commits (`models.take_turn`)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func

from app.foundation import clock
from app.foundation.db import db, reading
from app.foundation.events.models import Event

KEPT_FOR = timedelta(hours=24)
AT_ONCE = 500


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


def last_before(moment: datetime) -> int:
    """The number of the last fact dated before this moment; before the oldest that is kept, the number before it."""
    select = db.select(Event.id).where(Event.at < moment).order_by(Event.at.desc(), Event.id.desc()).limit(1)
    with reading():
        return db.session.scalar(select) or 0


def is_whole_since(last: int) -> bool:
    """Whether every fact after this number is still kept."""
    with reading():
        oldest = db.session.scalar(db.select(func.min(Event.id)))
    return last == 0 if oldest is None else oldest <= last + 1


def facts_between(after: int, upto: int, audiences: Collection[str], limit: int = AT_ONCE) -> list[Fact]:
    """The first `limit` facts for these audiences with after < id <= upto."""
    return _read(Event.id > after, Event.id <= upto, Event.audience.in_(audiences), limit=limit)


def sweep() -> int:
    """Remove a batch of facts older than 24 hours, in the current transaction; how many went.

    The newest stays, whatever its age: SQLite would give its number again, and resuming listeners would be deaf.
    """
    newest = db.select(func.max(Event.id)).scalar_subquery()
    old = db.select(Event.id).where(Event.at < clock.now() - KEPT_FOR, Event.id < newest).order_by(Event.id)
    ids = list(db.session.scalars(old.limit(AT_ONCE)))
    db.session.execute(db.delete(Event).where(Event.id.in_(ids)))
    return len(ids)


@dataclass
class Reader:
    """Reads on from where it stands."""

    position: int = 0

    @classmethod
    def from_now(cls) -> Reader:
        """A reader that stands at the newest fact."""
        return cls(newest_id())

    def read(self) -> list[Fact]:
        """What is new since the last time, at most 500 facts."""
        facts = _read(Event.id > self.position, limit=AT_ONCE)
        self.position = facts[-1].id if facts else self.position
        return facts


def _read(*where: Any, limit: int) -> list[Fact]:
    columns = Event.id, Event.kind, Event.audience, Event.facts
    select = db.select(*columns).where(*where).order_by(Event.id).limit(limit)
    with reading():
        return [Fact(*row) for row in db.session.execute(select).all()]
