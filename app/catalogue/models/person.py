"""People and what they did in which title."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.models.slug import Addressed
from app.foundation.db import Entity, Row

if TYPE_CHECKING:
    from app.catalogue.models.title import Title


class CreditRole(StrEnum):
    """What people do."""

    DIRECTOR = "director"
    WRITER = "writer"
    CAST = "cast"
    MUSIC = "music"
    PICTURE = "picture"
    SOUND = "sound"
    PRODUCER = "producer"


class Person(Addressed, Row, Entity):
    """Somebody who makes films or is seen in them."""

    slug_kind = "person"

    slug: Mapped[str] = mapped_column(String(90), unique=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    biography: Mapped[str] = mapped_column(Text, default="")
    credits: Mapped[list[Credit]] = relationship(back_populates="person", cascade="all, delete-orphan")

    def __str__(self) -> str:
        return self.name


class Credit(Row, Entity):
    """One person's part in one title."""

    __table_args__ = (Index("ix_credit_person_id_title_id", "person_id", "title_id"),)

    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20), default=CreditRole.CAST)
    character: Mapped[str] = mapped_column(String(120), default="")
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[Title] = relationship(back_populates="credits")
    person: Mapped[Person] = relationship(back_populates="credits")

    def __str__(self) -> str:
        return f"{self.person}, {self.character or self.role}"
