"""Media, to whom it was signed for."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.accounts.signing_in import held_token
from app.foundation.access import public
from app.foundation.db import db
from app.foundation.errors import Sentence
from app.foundation.signing import digest
from app.media import delivery, tokens
from app.media.models import Store
from app.media.opened import OnDisk
from app.media.place import media_bucket, open_packaged
from app.media.queries import Watching, find_watching
from app.media.recent import Recent
from app.media.storage import NoSuchMedia

bp = Blueprint("media", __name__)
viewers: Recent[Watching] = Recent(fresh_s=5)
SEGMENTS, ADDRESS_S = (".m4s", ".mp4"), 300
WHOLE = "direct.mp4"  # which plays without a player that counts
PLAYLIST = ".m3u8"  # small, and never kept by anybody between
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
    db.session.remove()  # a slow download must not hold a connection
    if address := _address_of_bucket(reference, name, watching.store):
        return delivery.send_to(address)
    file = open_packaged(reference, name, watching.store)
    if current_app.config["DELIVERY"] == "accel" and isinstance(file, OnDisk) and not name.endswith(PLAYLIST):
        file.close()
        return delivery.hand_over(reference, name)
    return delivery.deliver(file, name)


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


def _address_of_bucket(reference: str, name: str, store: str) -> str | None:
    """Mode `redirect`: where the bucket itself sends a segment or the one file for five minutes. None: we send it."""
    bucket = media_bucket() if current_app.config["DELIVERY"] == "redirect" else None
    if bucket is None or store != Store.BUCKET or not name.endswith(SEGMENTS):
        return None
    try:
        return bucket.address(reference, name, ADDRESS_S)
    except NoSuchMedia:
        abort(404)


def _watching(reference: str) -> Watching:
    held = held_token() or abort(404)
    return viewers.get((digest(held), reference), lambda: find_watching(held, reference)) or abort(404)
