"""The only pages of the house for somebody without an account: the card of one title, by a link."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, request, send_file

from app.catalogue.artwork import picture_path
from app.catalogue.posters import draw_poster
from app.foundation.access import public
from app.foundation.address import absolute
from app.foundation.db import writing
from app.foundation.limits import Limit, LocalLimiter
from app.sharing import guests
from app.sharing.guests import GuestCard
from app.sharing.models import GuestLink

bp = Blueprint("guests", __name__)
knocking = LocalLimiter(Limit(burst=60, period_s=60))
POSTER_WIDTH = 400


@bp.get("/guests/<token>")
@public
def show(token: str) -> Response:
    """The card. What is wrong with a link is never said apart: one page for forged, ended, expired and withdrawn."""
    link = _find(token)
    if link is None:
        return _quiet(make_response(render_template("sharing/guest_over.html"), 404))
    if request.method == "GET":
        with writing():
            guests.note_opening(link)
    poster = f"/guests/{token}/poster"
    facts = {"card": GuestCard.of(link.title), "poster": poster, "image": absolute(poster)}
    return _quiet(make_response(render_template("sharing/guest.html", **facts)))


@bp.get("/guests/<token>/poster")
@public
def poster(token: str) -> Response:
    """The card's picture, at an address that ends with the link."""
    link = _find(token)
    if link is None:
        abort(404)
    given = guests.find_poster(link.title)
    path = picture_path(given.reference, POSTER_WIDTH) if given else None
    if path and path.is_file():
        return _quiet(send_file(path, mimetype="image/webp", etag=False, last_modified=None))
    card = GuestCard.of(link.title)
    return _quiet(Response(draw_poster(card.name, card.maker, card.year, link.title_id), mimetype="image/svg+xml"))


def _find(token: str) -> GuestLink | None:
    knocking.spend(request.remote_addr or "")
    return guests.find_open(token)


def _quiet(response: Response) -> Response:
    """Kept nowhere, listed nowhere, and its address told to nobody."""
    response.cache_control.clear()
    response.cache_control.no_store = True
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
