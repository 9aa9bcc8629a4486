"""The catalogue's pages: browse, a genre, a collection, a title, a person."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.current import current_account
from app.catalogue import queries
from app.catalogue.browsing import Wish
from app.catalogue.browsing import browse as browse_titles
from app.catalogue.pages import PersonPage, SeasonsPart, TitlePage
from app.catalogue.slugs import is_slug
from app.catalogue.visibility import why_hidden
from app.foundation.access import for_grown_ups
from app.foundation.hypermedia import is_fragment_request, render_page
from app.profiles.current import current_profile
from app.profiles.queries import profiles_of

bp = Blueprint("catalogue", __name__)


@bp.get("/browse")
def browse() -> Response:
    """Everything that this profile may see, narrowed and ordered as the address says."""
    found = browse_titles(Wish.of(request.args), current_profile)
    if found.wish.page > 1 and not found.cards:
        abort(404)
    return render_page("catalogue/browse.html", "results", browse=found)


@bp.get("/genres/<slug>")
def genre(slug: str) -> ResponseReturnValue:
    """A genre is browsing, narrowed to it."""
    return redirect(Wish(genre=slug).url, 302) if is_slug(slug) else abort(404)


@bp.get("/collections/<slug>")
def collection(slug: str) -> Response:
    """What an editor put side by side."""
    found = queries.find_collection(slug, current_profile)
    cards = queries.collection_cards(found, current_profile)
    return render_page("catalogue/collection.html", collection=found, cards=cards)


@bp.get("/titles/<slug>")
def title(slug: str) -> Response:
    """A title; `?season=2` is a season's own address, swapped in as the block `seasons`."""
    found = queries.find_title_page(slug, current_profile)
    season = queries.find_season(found, request.args.get("season"))
    view = SeasonsPart if is_fragment_request() and season else TitlePage
    page = view.of(found, season, current_profile)
    return render_page("catalogue/title.html", "seasons" if season else None, page=page)


@bp.get("/titles/<slug>/seen-by")
@for_grown_ups
def seen_by(slug: str) -> Response:
    """Who of the house sees this title; and of those who do not, by which rule."""
    found = queries.find_title(slug, current_profile)
    house = [(profile, why_hidden(found, profile)) for profile in profiles_of(current_account)]
    return render_page("catalogue/seen_by.html", title=found, house=house)


@bp.get("/people/<slug>")
def person(slug: str) -> Response:
    """Somebody, and what this profile may see of their work."""
    found = queries.find_person(slug, current_profile)
    return render_page("catalogue/person.html", page=PersonPage.of(found, current_profile))


@bp.app_errorhandler(queries.Moved)
def moved(found: queries.Moved) -> ResponseReturnValue:
    """The same address under the slug that the row has now, for good."""
    values = {**(request.view_args or {}), "slug": found.slug}
    location = url_for(request.endpoint or "", **values)
    query = request.query_string.decode("ascii", "replace")
    return redirect(f"{location}?{query}" if query else location, 301 if request.method in ("GET", "HEAD") else 308)
