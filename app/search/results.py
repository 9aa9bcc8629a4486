"""A page of results: cards with reasons, facets with counts that agree with the total, people, near matches."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from app.catalogue.queries import cards_of
from app.profiles.models import Profile
from app.search import queries
from app.search.queries import MOST, Filters, Hit, PersonHit
from app.search.query import Query

SHOWN = 48
KINDS = {"film": "Films", "series": "Series"}


@dataclass(frozen=True)
class Choice:
    """One chip of a facet: what it is called, where it leads, how many it leaves, whether it is chosen."""

    label: str
    url: str
    count: int | None
    on: bool


@dataclass(frozen=True)
class Facet:
    """A group of chips."""

    heading: str
    choices: list[Choice]


@dataclass(frozen=True)
class Results:
    """All that the results' block shows."""

    query: Query
    filters: Filters
    total: int
    is_capped: bool
    cards: list[Any]
    facets: list[Facet]
    people: list[PersonHit]
    near: list[Any]
    chosen: list[Choice]

    @property
    def best(self) -> Any:
        """The first card, to be shown large, when words were asked for and others follow it."""
        return self.cards[0] if self.query and len(self.cards) > 1 else None


def search(query: Query, filters: Filters, profile: Profile) -> Results:
    """Everything for one page; at most seven statements, however many titles there are."""
    hits = queries.find_titles(query, filters, profile)
    ids = [hit.id for hit in hits]
    genres = queries.genres_of(ids) if ids else []
    people = queries.people_of(ids) if ids else []
    near = [] if hits or not query else cards_of(queries.near_titles(query, profile), profile)
    facets = _facets(query, filters, hits, genres, people)
    return Results(
        query=query,
        filters=filters,
        total=len(hits),
        is_capped=len(hits) == MOST,
        cards=_cards(query, hits[:SHOWN], genres, people, profile),
        facets=facets,
        people=queries.find_people(query, profile),
        near=near,
        chosen=[choice for facet in facets for choice in facet.choices if choice.on],
    )


def address(query: Query, filters: Filters) -> str:
    """The address of these results."""
    chosen = {name: value for name, value in {"q": query.text or None, **vars(filters)}.items() if value is not None}
    return f"/search?{urlencode(chosen)}" if chosen else "/search"


def _cards(query: Query, hits: list[Hit], genres: Any, people: Any, profile: Profile) -> list[Any]:
    cards = cards_of([hit.id for hit in hits], profile)
    if not query:
        return cards
    named, tagged, by_id = _names(people), _names(genres), {hit.id: hit for hit in hits}
    return [replace(c, reason=queries.why(query, by_id[c.id], named[c.id], tagged[c.id])) for c in cards]


def _names(rows: Iterable[tuple[int, str, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for title_id, _, name in rows:
        found[title_id].append(name)
    return found


def _facets(query: Query, filters: Filters, hits: list[Hit], genres: Any, people: Any) -> list[Facet]:
    kinds = Counter((hit.kind, KINDS[hit.kind]) for hit in hits)
    years = Counter((hit.year, str(hit.year)) for hit in hits if hit.year)
    tags = Counter((slug, name) for _, slug, name in genres)
    names = Counter((slug, name) for _, slug, name in people)
    groups = (
        ("Kind", "kind", kinds.most_common()),
        ("Genre", "genre", tags.most_common(10)),
        ("Year", "year", sorted(years.items(), key=lambda row: -row[0][0])[:8]),
        ("Made by", "person", names.most_common(8)),
    )
    return [f for h, key, rows in groups if (f := Facet(h, _choices(query, filters, key, rows))).choices]


def _choices(query: Query, filters: Filters, key: str, rows: Iterable[tuple[tuple[Any, str], int]]) -> list[Choice]:
    chosen = getattr(filters, key)
    found = [_choice(query, filters, key, value, name, count) for (value, name), count in rows]
    if chosen is not None:
        return [c for c in found if c.on] or [_choice(query, filters, key, chosen, str(chosen), 0)]
    return found


def _choice(query: Query, filters: Filters, key: str, value: Any, name: str, count: int) -> Choice:
    on = getattr(filters, key) == value
    return Choice(name, address(query, replace(filters, **{key: None if on else value})), count, on)
