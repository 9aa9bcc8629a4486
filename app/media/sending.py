"""A file of a package, sent as this house sends them: by itself, by the web server in front, or from the bucket."""

from __future__ import annotations

from flask import Response, abort, current_app

from app.foundation.db import db
from app.media import delivery
from app.media.models import Store
from app.media.opened import OnDisk
from app.media.place import media_bucket, open_packaged
from app.media.storage import NoSuchMedia

WHOLE = "direct.mp4"  # the one file of a film, which plays without a player that counts
SEGMENTS, ADDRESS_S = (".m4s", ".mp4"), 300
PLAYLIST = ".m3u8"  # small, and never kept by anybody between


def send_packaged(reference: str, name: str, store: str) -> Response:
    """The answer to whoever may have this file; 404 where it is not there, 503 where its store does not answer."""
    db.session.remove()  # a slow download must not hold a connection
    if address := _address_of_bucket(reference, name, store):
        return delivery.send_to(address)
    file = open_packaged(reference, name, store)
    if current_app.config["DELIVERY"] == "accel" and isinstance(file, OnDisk) and not name.endswith(PLAYLIST):
        file.close()
        return delivery.hand_over(reference, name)
    return delivery.deliver(file, name)


def _address_of_bucket(reference: str, name: str, store: str) -> str | None:
    """Mode `redirect`: where the bucket itself sends a segment or the one file for five minutes. None: we send it."""
    bucket = media_bucket() if current_app.config["DELIVERY"] == "redirect" else None
    if bucket is None or store != Store.BUCKET or not name.endswith(SEGMENTS):
        return None
    try:
        return bucket.address(reference, name, ADDRESS_S)
    except NoSuchMedia:
        abort(404)
