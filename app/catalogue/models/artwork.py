"""Pictures of titles and people that somebody gave; what is missing is drawn instead."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.models.title import Title
from app.foundation.db import Entity, Row
from app.foundation.text import random_reference


class Artwork(Row, Entity):
    """A picture, decoded and encoded anew, in several widths under `<instance>/artwork/<reference>/<width>.webp`."""

    __table_args__ = (CheckConstraint("kind IN ('poster', 'backdrop', 'still', 'portrait')", name="kind"),)

    reference: Mapped[str] = mapped_column(String(11), unique=True, default=random_reference)
    kind: Mapped[str] = mapped_column(String(10))
    title_id: Mapped[int | None] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"), index=True)
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    width: Mapped[int]
    height: Mapped[int]
    title: Mapped[Title | None] = relationship(back_populates="artwork")

    def __str__(self) -> str:
        return f"{self.kind} {self.width}×{self.height}"
