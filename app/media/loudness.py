"""How loud a film is, and what brings it to the usual loudness (EBU R 128; ITU-R BS.1770)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from app.media import ffmpeg
from app.media.binaries import Tools
from app.media.contained import Limits
from app.media.facts import AudioStream, SourceFacts
from app.media.failures import EncodeFailed

TARGET_LUFS = -16.0
MOST_DB = 20.0
SILENCE_LUFS = -60.0
WINDOWS, WINDOW_S = 12, 8.0
LISTENING = Limits(time_s=300, cpu_s=120, file_mb=64)
_INTEGRATED = re.compile(r"^\s*I:\s+(-?[0-9.]+|-inf|nan) LUFS")


def gains(
    tools: Tools, source: Path, facts: SourceFacts, cancelled: Callable[[], bool] = ffmpeg.never
) -> dict[int, float]:
    """Decibels that bring each sound to -16 LUFS, by the index of its stream.

    Listens to twelve windows of eight seconds, spread over the film; the whole of a short one. At most 20 dB either
    way, none for what is silent or cannot be measured.
    """
    return {stream.index: gain(measure(tools, source, stream, facts, cancelled)) for stream in facts.audio}


def gain(lufs: float | None) -> float:
    """Decibels from this loudness to the target."""
    if lufs is None or lufs < SILENCE_LUFS:
        return 0.0
    return round(max(-MOST_DB, min(MOST_DB, TARGET_LUFS - lufs)), 2)


def measure(
    tools: Tools, source: Path, stream: AudioStream, facts: SourceFacts, cancelled: Callable[[], bool] = ffmpeg.never
) -> float | None:
    """The integrated loudness of a sound in LUFS, heard in stereo; None where it cannot be told."""
    starts = windows(facts.duration_s) if facts.can_seek else [0.0]
    try:
        log = ffmpeg.run(tools, _arguments(source, stream, starts), limits=LISTENING, cancelled=cancelled)
    except EncodeFailed:
        return None  # the encode itself will say what is wrong
    told = [match[1] for line in log if (match := _INTEGRATED.match(line))]
    return float(told[-1]) if told and told[-1] not in ("-inf", "nan") else None


def windows(duration_s: float) -> list[float]:
    """Where to listen, in seconds: the middles of twelve equal parts, less half a window; 0 alone for a short film."""
    if duration_s <= WINDOWS * WINDOW_S:
        return [0.0]
    part = duration_s / WINDOWS
    return [round(part * (n + 0.5) - WINDOW_S / 2, 3) for n in range(WINDOWS)]


def _arguments(source: Path, stream: AudioStream, starts: list[float]) -> list[str]:
    """Reads one window after another and measures them as one sound."""
    length_s = WINDOW_S if len(starts) > 1 else WINDOWS * WINDOW_S
    arguments = ["-v", "info"]
    for start in starts:
        arguments += ["-ss", f"{start}", "-t", f"{length_s}", *ffmpeg.source_arguments(source)]
    each = [f"[{n}:{stream.index}]aformat=channel_layouts=stereo:sample_rates=48000[w{n}]" for n in range(len(starts))]
    names = "".join(f"[w{n}]" for n in range(len(starts)))
    joined = f"{names}concat=n={len(starts)}:v=0:a=1,ebur128=framelog=quiet[heard]"
    return [*arguments, "-filter_complex", ";".join([*each, joined]), "-map", "[heard]", "-f", "null", "-"]
