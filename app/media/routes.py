"""Media, to whom it was signed for."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.accounts.signing_in import held_token
from app.foundation.access import public
from app.foundation.errors import Sentence
from app.foundation.signing import digest
from app.media import tokens
from app.media.queries import Watching, find_watching
from app.media.recent import Recent
from app.media.sending import WHOLE, send_packaged

bp = Blueprint("media", __name__)
viewers: Recent[Watching] = Recent(fresh_s=5)
OVER = Sentence("This address was good for six hours. Open the film again to go on.")


@bp.get("/m/<token>/<reference>/<path:name>")
@public
def deliver(token: str, reference: str, name: str) -> Response:
    """A file of a package. Open in the list of doors only because the question is asked here, and cheaper:

    the cookie's session and what its profile may watch are looked at every five seconds, not on each segment.
    """
    watching = _admitted(token, reference)
    if watching.is_counted and name == WHOLE:
        abort(404)
    return send_packaged(reference, name, watching.store)


@bp.get("/m/<token>/<reference>/entry")
@public
def admit(token: str, reference: str) -> ResponseReturnValue:
    """What the web server in front asks in mode `accel` before it sends pieces from the folder by itself, and keeps
    for four seconds (deploy/nginx.conf): 204 to whom they belong, else 403, upon which it asks for the piece here."""
    if current_app.config["DELIVERY"] != "accel":
        abort(404)
    try:
        if _admitted(token, reference).is_counted:
            abort(403)  # what it may have differs from file to file
    except HTTPException:
        abort(403)
    return "", 204


def _admitted(token: str, reference: str) -> Watching:
    """Who watches here by this token; 404 for whoever it was not signed for, 410 once it is over."""
    watching = _watching(reference)
    try:
        tokens.check(token, reference, watching.viewer)
    except tokens.Expired:
        abort(410, OVER)
    except tokens.Forged:
        abort(404)
    return watching


def _watching(reference: str) -> Watching:
    held = held_token() or abort(404)
    return viewers.get((digest(held), reference), lambda: find_watching(held, reference)) or abort(404)
