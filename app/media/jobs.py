"""Work on videos that is done outside requests."""

from __future__ import annotations

from app.foundation.jobs import Lane, Run, job
from app.media import encoding, intros, moving


@job("media.encode", lane=Lane.SLOW)
def encode(run: Run, video_id: int) -> None:
    """Make a video's package and publish it."""
    encoding.encode_video(video_id, run)


@job("media.move", lane=Lane.SLOW)
def move(run: Run, video_id: int, to: str) -> None:
    """Bring a video's files to another store."""
    moving.move_video(video_id, to, run)


@job("media.marks")
def marks(_run: Run, video_id: int) -> None:
    """Find the intro and the credits of an episode by what its season has in common."""
    intros.mark_season(video_id)


@job("media.free")
def free(_run: Run, reference: str) -> None:
    """Free what the bucket holds of a video that is gone."""
    moving.free(reference)
