"""One row per fact. The stream carries facts, not HTML; blocks that care refetch themselves.

The scheme, from the row to the block (`app/static/js/live-events.js` is its other end):

- A room publishes a fact in the transaction of the change: `publish("reviews-changed", EVERYONE, title=title.id)`.
  Its kind is in the past tense; it holds numbers and short enumerations, never words, names or secrets. A fact about
  a title names it as `title=<id>`.
- An answer to HTMX that swaps nothing tells its own tab at once, by the same name, in HX-Trigger:
  `done(…, **{"reviews-changed": {"title": title.id}})`.
- The page hears either as two events on body: the kind, `reviews-changed`, and with the title's number behind it,
  `reviews-changed-12`. A block about everything listens to the first (`hx-trigger="reviews-changed from:body"`), a
  block about one title to the second (`hx-trigger="reviews-changed-{{ title.id }} from:body"`). Filters in triggers
  would need eval, which the policy forbids.
- The answer also names the facts that it published (header Matinee-Facts), so that the same fact, coming by the stream
  a moment later, does not make this tab's blocks refetch twice.
- A block with a form in it refetches with `hx-swap="outerMorph"`: what is being typed and an open `<details>` stay.
- `stream-reset` tells that facts may have been missed: every block that listens to anything refetches itself.

Kinds: title-published, video-became-playable, video-became-ready, jobs-changed, case-changed, request-changed,
reviews-changed, posts-changed, my-list-changed, progress-changed, taste-changed, shares-changed, bell-changed,
decisions-changed, identity-changed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, String, event, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import clock
from app.foundation.db import Entity

EVERYONE, STAFF = "everyone", "staff"
TURN = 4_837_201  # the advisory lock's number


class Event(Entity):
    """Something that happened, and to whom it may be told."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    kind: Mapped[str] = mapped_column(String(60))
    audience: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


def to_profile(profile_id: int) -> str:
    """All devices that watch as this profile."""
    return f"profile:{profile_id}"


def to_account(account_id: int) -> str:
    """All devices signed in to this account."""
    return f"account:{account_id}"


def take_turn(connection: Connection) -> None:
    """Wait until nobody else writes facts, and keep the others waiting until the commit.

    So numbers are given in the order of commits, and whoever has read up to a number has missed none below it.
    SQLite has one writer anyway; PostgreSQL hands numbers out before the commit, and 8 could appear before 7.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})


@event.listens_for(Event, "before_insert")
def _take_turn(_mapper: Any, connection: Connection, _row: Event) -> None:
    take_turn(connection)
