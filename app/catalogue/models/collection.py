"""Ways to group titles: genres say what they are, collections are put together by editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.models.slug import Addressed
from app.foundation.db import Entity, Row, db

if TYPE_CHECKING:
    from app.catalogue.models.title import Title

title_genre = Table(
    "title_genre",
    db.metadata,
    Column("title_id", ForeignKey("title.id", ondelete="CASCADE"), primary_key=True),
    Column("genre_id", ForeignKey("genre.id", ondelete="CASCADE"), primary_key=True, index=True),
)

title_group = Table(
    "title_group",
    db.metadata,
    Column("title_id", ForeignKey("title.id", ondelete="CASCADE"), primary_key=True),
    Column("group_id", ForeignKey("account_group.id", ondelete="RESTRICT"), primary_key=True, index=True),
)


profile_hidden_genre = Table(
    "profile_hidden_genre",
    db.metadata,
    Column("profile_id", ForeignKey("profile.id", ondelete="CASCADE"), primary_key=True),
    Column("genre_id", ForeignKey("genre.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Genre(Addressed, Row, Entity):
    """What a title is: weather, music, sea."""

    slug_kind = "genre"

    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    titles: Mapped[list[Title]] = relationship(secondary=title_genre, back_populates="genres")

    def __str__(self) -> str:
        return self.name


class Collection(Addressed, Row, Entity):
    """A shelf that an editor put together, in the editor's order."""

    slug_kind = "collection"

    slug: Mapped[str] = mapped_column(String(90), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    is_on_home: Mapped[bool] = mapped_column(default=True)
    entries: Mapped[list[CollectionTitle]] = relationship(
        back_populates="collection", cascade="all, delete-orphan", order_by="CollectionTitle.position"
    )

    def __str__(self) -> str:
        return self.name


class CollectionTitle(Entity):
    """A title's place in a collection."""

    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id", ondelete="CASCADE"), primary_key=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)
    collection: Mapped[Collection] = relationship(back_populates="entries")
    title: Mapped[Title] = relationship(back_populates="shelvings")

    def __str__(self) -> str:
        return str(self.title)
