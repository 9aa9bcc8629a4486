"""How requests are said."""

from __future__ import annotations

from app.foundation.text import timecode
from app.media.models import Video
from app.requests.models import DECLINED, DONE, OPEN, Request

TOPICS = {
    "picture": "The picture",
    "sound": "The sound",
    "captions": "Captions are out of step",
    "playing": "It does not play",
    "other": "Something else",
}
STATES = {OPEN: "Waiting", DONE: "Done", DECLINED: "Declined"}
TONES = {OPEN: "busy", DONE: "good", DECLINED: "problem"}


def video_words(video: Video | None) -> str:
    """`S1E4 The Mast`, `Trailer`; empty for a film's own video."""
    if video is None:
        return ""
    if video.episode is not None:
        return f"{video.episode.code} {video.episode.name}".strip()
    return "" if video.role == "main" else video.role.capitalize()


def heading_of(request: Request) -> str:
    """The request in a line, as its asker may read it for ever: the title's name was kept when it was asked."""
    if not request.is_problem:
        return f"A wish: {request.subject}"
    at = f", at {timecode(request.at_s)}" if request.at_s else ""
    return f"{TOPICS.get(request.topic, 'A problem')}: {request.subject}{at}"
