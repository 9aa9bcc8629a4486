"""Which ffmpeg does the work, and what it can do."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.media.failures import MediaFailure

CURE = "Install ffmpeg, or the wheels: pip install imageio-ffmpeg av"


@dataclass(frozen=True)
class Tools:
    """Paths of the programs; without `ffprobe`, PyAV does the probing."""

    ffmpeg: str
    ffprobe: str | None
    version: str
    encoders: frozenset[str]
    filters: frozenset[str]

    @property
    def can_tone_map(self) -> bool:
        return {"zscale", "tonemap"} <= self.filters


def find_tools(chosen: str | None = None) -> Tools:
    """The tools named by `chosen` or MATINEE_FFMPEG, else on PATH, else from the wheel.

    Raises MediaFailure when there is none, or when it cannot encode H.264.
    """
    return _read_tools(*_locate(chosen or os.environ.get("MATINEE_FFMPEG") or None))


def _locate(chosen: str | None) -> tuple[str, str | None]:
    if chosen:
        return chosen, _beside(chosen)
    ffmpeg, ffprobe = shutil.which("ffmpeg"), shutil.which("ffprobe")
    if ffmpeg and ffprobe:
        return ffmpeg, ffprobe
    return _from_wheel(), None


def _beside(ffmpeg: str) -> str | None:
    found = shutil.which(ffmpeg)
    probe = Path(found).with_name("ffprobe") if found else None
    return str(probe) if probe and probe.exists() else None


def _from_wheel() -> str:
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise MediaFailure(f"No ffmpeg was found. {CURE}.") from error


@cache
def _read_tools(ffmpeg: str, ffprobe: str | None) -> Tools:
    tools = Tools(
        ffmpeg,
        ffprobe,
        _ask(ffmpeg, "-version").partition("\n")[0],
        _second_words(_ask(ffmpeg, "-encoders")),
        _second_words(_ask(ffmpeg, "-filters")),
    )
    if not {"libx264", "aac"} <= tools.encoders:
        raise MediaFailure(f"{ffmpeg} cannot encode H.264 and AAC. {CURE}.")
    return tools


def _ask(ffmpeg: str, question: str) -> str:
    try:
        answer = subprocess.run(
            [ffmpeg, "-hide_banner", question], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise MediaFailure(f"{ffmpeg} does not run: {error}. {CURE}.") from error
    return answer.stdout


def _second_words(listing: str) -> frozenset[str]:
    rows = (line.split() for line in listing.splitlines())
    return frozenset(row[1] for row in rows if len(row) > 1)
