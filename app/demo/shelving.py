"""The demo's titles, people, genres and collections as rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.accounts.models import Account
from app.catalogue.models import Collection, CollectionTitle, Credit, Episode, Genre, Person, Season, Title
from app.demo.programme import COLLECTIONS, GENRES, PEOPLE, TITLES
from app.demo.programme import shapes as facts
from app.foundation import clock
from app.foundation.db import Row, db


@dataclass
class Shelved:
    """The titles by slug, and the ids of what was made."""

    titles: dict[str, Title] = field(default_factory=dict)
    made: dict[str, list[int]] = field(default_factory=dict)


def shelve(editor: Account) -> Shelved:
    """Make every row of the catalogue, in the current transaction."""
    genres = {genre.slug: Genre(slug=genre.slug, name=genre.name) for genre in GENRES}
    people = {person.slug: _person(person) for person in PEOPLE}
    titles = {title.slug: _title(title, editor, genres, people) for title in TITLES}
    collections = [_collection(place, collection, titles) for place, collection in enumerate(COLLECTIONS)]
    db.session.add_all([*genres.values(), *people.values(), *titles.values(), *collections])
    db.session.flush()
    rows: dict[str, Iterable[Row]] = {
        "genres": genres.values(),
        "people": people.values(),
        "titles": titles.values(),
        "collections": collections,
    }
    return Shelved(titles, {kind: [row.id for row in made] for kind, made in rows.items()})


def _person(person: facts.Person) -> Person:
    return Person(slug=person.slug, name=person.name, biography=person.biography)


def _title(title: facts.Title, editor: Account, genres: dict[str, Genre], people: dict[str, Person]) -> Title:
    row = Title(
        kind=title.kind,
        slug=title.slug,
        name=title.name,
        year=title.year,
        tagline=title.tagline,
        synopsis=title.synopsis,
        maturity_years=title.maturity,
        languages=list(title.languages),
        runtime_s=title.runtime_s,
        added_by_id=editor.id,
        published_at=None if title.published is None else _in_days(-title.published),
        available_from=None if title.available_in is None else _in_days(title.available_in),
        available_until=None if title.leaves_in is None else _in_days(title.leaves_in),
    )
    row.genres = [genres[slug] for slug in title.genres]
    row.credits = [_credit(place, credit, people) for place, credit in enumerate(title.credits)]
    row.seasons = [_season(season) for season in title.seasons]
    return row


def _credit(place: int, credit: facts.Credit, people: dict[str, Person]) -> Credit:
    return Credit(person=people[credit.person], role=credit.role, character=credit.character, position=place)


def _season(season: facts.Season) -> Season:
    episodes = [
        Episode(number=e.number, name=e.name, synopsis=e.synopsis, runtime_s=e.runtime_s) for e in season.episodes
    ]
    return Season(number=season.number, episodes=episodes)


def _collection(place: int, collection: facts.Collection, titles: dict[str, Title]) -> Collection:
    entries = [CollectionTitle(title=titles[slug], position=n) for n, slug in enumerate(collection.titles)]
    return Collection(
        slug=collection.slug, name=collection.name, description=collection.description, position=place, entries=entries
    )


def _in_days(days: int) -> datetime:
    return clock.now() + timedelta(days=days)
