"""Another file for a video that stands, and its encode once more."""

from __future__ import annotations

import os
from typing import IO

from app.foundation.db import db
from app.foundation.jobs import Job, enqueue
from app.foundation.jobs.models import find_open
from app.foundation.text import clean_line
from app.media.models import Store, Video, VideoState
from app.media.place import media_folder
from app.media.sources import Received, RefusedSource, receive

BUSY = "This video is being encoded. Cancel that first, or wait for its end."
MOVING = "This video is being moved to another store. Wait for its end."
NO_SOURCE = "The uploaded file is no longer here. Send it again."


def replace_file(video: Video, stream: IO[bytes], name: str) -> Video:
    """Take in another file for this video and queue its encode; commits. What plays already goes on playing.

    Raises RefusedSource, and then the old file stands as it was.
    """
    check_idle(video)
    db.session.commit()  # files are not written inside a transaction
    put_in_place(video, receive(stream), name)
    db.session.commit()
    return video


def check_idle(video: Video) -> None:
    """Raises RefusedSource (409) while it is being encoded, or moved between stores."""
    if find_open(_key(video)):
        raise RefusedSource(BUSY, 409)
    if find_open(f"move:{video.reference}"):
        raise RefusedSource(MOVING, 409)


def put_in_place(video: Video, received: Received, name: str) -> None:
    """This file is the video's from now on; queue its encode, in the current transaction."""
    os.replace(received.path, media_folder().source_path(video.reference))
    video.source_bytes, video.source_name = received.size, clean_line(os.path.basename(name))[:255]
    encode_again(video)


def encode_again(video: Video) -> Job:
    """Queue another encode, in the current transaction; the open one if there is one. Raises RefusedSource."""
    if video.store == Store.FOLDER and not media_folder().source_path(video.reference).is_file():
        raise RefusedSource(NO_SOURCE, 409)
    if find_open(f"move:{video.reference}"):
        raise RefusedSource(MOVING, 409)
    if not video.is_ready:
        video.state, video.failure, video.failure_log = VideoState.WAITING, "", ""
    return enqueue("media.encode", dedupe_key=_key(video), video_id=video.id)


def _key(video: Video) -> str:
    return f"encode:{video.reference}"
