"""A film as text: its subtitles line by line, each the way to its moment."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from app.media.models import Video
from app.media.place import read_packaged
from app.media.subtitles import Cue, read_cues

VOICE = re.compile(r"<v(?:\.[^ >]*)? ([^>]*)>")
TAG = re.compile(r"<[^>]*>")
LONGEST_QUERY = 80


@dataclass(frozen=True)
class Line:
    """What is said from `start_s` on, and by whom, where the subtitles tell."""

    start_s: float
    speaker: str
    text: str


@dataclass(frozen=True)
class Transcript:
    """The lines of one of a video's subtitles that have the words of `query`; `tracks` are all there are."""

    reference: str
    tracks: list[dict[str, Any]]
    chosen: dict[str, Any] | None
    query: str
    lines: list[Line]

    @property
    def address(self) -> str:
        """Where it stands."""
        return f"/watch/{self.reference}/transcript"


def transcript_of(video: Video, language: str, query: str) -> Transcript:
    """In this language where there is one, else in the first. 404 and 503 as for any file of a package."""
    tracks = [track for track in video.facts.get("captions") or [] if not track.get("forced")]
    chosen = next((track for track in tracks if track["language"] == language), tracks[0] if tracks else None)
    query = " ".join(query.split())[:LONGEST_QUERY]
    lines = _lines_of(video, chosen["path"]) if chosen else []
    wanted = query.casefold()
    found = [line for line in lines if wanted in f"{line.speaker} {line.text}".casefold()]
    return Transcript(video.reference, tracks, chosen, query, found)


def line_of(cue: Cue) -> Line:
    """A cue without its marks."""
    voice = VOICE.search(cue.text)
    text = html.unescape(TAG.sub("", cue.text.replace("\n", " ")))
    return Line(cue.start_s, html.unescape(voice[1]).strip() if voice else "", " ".join(text.split()))


def _lines_of(video: Video, path: str) -> list[Line]:
    text = read_packaged(video.reference, path, video.store).decode("utf-8", "replace")
    return [line for line in map(line_of, read_cues(text)) if line.text]
