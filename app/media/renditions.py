"""What a package says of each rung, sound and text in it, read from what was made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.media.boxes import codec_string
from app.media.captions import Captions
from app.media.ladder import AudioTrack, Plan, Rung
from app.media.manifest import Rendition
from app.media.master import text_rendition
from app.media.playlists import MediaPlaylist, read_media_playlist
from app.media.reels import INDEX, Reel


def renditions_of(folder: Path, plan: Plan, said: Mapping[str, Captions]) -> tuple[Rendition, ...]:
    """Pictures from the smallest up, AV1 once it is whole, sounds, and the subtitles `said` by their folders."""
    rungs = [*reversed(plan.rungs), *_whole_in_av1(folder, plan)]
    made = [_picture(rung, Reel.at(folder / rung.name)) for rung in rungs]
    made += [_sound(track, read_media_playlist(folder / track.name)) for track in plan.audio]
    return (*made, *(text_rendition(name, caption) for name, caption in said.items()))


def direct_rendition(folder: Path, plan: Plan, extras: Path) -> Rendition:
    """The one file for browsers without scripts, which still lies in `extras`."""
    rung, heard = plan.direct_rung, next(track for track in plan.audio if track.default)
    names = [_codec(read_media_playlist(folder / part.name)) for part in (rung, heard)]
    rate = round((extras / "direct.mp4").stat().st_size * 8 / plan.duration_s)
    return Rendition("direct", "direct.mp4", ",".join(names), rate, rate, rung.width, rung.height)


def _whole_in_av1(folder: Path, plan: Plan) -> list[Rung]:
    again = plan.in_av1
    begun = [rung for rung in reversed(again.rungs if again else ()) if (folder / rung.name / INDEX).is_file()]
    return [rung for rung in begun if Reel.at(folder / rung.name).is_closed]


def _picture(rung: Rung, reel: Reel) -> Rendition:
    """While it grows its peak is what it may become."""
    playlist, expected = read_media_playlist(reel.folder), 0 if reel.is_closed else rung.maxrate_kbps * 1000
    return Rendition(
        kind="video",
        path=f"{rung.name}/{INDEX}",
        codecs=_codec(playlist),
        bitrate=playlist.average_bitrate,
        peak_bitrate=max(playlist.peak_bitrate, expected),
        width=rung.width,
        height=rung.height,
        label=f"{rung.short_side}p, AV1" if rung.is_av1 else "",
    )


def _sound(track: AudioTrack, playlist: MediaPlaylist) -> Rendition:
    return Rendition(
        kind="audio",
        path=f"{track.name}/{INDEX}",
        codecs=_codec(playlist),
        bitrate=playlist.average_bitrate,
        peak_bitrate=playlist.peak_bitrate,
        language=track.language,
        label=track.label,
        default=track.default,
        channels=track.channels,
    )


def _codec(playlist: MediaPlaylist) -> str:
    return codec_string(playlist.init.read_bytes())
