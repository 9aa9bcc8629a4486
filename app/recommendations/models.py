"""Each training of the recommender, with its figures and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import clock
from app.foundation.db import Entity, Row


class TrainingRun(Row, Entity):
    """One training. `figures` are what the admin shows: counts, NDCG@10 beside popularity's, seconds, bytes."""

    __table_args__ = (
        CheckConstraint("state IN ('running', 'current', 'retired', 'rejected', 'failed')", name="state"),
    )

    state: Mapped[str] = mapped_column(String(8), default="running")
    reason: Mapped[str] = mapped_column(Text, default="")
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    artefact: Mapped[str] = mapped_column(String(80), default="")
    finished_at: Mapped[datetime | None]

    def __str__(self) -> str:
        return f"run {self.id}"


class Disinterest(Entity):
    """`Less like this`: a title that a profile does not want to be offered."""

    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), primary_key=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"), primary_key=True, index=True)
    since: Mapped[datetime] = mapped_column(default=clock.now)
