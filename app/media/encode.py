"""The one command that turns a source into every rung and every audio track, and the direct file."""

import shutil
from collections.abc import Callable
from pathlib import Path

from app.media import ffmpeg
from app.media.binaries import Tools
from app.media.contained import Limits
from app.media.facts import SourceFacts
from app.media.failures import EncodeFailed
from app.media.ffmpeg import never, no_progress, source_arguments
from app.media.filters import filter_graph
from app.media.ladder import AudioTrack, Plan, Rung
from app.media.playlists import MediaPlaylist, read_media_playlist

PRESET = "veryfast"
QUALITY_CRF = "22"
CUT_SIGNS = ("partial file", "ended prematurely", "Truncat")
SHORTFALL_S, SHORTFALL_SHARE = 0.75, 0.02
COPYING = Limits(time_s=3600, cpu_s=1800)


def encode(
    tools: Tools,
    source: Path,
    facts: SourceFacts,
    plan: Plan,
    work: Path,
    *,
    on_progress: Callable[[float], None] = no_progress,
    cancelled: Callable[[], bool] = never,
) -> None:
    """Writes `v<side>/` and `a<n>/` into `work`: init.mp4, segments and index.m3u8 each.

    `on_progress` gets the share done. Raises EncodeFailed, also for a source that ends too early.
    """
    for name in (*(rung.name for rung in plan.rungs), *(track.name for track in plan.audio)):
        (work / name).mkdir()
    log = ffmpeg.run(
        tools,
        ladder_arguments(source, plan, can_tone_map=tools.can_tone_map),
        limits=encode_limits(plan.duration_s),
        cwd=work,
        on_progress=lambda seconds: on_progress(min(1.0, seconds / plan.duration_s)),
        cancelled=cancelled,
    )
    check_length(read_media_playlist(work / plan.rungs[0].name).duration_s, facts, log)


def encode_limits(duration_s: float) -> Limits:
    """Generous to slow machines: a minute of work for each second of film, and ten minutes more."""
    return Limits(time_s=600 + 60 * duration_s, cpu_s=int(600 + 120 * duration_s))


def ladder_arguments(source: Path, plan: Plan, *, can_tone_map: bool) -> list[str]:
    """Arguments for ffmpeg, run inside the work directory."""
    arguments = [*source_arguments(source), "-filter_complex", filter_graph(plan, can_tone_map=can_tone_map)]
    for rung in plan.rungs:
        arguments += [*_picture(rung, plan), *_segments(rung.name, plan)]
    for track in plan.audio:
        arguments += [*_sound(track), *_segments(track.name, plan)]
    return arguments


def _picture(rung: Rung, plan: Plan) -> list[str]:
    gop = str(plan.gop_frames)
    rate = ["-crf", QUALITY_CRF, "-maxrate", f"{rung.maxrate_kbps}k", "-bufsize", f"{rung.bufsize_kbps}k"]
    groups = ["-g", gop, "-keyint_min", gop, "-sc_threshold", "0", "-fps_mode", "passthrough"]
    codec = ["-c:v", "libx264", "-preset", PRESET, "-profile:v", "high"]
    return ["-map", f"[{rung.name}]", *codec, *rate, *groups]


def _sound(track: AudioTrack) -> list[str]:
    return ["-map", f"[{track.name}]", "-c:a", "aac", "-b:a", f"{track.bitrate_kbps}k"]


def _segments(name: str, plan: Plan) -> list[str]:
    """Cuts half a frame before each GOP's end, so that rounding never skips a cut."""
    length = (plan.gop_frames - 0.5) / plan.fps
    form = ["-f", "hls", "-hls_time", f"{float(length):.6f}", "-hls_playlist_type", "vod"]
    form += ["-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", "init.mp4"]
    form += ["-hls_segment_options", "movflags=+negative_cts_offsets", "-avoid_negative_ts", "disabled"]
    plain = ["-map_metadata", "-1", "-map_chapters", "-1", "-max_muxing_queue_size", "4096"]
    return [*plain, *form, "-hls_segment_filename", f"{name}/%05d.m4s", f"{name}/index.m3u8"]


def check_length(encoded_s: float, facts: SourceFacts, log: tuple[str, ...]) -> None:
    """Raises EncodeFailed when the picture is clearly shorter than the header promised.

    Where only the container's length is known (sound or subtitles may outlast the picture),
    ffmpeg must have complained too.
    """
    promised_s = facts.duration_s
    if encoded_s >= promised_s - max(SHORTFALL_S, promised_s * SHORTFALL_SHARE):
        return
    complained = any(sign in line for line in log for sign in CUT_SIGNS)
    if facts.video.duration_s or complained:
        ends, promises = clock_text(encoded_s), clock_text(promised_s)
        raise EncodeFailed(f"The file ends after {ends}, its header promises {promises}. Send it again.", log)


def clock_text(seconds: float) -> str:
    """63.4 -> "1:03", 3670 -> "1:01:10"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def join_segments(playlist: MediaPlaylist, target: Path) -> Path:
    """One fragmented MP4 of all the segments of a rendition."""
    with target.open("wb") as out:
        for part in (playlist.init, *(segment.path for segment in playlist.segments)):
            with part.open("rb") as file:
                shutil.copyfileobj(file, out, 1024 * 1024)
    return target


def write_direct(tools: Tools, picture: Path, sound: Path, target: Path) -> None:
    """Copies joined picture and sound into one MP4 whose index comes first."""
    arguments = [*source_arguments(picture), *source_arguments(sound), "-map", "0:v", "-map", "1:a"]
    arguments += ["-c", "copy", "-movflags", "+faststart", "-f", "mp4", f"file:{target.absolute()}"]
    ffmpeg.run(tools, arguments, limits=COPYING)
