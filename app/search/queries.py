"""What a profile finds. Every statement begins at what that profile may see, so no engine can forget the rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import and_, case, exists, func, select

from app.catalogue.models import Credit, Genre, Person, Title, title_genre
from app.catalogue.visibility import visible_to
from app.foundation.db import db
from app.profiles.models import Profile
from app.search.engines import current_engine
from app.search.models import PERSON, TITLE, SearchDocument
from app.search.query import Query, fold

MOST, PEOPLE, NEAR = 200, 6, 6


@dataclass(frozen=True)
class Filters:
    """What the address says besides the words; None where nothing is chosen."""

    genre: str | None = None
    person: str | None = None
    year: int | None = None
    kind: str | None = None

    def __bool__(self) -> bool:
        return any(value is not None for value in vars(self).values())


@dataclass(frozen=True)
class Hit:
    """A title that matches, with what the facets and the reason need."""

    id: int
    name: str
    year: int | None
    kind: str
    synopsis: str


@dataclass(frozen=True)
class PersonHit:
    """A person that matches, and in how many titles that this profile may see."""

    slug: str
    name: str
    count: int


def find_titles(query: Query, filters: Filters, profile: Profile) -> list[Hit]:
    """At most 200 visible titles, the best first; without words the newest first."""
    shown = select(Title.id, Title.name, Title.year, Title.kind, Title.synopsis).where(visible_to(profile))
    statement: Any = _filtered(shown, filters)
    newest = (Title.published_at.desc(), Title.id.desc())
    statement = _ranked(statement, query) if query else statement.order_by(*newest)
    return [Hit(*row) for row in db.session.execute(statement.limit(MOST))]


def find_people(query: Query, profile: Profile) -> list[PersonHit]:
    """People whose names match and who are in something that this profile may see."""
    if not query:
        return []
    table, condition, _score = current_engine().matches(query.words)
    titles = func.count(Credit.title_id.distinct())
    statement = (
        _with_documents(select(Person.slug, Person.name, titles), table, PERSON, Person.id)
        .join(Credit, Credit.person_id == Person.id)
        .join(Title, Title.id == Credit.title_id)
        .where(condition, visible_to(profile))
        .group_by(Person.id, SearchDocument.id, SearchDocument.name)
        .order_by(titles.desc(), Person.name)
    )
    return [PersonHit(*row) for row in db.session.execute(statement.limit(PEOPLE))]


def near_titles(query: Query, profile: Profile) -> list[int]:
    """Titles whose names nearly are what was typed, the nearest first; for when nothing matches."""
    table, condition, score = current_engine().resembles(query.folded)
    statement = _with_documents(select(Title.id, SearchDocument.name), table, TITLE, Title.id)
    rows = db.session.execute(statement.where(condition, visible_to(profile)).order_by(score.desc()).limit(40))
    ranked = sorted(((likeness(query.folded, name), title_id) for title_id, name in rows), reverse=True)
    return [title_id for score_, title_id in ranked if score_ > 0.5][:NEAR]


def likeness(asked: str, name: str) -> float:
    """How alike two folded texts are, 0 to 1: the whole name, or its best run of as many words."""
    words, length = name.split(), max(1, len(asked.split()))
    runs = [" ".join(words[i : i + length]) for i in range(max(1, len(words) - length + 1))]
    return max(SequenceMatcher(None, asked, run).ratio() for run in [name, *runs])


def genres_of(title_ids: Sequence[int]) -> list[tuple[int, str, str]]:
    """(title id, genre slug, genre name) for these titles."""
    statement = (
        select(title_genre.c.title_id, Genre.slug, Genre.name)
        .join(Genre, Genre.id == title_genre.c.genre_id)
        .where(title_genre.c.title_id.in_(title_ids))
    )
    return [(title_id, slug, name) for title_id, slug, name in db.session.execute(statement)]


def people_of(title_ids: Sequence[int]) -> list[tuple[int, str, str]]:
    """(title id, person slug, person name) for these titles, each person once a title."""
    statement = (
        select(Credit.title_id, Person.slug, Person.name)
        .join(Person, Person.id == Credit.person_id)
        .where(Credit.title_id.in_(title_ids))
        .group_by(Credit.title_id, Person.slug, Person.name)
        .order_by(func.min(Credit.position))
    )
    return [(title_id, slug, name) for title_id, slug, name in db.session.execute(statement)]


def _ranked(statement: Any, query: Query) -> Any:
    table, condition, score = current_engine().matches(query.words)
    is_name = case((SearchDocument.name == query.folded, 2), (SearchDocument.name.startswith(query.folded), 1), else_=0)
    statement = _with_documents(statement, table, TITLE, Title.id).where(condition)
    return statement.order_by(is_name.desc(), score.desc(), Title.year.desc(), Title.id)


def _with_documents(statement: Any, table: Any, kind: str, key: Any) -> Any:
    statement = statement.join(SearchDocument, and_(SearchDocument.kind == kind, SearchDocument.row_id == key))
    return statement if table is None else statement.join(table, table.c.rowid == SearchDocument.id)


def _filtered(statement: Any, filters: Filters) -> Any:
    for condition in _conditions(filters):
        statement = statement.where(condition)
    return statement


def _conditions(filters: Filters) -> Iterable[Any]:
    if filters.kind:
        yield Title.kind == filters.kind
    if filters.year:
        yield Title.year == filters.year
    if filters.genre:
        yield Title.genres.any(Genre.slug == filters.genre)
    if filters.person:
        credited = select(Credit.id).join(Person, Person.id == Credit.person_id)
        yield exists(credited.where(Credit.title_id == Title.id, Person.slug == filters.person))


def why(query: Query, hit: Hit, people: Iterable[str], genres: Iterable[str]) -> str:
    """Why a title matched, in a few words: its title, a person, a genre, or a line of its synopsis."""
    if _has(query, hit.name):
        return "In the title"
    for name in people:
        if any(_begins(word, name) for word in query.words):
            return f"With {name}"
    for name in genres:
        if any(_begins(word, name) for word in query.words):
            return f"Tagged {name.lower()}"
    return _excerpt(query, hit.synopsis)


def _has(query: Query, text: str) -> bool:
    return any(_begins(word, text) for word in query.words)


def _begins(word: str, text: str) -> bool:
    return any(part.startswith(word) for part in fold(text).split())


def _excerpt(query: Query, text: str) -> str:
    words = text.split()
    place = next((i for i, part in enumerate(words) if any(_begins(w, part) for w in query.words)), None)
    if place is None:
        return ""
    start, end = max(0, place - 3), place + 4
    return f"“{'…' if start else ''}{' '.join(words[start:end])}{'…' if end < len(words) else ''}”"
