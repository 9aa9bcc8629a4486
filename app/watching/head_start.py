"""What a player shows first, named in the page: the browser fetches it while the player itself is still on the way,
instead of one thing after another (playlist, beginning, piece)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from app.foundation.db import let_go
from app.media.models import Rendition, Store, Video, VideoState
from app.media.place import media_folder
from app.media.playlists import read_pieces
from app.media.storage import NoSuchMedia

LINE_COOKIE = "line"  # what the line bore last time, in bits a second; the player writes it
LINE = re.compile(r"[1-9][0-9]{3,9}", re.ASCII)
USUAL_BPS = 2_000_000
SHARE = 0.8
AHEAD_S = 2.0  # of film that play while hls.js and its playlists come


@dataclass(frozen=True)
class FirstPieces:
    """The beginning of a picture or a sound, as the player appends it to one buffer: its kind, its type as Media Source
    Extensions want it, and files in their order."""

    kind: str
    mime: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class HeadStart:
    """The files to fetch, the folder of the rung to begin with where that is known beforehand, and what the player may
    show before it has read a playlist: all that is needed, or nothing."""

    names: tuple[str, ...] = ("master.m3u8",)
    rung: str = ""
    pieces: tuple[FirstPieces, ...] = ()


def head_start(video: Video, at_s: float) -> HeadStart:
    """For a video that is to play from here, in this browser.

    Of a video with an AV1 ladder only the browser knows which one it will take, of several sounds the player.
    """
    rungs, sounds = ([row for row in video.renditions if row.kind == kind] for kind in ("video", "audio"))
    if not rungs or video.wishes.av1:
        return HeadStart()
    let_go()  # files are read
    rung = _fitting(rungs, line_bps())
    parts = [rung, *sounds] if len(sounds) == 1 else [rung]
    pieces = tuple(_first_pieces(video, part, at_s) for part in parts)
    if len(sounds) == 1 and all(one.files for one in pieces) and video.state == VideoState.READY:
        return HeadStart(tuple(name for one in pieces for name in one.files), _folder(rung), pieces)
    named = (name for part, one in zip(parts, pieces, strict=True) for name in (part.path, *one.files))
    return HeadStart((*HeadStart.names, *named), _folder(rung))


def line_bps() -> int:
    """What this browser's line bore last time, in bits a second."""
    told = request.cookies.get(LINE_COOKIE, "")
    return int(told) if LINE.fullmatch(told) else USUAL_BPS


def _fitting(rungs: Sequence[Rendition], bps: int) -> Rendition:
    """The best that the line bears with something to spare, else the least."""
    by_weight = sorted(rungs, key=lambda row: row.bitrate_kbps or 0)
    fitting = [row for row in by_weight if (row.bitrate_kbps or 0) * 1000 <= bps * SHARE]
    return fitting[-1] if fitting else by_weight[0]


def _first_pieces(video: Video, part: Rendition, at_s: float) -> FirstPieces:
    named = _pieces_at(video.reference, part.path, at_s) if video.store == Store.FOLDER else []
    files = tuple(f"{_folder(part)}/{name}" for name in ("init.mp4", *named)) if named else ()
    return FirstPieces(part.kind, f'{part.kind}/mp4; codecs="{part.codecs}"', files)


def _pieces_at(reference: str, playlist: str, at_s: float) -> list[str]:
    """The names of the piece that is shown at this moment, and of those that begin soon after it; empty where the
    playlist cannot say."""
    try:
        pieces = read_pieces(media_folder().path(reference, playlist).read_text())
    except (NoSuchMedia, OSError):
        return []
    found, begin_s = list[str](), 0.0
    for name, duration_s in pieces:
        if at_s < begin_s + duration_s and begin_s < at_s + AHEAD_S:
            found.append(name)
        begin_s += duration_s
    return found


def _folder(part: Rendition) -> str:
    return part.path.partition("/")[0]
