"""How far apart a film's keyframes stand, seen in twelve places: whether it can be cut as it is."""

from __future__ import annotations

from pathlib import Path

from app.media import contained, ffmpeg
from app.media.binaries import Tools
from app.media.contained import Limits
from app.media.facts import SourceFacts
from app.media.loudness import windows

LOOK_S = 20.0
LOOKING = Limits(time_s=120, cpu_s=120, file_mb=64)


def longest_gap_s(tools: Tools, source: Path, facts: SourceFacts) -> float:
    """The longest time between two keyframes, in seconds; infinite where none are found.

    Decodes nothing but the keyframes of twelve windows of twenty seconds.
    """
    starts = [max(0.0, start - LOOK_S / 2) for start in windows(facts.duration_s)]
    length_s = min(LOOK_S if len(starts) > 1 else facts.duration_s, facts.duration_s)
    code, out, _log = contained.capture(_arguments(tools, source, facts, starts, length_s), LOOKING)
    if code:
        return float("inf")
    moments = _moments(out.decode(errors="replace"))
    return max(_widest(moments.get(number, []), length_s) for number in range(len(starts)))


def _arguments(tools: Tools, source: Path, facts: SourceFacts, starts: list[float], length_s: float) -> list[str]:
    argv = [tools.ffmpeg, "-nostdin", "-v", "error"]
    for start in starts:
        argv += [
            "-skip_frame",
            "nokey",
            "-ss",
            f"{start:.3f}",
            "-t",
            f"{length_s:.3f}",
            *ffmpeg.source_arguments(source),
        ]
    for number in range(len(starts)):
        argv += ["-map", f"{number}:{facts.video.index}"]
    small = ["-vf", "scale=16:16,settb=1/1000", "-fps_mode", "passthrough", "-enc_time_base", "1:1000"]
    return [*argv, *small, "-c:v", "rawvideo", "-f", "framecrc", "-"]


def _moments(listing: str) -> dict[int, list[float]]:
    """Seconds of each frame by the number of its window, from ffmpeg's framecrc: stream, dts, pts, and more."""
    found: dict[int, list[float]] = {}
    for line in listing.splitlines():
        if not line.startswith("#"):
            number, _dts, pts, *_rest = line.split(",")
            found.setdefault(int(number), []).append(int(pts) / 1000)
    return found


def _widest(moments: list[float], length_s: float) -> float:
    """Between two of them, or from the last to the window's end."""
    if not moments:
        return float("inf")
    ends = [*moments[1:], length_s]
    return max((end - begin for begin, end in zip(moments, ends, strict=True)), default=float("inf"))
