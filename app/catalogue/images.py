"""Pictures at their addresses; each passes the same rule of visibility as the page that shows it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, send_file

from app.catalogue.addresses import WIDTHS, stamp
from app.catalogue.artwork import picture_path
from app.catalogue.backdrops import draw_backdrop
from app.catalogue.models import Artwork
from app.catalogue.posters import draw_poster
from app.catalogue.queries import find_artwork, find_episode_still, find_person, find_portrait, find_title, maker_of
from app.profiles.current import current_profile

bp = Blueprint("pictures", __name__)


@bp.get("/titles/<slug>/poster.svg")
def drawn_poster(slug: str) -> Response:
    """The poster drawn from the title's own facts."""
    title = find_title(slug, current_profile)
    svg = draw_poster(title.name, maker_of(title), title.year, title.id)
    return _kept(Response(svg, mimetype="image/svg+xml"), stamp(title.updated_at))


@bp.get("/titles/<slug>/backdrop.svg")
def drawn_backdrop(slug: str) -> Response:
    """The backdrop drawn from the title's number."""
    title = find_title(slug, current_profile)
    return _kept(Response(draw_backdrop(title.id), mimetype="image/svg+xml"), stamp(title.updated_at))


@bp.get("/titles/<slug>/<any(poster, backdrop, still):kind>-<number:width>.webp")
def title_picture(slug: str, kind: str, width: int) -> Response:
    """A picture that somebody gave."""
    return _file(find_artwork(find_title(slug, current_profile), kind), width)


@bp.get("/titles/<slug>/s<number(low=0):season>e<number(low=0):episode>-<number:width>.webp")
def episode_still(slug: str, season: int, episode: int, width: int) -> Response:
    """An episode's still."""
    return _file(find_episode_still(find_title(slug, current_profile), season, episode), width)


@bp.get("/people/<slug>/portrait-<number:width>.webp")
def portrait(slug: str, width: int) -> Response:
    """A person's portrait."""
    return _file(find_portrait(find_person(slug, current_profile)), width)


def _file(artwork: Artwork, width: int) -> Response:
    kept = (picture_path(artwork.reference, w) for w in reversed(WIDTHS[artwork.kind]) if w <= width)
    path = next((path for path in kept if path.is_file()), None) if width in WIDTHS[artwork.kind] else None
    if path is None:  # films' own stills come without the largest width: the next smaller stands for it
        abort(404)
    return _kept(send_file(path, mimetype="image/webp", etag=False, last_modified=None), artwork.reference)


def _kept(response: Response, version: str) -> Response:
    """Kept by this browser, but asked about each time: a child may be the next to sit before it."""
    response.cache_control.clear()
    response.cache_control.private = response.cache_control.no_cache = True
    response.set_etag(version)
    response.make_conditional(request)
    return response
