"""One row per fact. The stream carries facts, not HTML; blocks that care refetch themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import clock
from app.foundation.db import Entity, db

EVERYONE, STAFF = "everyone", "staff"


class Event(Entity):
    """Something that happened, and to whom it may be told."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    kind: Mapped[str] = mapped_column(String(60))
    audience: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


def publish(kind: str, audience: str, **facts: Any) -> Event:
    """Add a fact (past tense, e.g. `video-became-ready`) to the current transaction.

    What everyone hears must say nothing that some may not know: ids at most, never names.
    """
    row = Event(kind=kind, audience=audience, facts=facts)
    db.session.add(row)
    return row


def to_profile(profile_id: int) -> str:
    """All devices that watch as this profile."""
    return f"profile:{profile_id}"


def to_account(account_id: int) -> str:
    """All devices signed in to this account."""
    return f"account:{account_id}"
