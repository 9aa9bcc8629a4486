"""Collects which titles and people a transaction has touched, and tells of them just before it is committed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from app.catalogue.models import Artwork, Collection, CollectionTitle, Credit, Episode, Genre, Person, Season, Title
from app.catalogue.models.collection import title_genre
from app.catalogue.signals import people_changed, title_published, titles_changed
from app.catalogue.version import bump
from app.foundation import clock
from app.foundation.db import db
from app.foundation.events import EVERYONE, publish

TITLES, PEOPLE, PUBLISHED, BUMP = "catalogue.titles", "catalogue.people", "catalogue.published", "catalogue.bump"
FOLLOWED: set[type] = {Title, Season, Episode, Credit, Person, Genre, Artwork, Collection, CollectionTitle}


def follow(table: type) -> None:
    """Rows of this table, of a room above, count too: what is kept of the catalogue is made anew after a change."""
    FOLLOWED.add(table)


def tell(title_ids: Iterable[int] = (), people_ids: Iterable[int] = ()) -> None:
    """Say that the current transaction changed these, past the ORM."""
    info = db.session().info
    info.setdefault(TITLES, set()).update(title_ids)
    info.setdefault(PEOPLE, set()).update(people_ids)
    info[BUMP] = True


def _collect(session: Session, _context: Any) -> None:
    changed = [row for row in session.dirty if session.is_modified(row)]
    for row in (*session.new, *changed, *session.deleted):
        if type(row) in FOLLOWED:
            session.info[BUMP] = True
            session.info.setdefault(TITLES, set()).update(_titles_of(session, row))
            session.info.setdefault(PEOPLE, set()).update(_people_of(row))
            if isinstance(row, Title) and _was_published(row):
                session.info.setdefault(PUBLISHED, set()).add(row.id)


def _titles_of(session: Session, row: Any) -> Iterable[int]:
    if isinstance(row, Title):
        return {row.id}
    if isinstance(row, Episode):
        found = session.connection().scalar(db.select(Season.title_id).where(Season.id == row.season_id))
        return {found} if found else set()
    if isinstance(row, Genre) and row.id:
        select = db.select(title_genre.c.title_id).where(title_genre.c.genre_id == row.id)
        return set(session.connection().scalars(select))
    known = getattr(row, "title_id", None)
    return {known} if known else set()


def _people_of(row: Any) -> Iterable[int]:
    return {row.id} if isinstance(row, Person) else set()


def _was_published(title: Title) -> bool:
    history = inspect(title).attrs.published_at.history
    return bool(history.added and history.added[0] and not any(history.deleted or ()))


def _tell(session: Session) -> None:
    info = session.info
    while info.pop(BUMP, False):
        titles, people, published = (info.pop(key, set()) for key in (TITLES, PEOPLE, PUBLISHED))
        _touch(session, titles)
        bump(session)
        if titles:
            titles_changed.send(session, ids=titles)
        if people:
            people_changed.send(session, ids=people)
        for title_id in sorted(published):
            title_published.send(session, title_id=title_id)
            publish("title-published", EVERYONE, id=title_id)


def _touch(session: Session, ids: set[int]) -> None:
    """A title's pictures and pages are kept by its `updated_at`; what hangs on it counts as part of it."""
    if ids:
        session.connection().execute(db.update(Title).where(Title.id.in_(ids)).values(updated_at=clock.now()))


def _before_commit(session: Session) -> None:
    if not session.get_nested_transaction() and session.info.get("catalogue.telling") is None:
        session.info["catalogue.telling"] = True
        try:
            session.flush()
            _tell(session)
        finally:
            session.info.pop("catalogue.telling")


def _forget(session: Session) -> None:
    for key in (TITLES, PEOPLE, PUBLISHED, BUMP):
        session.info.pop(key, None)


def listen() -> None:
    """Follow the sessions of this app. Twice does no harm."""
    for name, handler in (("after_flush", _collect), ("before_commit", _before_commit), ("after_rollback", _forget)):
        if not event.contains(db.session, name, handler):
            event.listen(db.session, name, handler)
