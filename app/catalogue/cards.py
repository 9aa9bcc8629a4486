"""Cards: what a list shows of a title, read as plain rows in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, ScalarSelect

from app.catalogue.addresses import backdrop_url, poster_url, stamp, still_url
from app.catalogue.models import Artwork, Episode, Genre, Season, Title, title_genre
from app.catalogue.models.title import SERIES
from app.catalogue.visibility import visible_to
from app.foundation.db import db
from app.foundation.parts import parts_on
from app.foundation.text import minutes, plural
from app.profiles.models import Profile

CARD_PARTS = ("progress",)
MOST = 500


@dataclass(frozen=True)
class Card:
    """A title in a list. `play_url` is empty while there is nothing to play; `progress` is a share or None."""

    id: int
    slug: str
    name: str
    kind: str
    year: int | None
    maturity_years: int | None
    duration_s: float | None
    url: str
    poster_url: str
    still_url: str
    backdrop_url: str
    genre: str
    seasons: int
    has_still: bool
    tagline: str
    published_at: datetime | None
    available_until: datetime | None
    facts: str = ""
    reason: str = ""
    progress: float | None = None
    note: str = ""
    play_url: str = ""
    remove_url: str = ""


@dataclass(frozen=True)
class Shelf:
    """A row of cards. `layout` is one of stills, posters, reasons, leadin, dated, band."""

    key: str
    heading: str
    layout: str
    cards: list[Card]
    subheading: str = ""
    url: str = ""


def cards_of(ids: Iterable[int], profile: Profile) -> list[Card]:
    """The cards of those titles that this profile may see, in the order of `ids` (at most 500).

    One statement, and one for each part that an upper room hangs on the screen `card`.
    """
    cards = plain_cards(ids, profile)
    more = facts_of_parts("card", CARD_PARTS, profile, [card.id for card in cards]) if cards else {}
    return [with_facts(replace(card, **more[card.id])) if card.id in more else card for card in cards]


def plain_cards(ids: Iterable[int], profile: Profile) -> list[Card]:
    """The same without parts: alike for every profile with this limit, so they may be kept."""
    wanted = list(dict.fromkeys(ids))[:MOST]
    if not wanted:
        return []
    rows = {row.id: row for row in db.session.execute(_select(wanted, profile))}
    return [_card(rows[title_id]) for title_id in wanted if title_id in rows]


def facts_of_parts(screen: str, names: tuple[str, ...], profile: Profile, ids: list[int]) -> dict[int, dict[str, Any]]:
    """What the parts of a screen of rows know, by the rows' ids: each part loads a dict of field to value per id."""
    found: dict[int, dict[str, Any]] = {}
    for part in parts_on(screen, names, profile=profile, ids=ids):
        for row_id, facts in part.facts.items():
            found.setdefault(row_id, {}).update(facts)
    return found


def with_facts(card: Card) -> Card:
    """The card with its line of facts: `Sea, 48 min`, `Mystery, 2 seasons`, `Light, not yet`."""
    line = ", ".join(part for part in (card.genre, _length(card)) if part)
    return replace(card, facts=line[:1].upper() + line[1:])


def _length(card: Card) -> str:
    if not card.play_url:
        return "not yet"
    if card.kind == SERIES:
        return plural(card.seasons, "season") if card.seasons else "series"
    return minutes(card.duration_s)


def _card(row: Row[Any]) -> Card:
    version = stamp(row.updated_at)
    card = Card(
        id=row.id,
        slug=row.slug,
        name=row.name,
        kind=row.kind,
        year=row.year,
        maturity_years=row.maturity_years,
        duration_s=row.runtime_s,
        url=f"/titles/{row.slug}",
        poster_url=poster_url(row.slug, row.poster, version),
        still_url=still_url(row.slug, row.still, row.backdrop, version),
        backdrop_url=backdrop_url(row.slug, row.backdrop, row.still, version),
        genre=row.genre or "",
        seasons=row.seasons,
        has_still=bool(row.still or row.backdrop),
        tagline=row.tagline,
        published_at=row.published_at,
        available_until=row.available_until,
    )
    return with_facts(card)


COLUMNS = (
    Title.id,
    Title.slug,
    Title.name,
    Title.kind,
    Title.year,
    Title.maturity_years,
    Title.runtime_s,
    Title.tagline,
    Title.published_at,
    Title.available_until,
    Title.updated_at,
)


def _select(ids: list[int], profile: Profile) -> Any:
    still = db.func.coalesce(_picture("still"), _episode_still()).label("still")
    pictures = (_picture("poster").label("poster"), still, _picture("backdrop").label("backdrop"))
    return db.select(*COLUMNS, *pictures, _first_genre(), _seasons()).where(Title.id.in_(ids), visible_to(profile))


def _picture(kind: str) -> Any:
    """The newest picture of this kind that is the title's own."""
    mine = Artwork.title_id == Title.id, Artwork.kind == kind, Artwork.episode_id.is_(None)
    select = db.select(Artwork.reference).where(*mine).order_by(Artwork.id.desc()).limit(1)
    return select.correlate(Title).scalar_subquery()


def _episode_still() -> Any:
    """A series without a still of its own shows its first episode's."""
    select = (
        db.select(Artwork.reference)
        .join(Episode, Episode.id == Artwork.episode_id)
        .join(Season, Season.id == Episode.season_id)
        .where(Season.title_id == Title.id, Artwork.kind == "still")
        .order_by(Season.number == 0, Season.number, Episode.number, Artwork.id.desc())
    )
    return select.limit(1).correlate(Title).scalar_subquery()


def _first_genre() -> Any:
    select = db.select(Genre.name).join(title_genre, title_genre.c.genre_id == Genre.id)
    return (
        select.where(title_genre.c.title_id == Title.id)
        .order_by(Genre.name)
        .limit(1)
        .correlate(Title)
        .scalar_subquery()
        .label("genre")
    )


def _seasons() -> Any:
    counted: ScalarSelect[Any] = (
        db.select(db.func.count(Season.id))
        .where(Season.title_id == Title.id, Season.number > 0)
        .correlate(Title)
        .scalar_subquery()
    )
    return counted.label("seasons")
