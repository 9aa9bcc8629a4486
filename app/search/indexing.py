"""Keeping the documents in step: in the transaction that changes a title or person, so search never lags."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy.orm import selectinload

from app.catalogue.models import Credit, Person, Title
from app.catalogue.signals import people_changed, titles_changed
from app.foundation.db import db
from app.search.models import PERSON, TITLE, SearchDocument
from app.search.query import fold


def listen() -> None:
    """Follow the catalogue."""
    titles_changed.connect(_on_titles, weak=False)
    people_changed.connect(_on_people, weak=False)


def _on_titles(_sender: Any, ids: Collection[int]) -> None:
    index_titles(ids)


def _on_people(_sender: Any, ids: Collection[int]) -> None:
    index_people(ids)
    index_titles(db.session.scalars(db.select(Credit.title_id).distinct().where(Credit.person_id.in_(ids))).all())


def index_titles(ids: Collection[int]) -> None:
    """Write the documents of these titles anew, and drop those of titles that are gone."""
    options = (selectinload(Title.genres), selectinload(Title.credits).joinedload(Credit.person))
    rows = db.session.scalars(db.select(Title).where(Title.id.in_(ids)).options(*options)).all()
    _replace(TITLE, ids, (_title_document(row) for row in rows))


def index_people(ids: Collection[int]) -> None:
    """The same for people."""
    rows = db.session.scalars(db.select(Person).where(Person.id.in_(ids))).all()
    documents = (
        SearchDocument(kind=PERSON, row_id=row.id, name=fold(row.name), people="", genres="", body="") for row in rows
    )
    _replace(PERSON, ids, documents)


def rebuild() -> int:
    """Write every document anew; the number of documents."""
    db.session.execute(db.delete(SearchDocument))
    titles, people = db.session.scalars(db.select(Title.id)).all(), db.session.scalars(db.select(Person.id)).all()
    for start in range(0, len(titles), 500):
        index_titles(titles[start : start + 500])
    for start in range(0, len(people), 500):
        index_people(people[start : start + 500])
    return len(titles) + len(people)


def _title_document(title: Title) -> SearchDocument:
    return SearchDocument(
        kind=TITLE,
        row_id=title.id,
        name=fold(f"{title.name} {title.original_name}"),
        people=fold(" ".join(f"{credit.person.name} {credit.character}" for credit in title.credits)),
        genres=fold(" ".join(genre.name for genre in title.genres)),
        body=fold(f"{title.tagline} {title.synopsis}"),
    )


def _replace(kind: str, ids: Collection[int], documents: Iterable[SearchDocument]) -> None:
    made = list(documents)
    old = db.delete(SearchDocument).where(SearchDocument.kind == kind, SearchDocument.row_id.in_(ids))
    db.session.execute(old, execution_options={"synchronize_session": False})
    db.session.add_all(made)
    db.session.flush()
