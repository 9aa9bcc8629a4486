"""What is searched: one row of folded words per title and person. The engines' own indexes hang on it."""

from __future__ import annotations

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.db import Entity

TITLE, PERSON = "title", "person"


class SearchDocument(Entity):
    """Words as `fold` leaves them, so that both databases match alike. The migration writes the indexes by hand."""

    __table_args__ = (Index("uq_search_document_kind_row_id", "kind", "row_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    row_id: Mapped[int]
    name: Mapped[str] = mapped_column(Text, default="")
    people: Mapped[str] = mapped_column(Text, default="")
    genres: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
