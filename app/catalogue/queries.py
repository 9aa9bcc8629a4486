"""Reads of the catalogue, named by who may see. Whoever may not see a title is told that there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import abort
from sqlalchemy import Select
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import HTTPException

from app.catalogue.cards import Card, cards_of
from app.catalogue.models import Artwork, Collection, CollectionTitle, Credit, Episode, OldSlug, Person, Season, Title
from app.catalogue.slugs import is_slug
from app.catalogue.visibility import visible_to
from app.foundation.db import db
from app.profiles.models import Profile

__all__ = ["Card", "Moved", "cards_of", "find_title", "titles_visible_to"]
FOR_PAGE = (
    selectinload(Title.genres),
    selectinload(Title.credits).joinedload(Credit.person),
    selectinload(Title.seasons),
    selectinload(Title.artwork),
)


class Moved(HTTPException):
    """The row has another slug now; answered with 301 to the same address under that slug."""

    code = 301

    def __init__(self, slug: str) -> None:
        super().__init__()
        self.slug = slug


def titles_visible_to(profile: Profile) -> Select[Title]:
    """Every title that this profile may see."""
    return db.select(Title).where(visible_to(profile))


def find_title(slug: str, profile: Profile, options: Iterable[Any] = ()) -> Title:
    """The title of this slug; 404 for whoever may not see it, Moved (301) if it has a new slug and may be seen."""
    if not is_slug(slug):
        abort(404)
    title = db.session.scalar(titles_visible_to(profile).where(Title.slug == slug).options(*options))
    return title or _moved(_old_slug(Title, "title", slug).where(visible_to(profile)))


def find_title_page(slug: str, profile: Profile) -> Title:
    """The same with all that its page shows: genres, credits with people, seasons, pictures."""
    return find_title(slug, profile, FOR_PAGE)


def find_season(title: Title, number: str | None) -> Season | None:
    """The season of this number with its episodes; the first one unless asked; 404 for one that there is not."""
    if not title.seasons:
        return None if number is None else abort(404)
    regular = [season for season in title.seasons if season.number] or title.seasons
    wanted = regular[0] if number is None else next((s for s in title.seasons if str(s.number) == number), None)
    return wanted or abort(404)


def episodes_of(season: Season) -> list[Any]:
    """Rows of (id, number, name, synopsis, runtime_s, still) in order; who sees the title sees them."""
    still = db.select(Artwork.reference).where(Artwork.episode_id == Episode.id).order_by(Artwork.id.desc()).limit(1)
    columns = (Episode.id, Episode.number, Episode.name, Episode.synopsis, Episode.runtime_s)
    newest = still.correlate(Episode).scalar_subquery().label("still")
    select = db.select(*columns, newest).where(Episode.season_id == season.id).order_by(Episode.number)
    return list(db.session.execute(select))


def episode_counts(title: Title) -> dict[int, int]:
    """Season id -> number of episodes."""
    select = db.select(Episode.season_id, db.func.count()).join(Season, Season.id == Episode.season_id)
    rows = db.session.execute(select.where(Season.title_id == title.id).group_by(Episode.season_id))
    return {season_id: count for season_id, count in rows}


def find_person(slug: str, profile: Profile) -> Person:
    """The person of this slug; 404 unless this profile may see a title of theirs."""
    if not is_slug(slug):
        abort(404)
    person = db.session.scalar(db.select(Person).where(Person.slug == slug, _is_seen(profile)))
    return person or _moved(_old_slug(Person, "person", slug).where(_is_seen(profile)))


@dataclass(frozen=True)
class Part:
    """What somebody did in a title, as its card with the character as the reason."""

    role: str
    title_id: int
    character: str


def parts_of(person: Person, profile: Profile) -> list[Part]:
    """What this person did in titles that the profile may see, the newest titles first."""
    select = (
        db.select(Credit.role, Credit.title_id, Credit.character)
        .join(Title, Title.id == Credit.title_id)
        .where(Credit.person_id == person.id, visible_to(profile))
        .order_by(Title.year.desc().nulls_last(), Title.name, Credit.position)
    )
    return [Part(*row) for row in db.session.execute(select)]


def find_collection(slug: str, profile: Profile) -> Collection:
    """The collection of this slug; 404 unless this profile may see a title in it."""
    entry = db.select(CollectionTitle.collection_id).join(Title, Title.id == CollectionTitle.title_id)
    seen = entry.where(CollectionTitle.collection_id == Collection.id, visible_to(profile)).exists()
    select = db.select(Collection).where(Collection.slug == slug, seen)
    return (is_slug(slug) and db.session.scalar(select)) or abort(404)


def collection_cards(collection: Collection, profile: Profile) -> list[Card]:
    """Its titles in the editor's order."""
    ids = db.select(CollectionTitle.title_id).where(CollectionTitle.collection_id == collection.id)
    return cards_of(db.session.scalars(ids.order_by(CollectionTitle.position, CollectionTitle.title_id)), profile)


