"""A title is a film or a series; a series has seasons of episodes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.models.collection import CollectionTitle, Genre, title_genre, title_group
from app.catalogue.models.slug import Addressed
from app.foundation import clock
from app.foundation.db import Entity, Row
from app.groups.models import Group

if TYPE_CHECKING:
    from app.catalogue.models.artwork import Artwork
    from app.catalogue.models.person import Credit

FILM, SERIES = "film", "series"


class Title(Addressed, Row, Entity):
    """A film or a series as people know it. Without `published_at` only editors see it."""

    __table_args__ = (
        CheckConstraint("kind IN ('film', 'series')", name="kind"),
        CheckConstraint("maturity_years IS NULL OR maturity_years BETWEEN 0 AND 18", name="maturity"),
        CheckConstraint("year IS NULL OR year BETWEEN 1870 AND 2200", name="year"),
        Index("ix_title_published_at_id", "published_at", "id"),
    )

    slug_kind = "title"

    kind: Mapped[str] = mapped_column(String(6), default=FILM)
    slug: Mapped[str] = mapped_column(String(90), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    original_name: Mapped[str] = mapped_column(String(200), default="")
    tagline: Mapped[str] = mapped_column(String(200), default="")
    synopsis: Mapped[str] = mapped_column(Text, default="")
    year: Mapped[int | None] = mapped_column(index=True)
    maturity_years: Mapped[int | None]
    runtime_s: Mapped[int | None]
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    country: Mapped[str] = mapped_column(String(60), default="")
    published_at: Mapped[datetime | None]
    available_from: Mapped[datetime | None]
    available_until: Mapped[datetime | None]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)

    seasons: Mapped[list[Season]] = relationship(
        back_populates="title", cascade="all, delete-orphan", order_by="Season.number"
    )
    credits: Mapped[list[Credit]] = relationship(
        back_populates="title", cascade="all, delete-orphan", order_by="Credit.position"
    )
    genres: Mapped[list[Genre]] = relationship(secondary=title_genre, back_populates="titles", order_by="Genre.name")
    groups: Mapped[list[Group]] = relationship(secondary=title_group, order_by=Group.name)
    shelvings: Mapped[list[CollectionTitle]] = relationship(back_populates="title", cascade="all, delete-orphan")
    artwork: Mapped[list[Artwork]] = relationship(back_populates="title", cascade="all, delete-orphan")

    @property
    def is_series(self) -> bool:
        """Whether it has episodes rather than a video of its own."""
        return self.kind == SERIES

    @property
    def is_published(self) -> bool:
        """Whether its day has come."""
        return self.published_at is not None and self.published_at <= clock.now()

    @property
    def is_shown(self) -> bool:
        """Whether it is published and inside its window; who may see it is another question."""
        moment = clock.now()
        has_begun = self.available_from is None or self.available_from <= moment
        return self.is_published and has_begun and (self.available_until is None or self.available_until > moment)

    def publish(self, at: datetime | None = None) -> None:
        """Show it from now on, or from `at`."""
        self.published_at = at or clock.now()

    def withdraw(self) -> None:
        """Show it to editors only."""
        self.published_at = None

    def __str__(self) -> str:
        return f"{self.name} ({self.year})" if self.year else self.name


class Season(Row, Entity):
    """A numbered season; 0 holds specials."""

    __table_args__ = (UniqueConstraint("title_id", "number"), CheckConstraint("number >= 0", name="number"))

    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(120), default="")
    synopsis: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[Title] = relationship(back_populates="seasons")
    episodes: Mapped[list[Episode]] = relationship(
        back_populates="season", cascade="all, delete-orphan", order_by="Episode.number"
    )

    @property
    def label(self) -> str:
        """Its name, or `Season 2`."""
        return self.name or ("Specials" if self.number == 0 else f"Season {self.number}")

    def __str__(self) -> str:
        return f"{self.title.name}, {self.label}"


class Episode(Row, Entity):
    """A numbered episode of a season."""

    __table_args__ = (UniqueConstraint("season_id", "number"), CheckConstraint("number >= 0", name="number"))

    season_id: Mapped[int] = mapped_column(ForeignKey("season.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(200), default="")
    synopsis: Mapped[str] = mapped_column(Text, default="")
    runtime_s: Mapped[int | None]
    season: Mapped[Season] = relationship(back_populates="episodes")

    @property
    def code(self) -> str:
        """`S1 E4`."""
        return f"S{self.season.number} E{self.number}"

    def __str__(self) -> str:
        return f"{self.season.title.name} {self.code}"
