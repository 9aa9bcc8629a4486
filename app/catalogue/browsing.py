"""Browsing: filters and order as the address says them, their counts, and a page of titles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_

from app.catalogue.cards import Card, cards_of
from app.catalogue.models import Genre, Title, title_genre
from app.catalogue.models.title import FILM, SERIES
from app.catalogue.slugs import is_slug
from app.catalogue.visibility import visible_to
from app.foundation.db import db
from app.profiles.models import Profile

PAGE_SIZE = 36
LAST_PAGE = 1000
KINDS = {FILM: "Films", SERIES: "Series"}
SORTS = {"new": "Newest", "name": "By name", "year": "By year", "length": "Shortest"}
ORDERS: dict[str, tuple[Any, ...]] = {
    "new": (Title.published_at.desc(), Title.id.desc()),
    "name": (db.func.lower(Title.name), Title.id),
    "year": (Title.year.desc().nulls_last(), db.func.lower(Title.name), Title.id),
    "length": (Title.runtime_s.asc().nulls_last(), Title.id),
}


@dataclass(frozen=True)
class Choice:
    """One chip: what it is called, where it leads, how many titles it leaves, whether it is chosen."""

    label: str
    url: str
    count: int | None
    on: bool


@dataclass(frozen=True)
class Wish:
    """What to show. Values that mean nothing are left out, never an error."""

    kind: str | None = None
    genre: str | None = None
    decade: int | None = None
    year: int | None = None
    sort: str = "new"
    page: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Wish:
        """The wish in a query string."""
        kind, genre, sort = args.get("kind", ""), args.get("genre", ""), args.get("sort", "")
        decade = _number(args.get("decade", "").removesuffix("s"), 1870, 2200)
        return cls(
            kind=kind if kind in KINDS else None,
            genre=genre if is_slug(genre) else None,
            decade=decade - decade % 10 if decade else None,
            year=_number(args.get("year", ""), 1870, 2200),
            sort=sort if sort in SORTS else "new",
            page=_number(args.get("page", ""), 1, LAST_PAGE) or 1,
        )

    @property
    def url(self) -> str:
        """Its address; what is usual goes unsaid."""
        said = {name: value for name, value in asdict(self).items() if value is not None and value != USUAL[name]}
        return f"/browse?{urlencode(said)}" if said else "/browse"

    def but(self, **changes: Any) -> Wish:
        """The same from its first page, changed."""
        return replace(self, **{"page": 1, **changes})

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out on purpose."""
        return any((self.kind, self.genre, self.decade, self.year))


USUAL = asdict(Wish())


@dataclass(frozen=True)
class Browse:
    """All that the page shows."""

    wish: Wish
    total: int
    cards: list[Card]
    kinds: list[Choice]
    genres: list[Choice]
    decades: list[Choice]
    sorts: list[Choice]
    heading: str

    @property
    def first(self) -> int:
        """The place of the page's first title among all, from 1."""
        return (self.wish.page - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        """The place of its last."""
        return self.first + len(self.cards) - 1

    @property
    def more_url(self) -> str:
        """The next page, if there is one."""
        return replace(self.wish, page=self.wish.page + 1).url if self.last < self.total else ""

    @property
    def earlier_url(self) -> str:
        """The page before, if there is one."""
        return replace(self.wish, page=self.wish.page - 1).url if self.wish.page > 1 else ""


def browse(wish: Wish, profile: Profile) -> Browse:
    """A page of titles with the counts of every choice; the same few statements however many titles there are."""
    kinds = _counts(wish, profile, "kind", Title.kind)
    genres = _genre_counts(wish, profile)
    decades = _counts(wish, profile, "decade", Title.year - Title.year % 10)
    total = kinds.get(wish.kind, 0) if wish.kind else sum(kinds.values())
    return Browse(
        wish=wish,
        total=total,
        cards=cards_of(_ids(wish, profile), profile),
        kinds=[_choice(wish, "kind", kind, label, kinds.get(kind, 0)) for kind, label in KINDS.items()],
        genres=[_choice(wish, "genre", slug, name, count) for slug, name, count in genres],
        decades=[_choice(wish, "decade", d, f"{d}s", decades[d]) for d in sorted(filter(None, decades), reverse=True)],
        sorts=[Choice(name, wish.but(sort=sort).url, None, wish.sort == sort) for sort, name in SORTS.items()],
        heading=_heading(wish, {slug: name for slug, name, _ in genres}),
    )


def _heading(wish: Wish, genres: Mapping[str, str]) -> str:
    parts = [genres.get(wish.genre, "") if wish.genre else "", KINDS.get(wish.kind or "", "")]
    when = str(wish.year) if wish.year else f"the {wish.decade}s" if wish.decade else ""
    named = ", ".join(part for part in (*parts, when) if part)
    return named[:1].upper() + named[1:] if named else "Everything on"


def _choice(wish: Wish, name: str, value: Any, label: str, count: int) -> Choice:
    on = getattr(wish, name) == value
    return Choice(label, wish.but(**{name: None if on else value}).url, count, on)


def _matches(wish: Wish, profile: Profile, without: str = "") -> ColumnElement[bool]:
    """The condition of the wish; `without` leaves one filter out, for counting its choices."""
    conditions = [visible_to(profile)]
    if wish.kind and without != "kind":
        conditions.append(Title.kind == wish.kind)
    if wish.genre and without != "genre":
        tagged = db.select(title_genre.c.title_id).join(Genre, Genre.id == title_genre.c.genre_id)
        conditions.append(Title.id.in_(tagged.where(Genre.slug == wish.genre)))
    if wish.decade and without != "decade":
        conditions.append(Title.year.between(wish.decade, wish.decade + 9))
    if wish.year:
        conditions.append(Title.year == wish.year)
    return and_(*conditions)


def _ids(wish: Wish, profile: Profile) -> list[int]:
    select = db.select(Title.id).where(_matches(wish, profile)).order_by(*ORDERS[wish.sort])
    return list(db.session.scalars(select.limit(PAGE_SIZE).offset((wish.page - 1) * PAGE_SIZE)))


def _counts(wish: Wish, profile: Profile, name: str, column: Any) -> dict[Any, int]:
    select = db.select(column, db.func.count()).select_from(Title).where(_matches(wish, profile, without=name))
    return {value: count for value, count in db.session.execute(select.group_by(column))}


def _genre_counts(wish: Wish, profile: Profile) -> list[tuple[str, str, int]]:
    select = (
        db.select(Genre.slug, Genre.name, db.func.count())
        .join(title_genre, title_genre.c.genre_id == Genre.id)
        .join(Title, Title.id == title_genre.c.title_id)
        .where(_matches(wish, profile, without="genre"))
        .group_by(Genre.slug, Genre.name)
        .order_by(Genre.name)
    )
    return [(slug, name, count) for slug, name, count in db.session.execute(select)]


def _number(text: str, low: int, high: int) -> int | None:
    """A whole number in ASCII digits between two bounds, else None."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 6
    return int(text) if is_number and low <= int(text) <= high else None
