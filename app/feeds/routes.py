"""The feeds at their private addresses, and the page that lists one's own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, request

from app.catalogue.queries import find_person, find_title
from app.feeds import keys, queries
from app.feeds.atom import Feed, to_xml
from app.foundation.access import for_grown_ups, public
from app.foundation.address import absolute
from app.foundation.db import db
from app.foundation.hypermedia import render_page, see_other
from app.foundation.limits import Limit, LocalLimiter
from app.profiles.current import current_profile
from app.profiles.models import Profile

bp = Blueprint("feeds", __name__)
reading = LocalLimiter(Limit(burst=120, period_s=600))
knocking = LocalLimiter(Limit(burst=240, period_s=600))


@dataclass(frozen=True)
class Address:
    """One feed on the page."""

    name: str
    url: str


@bp.get("/feeds")
@for_grown_ups
def index() -> Response:
    """One's feeds with their addresses; `?title=`, `?person=` or `?genre=` asks for that one's."""
    token = keys.token_of(current_profile)
    genres = [_address(token, genre.name, f"genres/{genre.slug}") for genre in queries.genres_for(current_profile)]
    mine = [_address(token, "My list", "my-list"), *genres]
    return render_page("feeds/index.html", "feeds", asked=_asked(token), feeds=mine)


@bp.post("/feeds/renew")
@for_grown_ups
def renew() -> Any:
    """End the addresses so far."""
    keys.renew(current_profile)
    db.session.commit()
    return see_other("/feeds", notice="The old addresses are over. Give your feed reader the new ones.")


@bp.get("/feeds/<token>/my-list")
@public
def my_list(token: str) -> Response:
    """My list."""
    return _answer(token, queries.my_list)


@bp.get("/feeds/<token>/genres/<slug>")
@public
def genre(token: str, slug: str) -> Response:
    """A genre's newest titles."""
    return _answer(token, queries.genre, slug)


@bp.get("/feeds/<token>/people/<slug>")
@public
def person(token: str, slug: str) -> Response:
    """A person's titles."""
    return _answer(token, queries.person, slug)


@bp.get("/feeds/<token>/titles/<slug>/reviews")
@public
def reviews(token: str, slug: str) -> Response:
    """A title's reviews."""
    return _answer(token, queries.reviews, slug)


def _answer(token: str, make: Callable[..., Feed], *values: str) -> Response:
    """The feed, or 304 when the reader has it; 404 for a token that is not, or no more, one."""
    profile = _reader(token)
    feed = make(profile, *values)
    body = to_xml(feed)
    response = Response(body, content_type="application/atom+xml; charset=utf-8")
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.last_modified = feed.updated
    response.cache_control.private = response.cache_control.no_cache = True
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.make_conditional(request)
    return response


def _reader(token: str) -> Profile:
    knocking.spend(request.remote_addr or "")
    profile = keys.find_reader(token) or abort(404)
    reading.spend(token)
    return profile


def _asked(token: str) -> Address | None:
    """The feed that the page before this one was about."""
    args = request.args
    if slug := args.get("title"):
        title = find_title(slug, current_profile)
        return _address(token, f"Reviews of {title.name}", f"titles/{title.slug}/reviews")
    if slug := args.get("person"):
        person = find_person(slug, current_profile)
        return _address(token, person.name, f"people/{person.slug}")
    if slug := args.get("genre"):
        genre = queries.find_genre(slug, current_profile)
        return _address(token, genre.name, f"genres/{genre.slug}")
    return None


def _address(token: str, name: str, path: str) -> Address:
    return Address(name, absolute(f"/feeds/{token}/{path}"))
