"""Limits: token buckets (Turner 1986) in the database, right across processes, or in memory for cheap acts."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import TooManyRequests

from app.foundation import clock
from app.foundation.db import Entity, db, writing
from app.foundation.errors import Sentence
from app.foundation.text import plural

_inserts: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True)
class Limit:
    """`burst` acts at once, refilled evenly so that `burst` more are there after `period_s` seconds."""

    burst: int
    period_s: float

    @property
    def per_second(self) -> float:
        """Tokens that come back each second."""
        return self.burst / self.period_s


class TokenBucket(Entity):
    """How many acts a key has left, and when that was counted."""

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    tokens: Mapped[float]
    counted_at: Mapped[float]


def spend(key: str, limit: Limit) -> None:
    """Take one token in a transaction of its own, or raise 429 with Retry-After."""
    moment = clock.now().timestamp()
    with writing():
        bucket = open_bucket(key, float(limit.burst), moment)
        bucket.counted_at = min(bucket.counted_at, moment)  # of a clock that was set back nobody waits for the rest
        left = refill(bucket.tokens, moment - bucket.counted_at, limit)
        if left >= 1:
            bucket.tokens, bucket.counted_at = left - 1, moment
    if left < 1:
        refuse((1 - left) / limit.per_second)


def open_bucket(key: str, tokens: float, moment: float) -> TokenBucket:
    """The bucket of this key, locked and made if need be; of two who make it at once, one makes it."""
    make = _inserts[db.session.get_bind().dialect.name](TokenBucket).values(key=key, tokens=tokens, counted_at=moment)
    db.session.execute(make.on_conflict_do_nothing())
    return db.session.get_one(TokenBucket, key, with_for_update=True, populate_existing=True)


def forgive(key: str) -> None:
    """Forget what a key has spent (whoever knew the password had every right to try), in the current transaction."""
    db.session.execute(db.delete(TokenBucket).where(TokenBucket.key == key))


def refill(tokens: float, elapsed_s: float, limit: Limit) -> float:
    """Tokens after `elapsed_s` seconds, at most the burst; a clock that jumps back takes none away."""
    return min(float(limit.burst), tokens + max(0.0, elapsed_s) * limit.per_second)


def refuse(wait_s: float) -> None:
    """Raise 429 that says how long to wait."""
    wait = max(1, math.ceil(wait_s))
    when = plural(wait, "second") if wait < 90 else plural(round(wait / 60), "minute")
    error = TooManyRequests(description=Sentence(f"That was a lot at once. Try again in {when}."))
    error.retry_after = wait
    raise error


class LocalLimiter:
    """The same in this process's memory, for acts so cheap that a database row would cost more."""

    def __init__(self, limit: Limit, keys: int = 10_000) -> None:
        self.limit, self.keys = limit, keys
        self.buckets: dict[str, tuple[float, float]] = {}

    def spend(self, key: str) -> None:
        """Take one token or raise 429."""
        moment = time.monotonic()
        tokens, counted = self.buckets.get(key, (float(self.limit.burst), moment))
        left = refill(tokens, moment - counted, self.limit)
        if left < 1:
            refuse((1 - left) / self.limit.per_second)
        if len(self.buckets) > self.keys:
            self.buckets.clear()
        self.buckets[key] = (left - 1, moment)
