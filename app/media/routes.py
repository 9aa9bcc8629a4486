"""Media, to whom it was signed for."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, session

from app.foundation.access import public
from app.foundation.db import db
from app.foundation.errors import Sentence
from app.foundation.signing import digest
from app.media import delivery, tokens
from app.media.place import media_folder
from app.media.queries import find_viewer
from app.media.recent import Recent
from app.media.storage import NoSuchMedia
from app.media.tokens import Viewer

bp = Blueprint("media", __name__)
viewers: Recent[Viewer] = Recent(fresh_s=5)
PLAYLIST = ".m3u8"  # small, and never kept by anybody between
OVER = Sentence("This address was good for six hours. Open the film again to go on.")


@bp.get("/m/<token>/<reference>/<path:name>")
@public
def deliver(token: str, reference: str, name: str) -> Response:
    """A file of a package. Open in the list of doors only because the question is asked here, and cheaper:

    the cookie's session and what its profile may watch are looked at every five seconds, not on each segment.
    """
    viewer = _viewer(reference)
    try:
        tokens.check(token, reference, viewer)
        file = media_folder().open(reference, name)
    except tokens.Expired:
        abort(410, OVER)
    except (tokens.Forged, NoSuchMedia):
        abort(404)
    db.session.remove()  # a slow download must not hold a connection
    if current_app.config["DELIVERY"] == "accel" and not name.endswith(PLAYLIST):
        file.close()
        return delivery.hand_over(reference, name)
    return delivery.deliver(file, name)


def _viewer(reference: str) -> Viewer:
    held = session.get("_user_id")
    if not isinstance(held, str):
        abort(404)
    return viewers.get((digest(held), reference), lambda: find_viewer(held, reference)) or abort(404)
