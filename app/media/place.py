"""Where this house keeps its media."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import Any

from flask import abort, current_app

from app.foundation.db import let_go
from app.foundation.errors import Sentence
from app.media.bucket import Bucket, BucketFailed
from app.media.models import Store
from app.media.opened import Opened, Span
from app.media.storage import MediaFolder, NoSuchMedia

AWAY = Sentence("The films’ store does not answer. Try again in a moment.")


def media_folder() -> MediaFolder:
    """The sources, the work in progress and the published packages of this instance."""
    return MediaFolder(current_app.config["INSTANCE"])


def media_bucket() -> Bucket | None:
    """The bucket of this house, where it has one."""
    named = current_app.config["BUCKET"]
    return _bucket(*sorted(named.items())) if named else None


def open_media(reference: str, name: str, store: str) -> Opened:
    """A file of a package from its store. Raises NoSuchMedia, and BucketFailed where that does not answer.

    A package on its way between two stores is in both until its row has changed, and whoever asks may have read the
    row five seconds ago: what is not in the one is looked for in the other.
    """
    bucket, folder = media_bucket(), media_folder()
    if bucket is None:
        return folder.open(reference, name)
    first, second = (bucket, folder) if store == Store.BUCKET else (folder, bucket)
    try:
        return first.open(reference, name)
    except NoSuchMedia:
        return second.open(reference, name)


def open_packaged(reference: str, name: str, store: str) -> Opened:
    """The same for an answer: 404 where it is not there, 503 where the store does not answer."""
    try:
        return open_media(reference, name, store)
    except NoSuchMedia:
        abort(404)
    except BucketFailed:
        abort(503, AWAY)


def read_packaged(reference: str, name: str, store: str) -> bytes:
    """A small file as a whole; the present transaction ends first, since a store may take its time. 404 and 503 too."""
    let_go()
    opened = open_packaged(reference, name, store)
    try:
        return b"".join(opened.pieces(Span(0, opened.whole.size)))
    finally:
        opened.close()


@lru_cache(maxsize=8)
def _bucket(*named: tuple[str, Any]) -> Bucket:
    """One client for each bucket, with its connections. A viewer is not kept waiting for minutes."""
    from obstore.store import S3Store

    given = dict(named)
    retry: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}
    client: Any = {"connect_timeout": "5s", "timeout": "120s", "allow_http": True}
    return Bucket(S3Store(**given, client_options=client, retry_config=retry))
