"""Work on videos that is done outside requests."""

from __future__ import annotations

from app.foundation.jobs import Lane, Run, job
from app.media import encoding


@job("media.encode", lane=Lane.SLOW)
def encode(run: Run, video_id: int) -> None:
    """Make a video's package and publish it."""
    encoding.encode_video(video_id, run)
