"""Rows with an address of their own. Old addresses go on leading where they led."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, ClassVar

from sqlalchemy import Index, String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.catalogue.slugs import SlugMalformed, SlugTaken, candidates, is_slug
from app.foundation.db import Entity, Row, db
from app.foundation.text import random_reference


class OldSlug(Row, Entity):
    """A slug that a title or person had before (`kind` is `title` or `person`); answers 301."""

    __table_args__ = (Index("uq_old_slug_kind_slug", "kind", "slug", unique=True),)

    kind: Mapped[str] = mapped_column(String(10))
    slug: Mapped[str] = mapped_column(String(90))
    row_id: Mapped[int] = mapped_column(index=True)


class Addressed:
    """A row with a slug: finding one, changing it, keeping the old one. The unique index decides every race."""

    slug_kind: ClassVar[str]
    id: Any
    name: Any
    slug: Any

    def find_slug(self) -> None:
        """Take the first free slug that its name gives, then with the year, then with a number. Flushes."""
        before = self.slug
        if self.id is None:
            self._flush_unnamed()
        for slug in candidates(self.name, getattr(self, "kind", self.slug_kind), self.id, getattr(self, "year", None)):
            if slug == before or self._take(slug):
                break

    def set_slug(self, slug: str) -> None:
        """Take this slug and no other. Raises SlugMalformed, or SlugTaken when it is another row's. Flushes."""
        if not is_slug(slug):
            raise SlugMalformed(slug)
        if slug != self.slug and not self._take(slug):
            raise SlugTaken(slug)

    def rename(self, name: str) -> None:
        """Call it `name` from now on, with an address to match; the old address leads to the new one."""
        self.name = name
        self.find_slug()

    def _flush_unnamed(self) -> None:
        self.slug = f"new-{random_reference().lower()}"
        db.session.add(self)
        db.session.flush()

    def _take(self, slug: str) -> bool:
        before, is_fresh = self.slug, self.id is None or not is_slug(self.slug or "") or self.slug.startswith("new-")
        if self._is_taken(slug):
            return False
        with suppress(IntegrityError), db.session.begin_nested():
            self.slug = slug
            db.session.add(self)
            db.session.flush()
            self._remember(None if is_fresh else before)
            return True
        self.slug = before
        return False

    def _is_taken(self, slug: str) -> bool:
        """By another row, now or formerly. Without autoflush: the row itself may not have a slug yet."""
        table: Any = type(self)
        with db.session.no_autoflush:
            now = db.session.scalar(db.select(table.id).where(table.slug == slug))
            owner = db.session.scalar(db.select(OldSlug.row_id).where(*self._formerly(slug)))
        return (now is not None and now != self.id) or (owner is not None and owner != self.id)

    def _remember(self, before: str | None) -> None:
        db.session.execute(db.delete(OldSlug).where(*self._formerly(self.slug)))
        if before and before != self.slug:
            db.session.add(OldSlug(kind=self.slug_kind, slug=before, row_id=self.id))
            db.session.flush()

    def _formerly(self, slug: str) -> tuple[Any, ...]:
        return OldSlug.kind == self.slug_kind, OldSlug.slug == slug
