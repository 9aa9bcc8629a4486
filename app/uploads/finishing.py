"""The end of an upload: a video, exactly once, or nothing."""

from __future__ import annotations

import os
from pathlib import Path

from app.foundation import clock
from app.foundation.db import db
from app.media.models import Video
from app.media.sources import Received, RefusedSource, adopt
from app.uploads.models import Upload, draft_path
from app.uploads.purposes import Purpose


def finish(upload: Upload) -> Video:
    """Make the video of an upload that is whole; done before, it is only told again. Commits.

    The file keeps its name as an upload until the row is told, so that a kill in between loses nothing.
    Raises RefusedSource where what it was for does not take it, and then the upload stays as it is.
    """
    if upload.video is None:
        Purpose(upload.fields).take(lambda: _bring(upload), upload.name, upload.account, lambda v: _tie(upload, v))
    upload.path.unlink(missing_ok=True)
    assert upload.video is not None  # noqa: S101 - tied in the transaction above
    return upload.video


def _bring(upload: Upload) -> Received:
    if not upload.path.is_file():
        raise RefusedSource("The file is no longer here. Send it again.", 410)
    return adopt(upload.path, upload.reference)


def _tie(upload: Upload, video: Video) -> None:
    upload.video = video


def drop(upload: Upload) -> None:
    """Forget it, with its bytes; commits."""
    path = upload.path
    db.session.delete(upload)
    db.session.commit()
    path.unlink(missing_ok=True)


def remove_expired() -> int:
    """Remove the uploads that nobody went on with and files that no row tells of; how many bytes were freed."""
    over = db.select(Upload).where(Upload.expires_at <= clock.now())
    rows = list(db.session.scalars(over))
    freed = sum(upload.path.stat().st_size for upload in rows if upload.path.is_file())
    for upload in rows:
        drop(upload)
    return freed + sum(map(_freed, _strays()))


def _strays() -> list[Path]:
    """Those of accounts that were removed. One that is just being begun has its row already."""
    known = {draft_path(reference) for reference in db.session.scalars(db.select(Upload.reference))}
    db.session.commit()
    return [path for path in draft_path("whatever").parent.glob(".part-*") if path not in known]


def _freed(path: Path) -> int:
    size = os.stat(path).st_size
    path.unlink(missing_ok=True)
    return size
