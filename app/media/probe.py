"""Reads the facts of a source file in a limited process of its own, or says why it is no film."""

import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.media import contained, ffmpeg
from app.media.binaries import Tools, find_tools
from app.media.boxes import has_index, is_boxed, missing_bytes
from app.media.contained import Limits
from app.media.facts import SourceFacts
from app.media.failures import MediaFailure, NotAVideo
from app.media.ffprobe_json import facts_from

NOT_A_FILM = "This is not a film. MP4, MOV, MKV, WebM, MPEG-TS and AVI files can be used."
COUNTING = Limits(time_s=1800, cpu_s=900, file_mb=64)


@dataclass(frozen=True)
class Bounds:
    """The largest film that is taken."""

    size_gb: float = 200
    duration_s: float = 12 * 3600
    pixels: int = 8192 * 4608
    shortest_side: int = 16
    streams: int = 64


def probe(path: Path, *, tools: Tools | None = None, bounds: Bounds | None = None) -> SourceFacts:
    """The facts of the film at `path`. Raises NotAVideo with a sentence for whoever sent it."""
    bounds = bounds or Bounds()
    size_bytes = _checked_size(path, bounds)
    tools = tools or find_tools()
    facts = facts_from(_checked_answer(_ask(path, tools), bounds), size_bytes)
    if not facts.duration_s:
        facts = replace(facts, duration_s=_counted_duration(path, tools))
    _check_bounds(facts, bounds)
    return facts


def _checked_size(path: Path, bounds: Bounds) -> int:
    if not path.is_file():
        raise NotAVideo("There is no file here any more. Send it again.")
    size = path.stat().st_size
    if not size:
        raise NotAVideo("The file is empty. The upload may have been cut off; send it again.")
    if size > bounds.size_gb * 1e9:
        raise NotAVideo(f"The file is too large: at most {bounds.size_gb:g} GB can be used.")
    if is_boxed(path):
        _check_whole(path, size)
    return size


def _check_whole(path: Path, size: int) -> None:
    missing = missing_bytes(path)
    if missing:
        there, promised = f"{size / 1e6:.1f}", f"{(size + missing) / 1e6:.1f}"
        raise NotAVideo(f"The file is cut off: {there} MB of {promised} MB are there. Send it again.")
    if not has_index(path):
        raise NotAVideo("The file is cut off: its index is missing. Send it again.")


def _ask(path: Path, tools: Tools) -> dict[str, Any]:
    """An answer in the form of `ffprobe -of json`, from ffprobe or from PyAV."""
    code, out, log = contained.capture(_question(path, tools))
    if code:
        raise NotAVideo(NOT_A_FILM, tuple(log.splitlines()[-ffmpeg.LOG_LINES :]))
    answer: dict[str, Any] = json.loads(out)
    return answer


def _question(path: Path, tools: Tools) -> list[str]:
    if not tools.ffprobe:
        script = Path(__file__).with_name("probe_av.py")
        return [sys.executable, "-I", str(script), str(path.absolute())]
    shown = ["-show_format", "-show_streams", "-show_chapters", "-of", "json"]
    return [tools.ffprobe, "-v", "error", *shown, *ffmpeg.source_arguments(path)]


def _checked_answer(answer: dict[str, Any], bounds: Bounds) -> dict[str, Any]:
    streams = answer.get("streams") or []
    kinds = {stream.get("codec_type") for stream in streams if not _is_cover(stream)}
    if len(streams) > bounds.streams:
        raise NotAVideo(f"The file has too many tracks: at most {bounds.streams} can be used.")
    if "video" not in kinds:
        raise NotAVideo("The file has sound but no picture." if "audio" in kinds else NOT_A_FILM)
    return answer


def _is_cover(stream: dict[str, Any]) -> bool:
    return bool(stream.get("disposition", {}).get("attached_pic"))


def _counted_duration(path: Path, tools: Tools) -> float:
    """Reads the whole file once, without decoding: some recorders never write the length."""
    reached = [0.0]
    arguments = [*ffmpeg.source_arguments(path), "-map", "0:V:0", "-c", "copy", "-f", "null", "-"]
    try:
        ffmpeg.run(tools, arguments, limits=COUNTING, on_progress=reached.append)
    except MediaFailure as failure:
        raise NotAVideo(failure.reason, failure.log) from failure
    return max(reached)


def _check_bounds(facts: SourceFacts, bounds: Bounds) -> None:
    width, height = facts.video.width, facts.video.height
    if not facts.duration_s:
        raise NotAVideo("The film has no length: it may have been cut off. Send it again.")
    if facts.duration_s > bounds.duration_s:
        raise NotAVideo(f"The film is too long: at most {bounds.duration_s / 3600:g} hours can be used.")
    if width * height > bounds.pixels:
        raise NotAVideo(f"The picture is too large ({width} by {height} pixels).")
    if min(width, height) < bounds.shortest_side:
        raise NotAVideo(f"The picture is too small ({width} by {height} pixels).")