def find_artwork(title: Title, kind: str) -> Artwork:
    """The title's newest picture of this kind; for a series without a still, its first episode's; else 404."""
    mine = db.select(Artwork).where(Artwork.title_id == title.id, Artwork.episode_id.is_(None), Artwork.kind == kind)
    found = db.session.scalar(mine.order_by(Artwork.id.desc()).limit(1))
    return found or (find_first_still(title) if kind == "still" else None) or abort(404)


def find_first_still(title: Title) -> Artwork | None:
    """The still of the first episode that has one."""
    select = (
        db.select(Artwork)
        .join(Episode, Episode.id == Artwork.episode_id)
        .join(Season, Season.id == Episode.season_id)
        .where(Season.title_id == title.id, Artwork.kind == "still")
        .order_by(Season.number == 0, Season.number, Episode.number, Artwork.id.desc())
    )
    return db.session.scalar(select.limit(1)) if title.is_series else None


def find_episode_still(title: Title, season: int, episode: int) -> Artwork:
    """The newest still of that episode; 404 without one."""
    select = (
        db.select(Artwork)
        .join(Episode, Episode.id == Artwork.episode_id)
        .join(Season, Season.id == Episode.season_id)
        .where(Season.title_id == title.id, Season.number == season, Episode.number == episode)
        .order_by(Artwork.id.desc())
    )
    return db.session.scalar(select.limit(1)) or abort(404)


def find_portrait(person: Person) -> Artwork:
    """The newest portrait; 404 without one."""
    mine = db.select(Artwork).where(Artwork.person_id == person.id, Artwork.kind == "portrait")
    return db.session.scalar(mine.order_by(Artwork.id.desc()).limit(1)) or abort(404)


def maker_of(title: Title) -> str:
    """Who directed it, or whoever is named first; empty when nobody is."""
    first = db.case((Credit.role == "director", 0), (Credit.role == "writer", 1), else_=2)
    select = db.select(Person.name).join(Credit, Credit.person_id == Person.id).where(Credit.title_id == title.id)
    return db.session.scalar(select.order_by(first, Credit.position, Credit.id).limit(1)) or ""


def portraits_of(people: Iterable[Person]) -> dict[int, str]:
    """Person id -> reference of the newest portrait, for those that have one."""
    mine = Artwork.person_id.in_([person.id for person in people]), Artwork.kind == "portrait"
    rows = db.session.execute(db.select(Artwork.person_id, Artwork.reference).where(*mine).order_by(Artwork.id))
    return {person_id: reference for person_id, reference in rows if person_id}


def _is_seen(profile: Profile) -> Any:
    seen = db.select(Credit.id).join(Title, Title.id == Credit.title_id).where(Credit.person_id == Person.id)
    return seen.where(visible_to(profile)).exists()


def _old_slug(table: Any, kind: str, slug: str) -> Select[str]:
    was = OldSlug.kind == kind, OldSlug.slug == slug
    return db.select(table.slug).join(OldSlug, OldSlug.row_id == table.id).where(*was)


def _moved(select: Select[str]) -> Any:
    slug = db.session.scalar(select)
    if slug is None:
        abort(404)
    raise Moved(slug)
