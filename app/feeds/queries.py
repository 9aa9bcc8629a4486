"""What the feeds hold, each for the profile whose token reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from flask import abort, request
from sqlalchemy.orm import joinedload

from app.catalogue.models import Genre, Title, title_genre
from app.catalogue.queries import find_person, find_title, parts_of
from app.catalogue.slugs import is_slug
from app.catalogue.visibility import visible_to
from app.feeds.atom import Entry, Feed, name_of
from app.foundation.address import absolute
from app.foundation.db import db
from app.foundation.settings import current_site
from app.profiles.models import Profile
from app.reviews.models import PUBLISHED, Review
from app.watching.queries import listed_ids

MOST = 50


def my_list(profile: Profile) -> Feed:
    """What the profile means to watch, the latest first."""
    entries = _entries(listed_ids(profile)[:MOST], profile)
    return _feed(profile, "my-list", "", f"{profile.name}’s list", "/my-list", entries)


def genre(profile: Profile, slug: str) -> Feed:
    """The newest of a genre; 404 for one that has nothing this profile may see."""
    found = find_genre(slug, profile)
    inside = db.select(Title.id).join(title_genre, title_genre.c.title_id == Title.id)
    inside = inside.where(title_genre.c.genre_id == found.id, visible_to(profile))
    ids = db.session.scalars(inside.order_by(Title.published_at.desc(), Title.id.desc()).limit(MOST))
    return _feed(profile, "genre", found.id, found.name, f"/browse?genre={slug}", _entries(ids, profile))


def person(profile: Profile, slug: str) -> Feed:
    """What somebody did, as far as this profile may see it."""
    found = find_person(slug, profile)
    ids = list(dict.fromkeys(part.title_id for part in parts_of(found, profile)))[:MOST]
    return _feed(profile, "person", found.id, found.name, f"/people/{slug}", _entries(ids, profile))


def reviews(profile: Profile, slug: str) -> Feed:
    """The newest reviews of a title that have words; 404 for a child, whose house has no talk."""
    title = find_title(slug, profile)
    if profile.is_child:
        abort(404)
    rows = db.session.scalars(
        db.select(Review)
        .where(Review.title_id == title.id, Review.state == PUBLISHED, Review.text != "")
        .options(joinedload(Review.profile))
        .order_by(Review.id.desc())
        .limit(MOST)
    )
    entries = [_review_entry(row, title) for row in rows]
    return _feed(profile, "reviews", title.id, f"Reviews of {title.name}", f"/titles/{slug}/reviews", entries)


def find_genre(slug: str, profile: Profile) -> Genre:
    """A genre of which this profile may see something; else 404."""
    named = db.select(Genre).where(Genre.slug == slug, _has_something(profile))
    return (is_slug(slug) and db.session.scalar(named)) or abort(404)


def genres_for(profile: Profile) -> Sequence[Genre]:
    """Every genre of which this profile may see something, by name."""
    return list(db.session.scalars(db.select(Genre).where(_has_something(profile)).order_by(Genre.name)))


def _has_something(profile: Profile) -> Any:
    inside = db.select(Title.id).join(title_genre, title_genre.c.title_id == Title.id)
    return inside.where(title_genre.c.genre_id == Genre.id, visible_to(profile)).correlate(Genre).exists()


def _feed(profile: Profile, kind: str, row: object, name: str, page: str, entries: list[Entry]) -> Feed:
    site = current_site().name
    identity = name_of("feed", profile.id, kind, row)
    here = absolute(quote(request.path))
    return Feed(identity, f"{name} · {site}", here, absolute(page), site, profile.created_at, entries)


def _entries(ids: Iterable[int], profile: Profile) -> list[Entry]:
    """The titles in this order, in one statement."""
    wanted = list(ids)
    select = db.select(Title).where(Title.id.in_(wanted), visible_to(profile))
    rows = {title.id: title for title in db.session.scalars(select)} if wanted else {}
    return [_title_entry(rows[title_id]) for title_id in wanted if title_id in rows]


def _title_entry(title: Title) -> Entry:
    text = "\n\n".join(filter(None, (title.tagline, title.synopsis)))
    published = title.published_at or title.created_at
    address = absolute(f"/titles/{title.slug}")
    return Entry(name_of("title", title.id), str(title), address, title.updated_at, published, text)


def _review_entry(review: Review, title: Title) -> Entry:
    who = f"{review.profile.name} (simulated)" if review.profile.is_simulated else review.profile.name
    address = absolute(f"/titles/{title.slug}/reviews#review-{review.id}")
    heading, at = f"{review.rating} of 5 for {title.name}", review.created_at
    return Entry(name_of("review", review.id), heading, address, review.edited_at or at, at, review.text, who)
