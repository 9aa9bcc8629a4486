"""What another screen asks for."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from app.foundation.access import public
from app.foundation.errors import Sentence
from app.media import tokens
from app.media.recent import Recent
from app.media.sending import WHOLE, send_packaged
from app.watching.casting import PURPOSE, Handed, find_handed

bp = Blueprint("casting", __name__)
handed: Recent[Handed] = Recent(fresh_s=5)
OVER = Sentence("This address was good for six hours. Begin anew from the film's page.")


@bp.get("/cast/<token>/<playback>/film.mp4")
@public
def deliver(token: str, playback: str) -> Response:
    """The film of a playback, to a screen that was handed its address. Whether it still goes on is looked at every five
    seconds. 404 for a playback that is over or not its session's any more, 410 once the address is."""
    try:
        tokens.check_token(token, PURPOSE, playback)
    except tokens.Expired:
        abort(410, OVER)
    except tokens.Forged:
        abort(404)
    film = handed.get(playback, lambda: find_handed(playback)) or abort(404)
    response = send_packaged(film.reference, WHOLE, film.store)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # the page that plays it there is another's
    return response
