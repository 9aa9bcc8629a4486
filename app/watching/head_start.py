"""What a player asks for before it shows anything, named in the head of its page: the browser fetches it while the
player itself is still on the way, instead of one thing after another (playlist, beginning, piece)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import request

from app.foundation.db import let_go
from app.media.models import Rendition, Store, Video
from app.media.place import media_folder
from app.media.playlists import read_pieces
from app.media.storage import NoSuchMedia

LINE_COOKIE = "line"  # what the line bore last time, in bits a second; the player writes it
LINE = re.compile(r"[1-9][0-9]{3,9}", re.ASCII)
USUAL_BPS = 2_000_000
SHARE = 0.8
LOOK_AHEAD_S = 0.25  # so near its end hls.js takes the next piece (its maxFragLookUpTolerance)


@dataclass(frozen=True)
class HeadStart:
    """The files to fetch, and the folder of the rung to begin with where that is known beforehand."""

    names: tuple[str, ...] = ("master.m3u8",)
    rung: str = ""


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
    files = (name for part in parts for name in _first_files(video, part, at_s))
    return HeadStart((*HeadStart.names, *files), _folder(rung))


def line_bps() -> int:
    """What this browser's line bore last time, in bits a second."""
    told = request.cookies.get(LINE_COOKIE, "")
    return int(told) if LINE.fullmatch(told) else USUAL_BPS


def _fitting(rungs: Sequence[Rendition], bps: int) -> Rendition:
    """The best that the line bears with something to spare, else the least."""
    by_weight = sorted(rungs, key=lambda row: row.bitrate_kbps or 0)
    fitting = [row for row in by_weight if (row.bitrate_kbps or 0) * 1000 <= bps * SHARE]
    return fitting[-1] if fitting else by_weight[0]


def _first_files(video: Video, part: Rendition, at_s: float) -> Iterator[str]:
    yield part.path
    if video.store == Store.FOLDER and (piece := _piece_at(video.reference, part.path, at_s)):
        yield from (f"{_folder(part)}/{name}" for name in ("init.mp4", piece))


def _piece_at(reference: str, playlist: str, at_s: float) -> str:
    """The name of the piece that is shown at this moment; empty where the playlist cannot say."""
    try:
        pieces = read_pieces(media_folder().path(reference, playlist).read_text())
    except (NoSuchMedia, OSError):
        return ""
    end_s = 0.0
    for name, duration_s in pieces:
        end_s += duration_s
        if at_s + LOOK_AHEAD_S < end_s:
            return name
    return ""


def _folder(part: Rendition) -> str:
    return part.path.partition("/")[0]
