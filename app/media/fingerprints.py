"""How a film sounds, in a few kilobytes, and where two films sound alike.

Chromaprint (https://acoustid.org/chromaprint; L. Lalinský, "How does Chromaprint work?", 2011) tells the sound as one
number of 32 bits for each eighth of a second. Numbers of the same sound differ in few bits, however it was encoded.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.media import ffmpeg
from app.media.binaries import Tools
from app.media.contained import Limits

Print = npt.NDArray[np.uint32]
RATE = 11025
STEP_S = 1365 / RATE
AHEAD_S = 1.3  # a number tells of the 2.6 s from its own moment on: it stands for their middle
MOST_BITS = 6
LONGEST_GAP = 24
LEAST_SHARE = 0.5
LISTENING = Limits(time_s=300, cpu_s=120, file_mb=64)


@dataclass(frozen=True)
class Alike:
    """Where the same is heard, in seconds: from `one_s` in the one, from `other_s` in the other."""

    one_s: float
    other_s: float
    length_s: float


def listen(tools: Tools, sound: Path, begin_s: float, length_s: float, scratch: Path) -> bytes:
    """The print of a stretch of a file's sound, as bytes. Raises EncodeFailed."""
    made = scratch / "sound.print"
    seek = ["-ss", f"{begin_s:.3f}"] if begin_s else []
    arguments = [*seek, "-t", f"{length_s:.3f}", *ffmpeg.source_arguments(sound), "-map", "0:a:0", "-ac", "1"]
    arguments += ["-ar", str(RATE), "-f", "chromaprint", "-fp_format", "raw", made.name]
    ffmpeg.run(tools, arguments, limits=LISTENING, cwd=scratch)
    return made.read_bytes()


def read_print(data: bytes) -> Print:
    """The numbers of a print, one for each STEP_S."""
    return np.frombuffer(data[: len(data) // 4 * 4], dtype="<u4").astype(np.uint32)


def longest_alike(one: Print, other: Print, least_s: float) -> Alike | None:
    """The longest stretch that is heard in both, if it lasts so long; silence and held notes count for nothing."""
    least = max(2, round(least_s / STEP_S))
    told_one, told_other = _telling(one), _telling(other)
    best = (0, 0, 0)
    for shift in range(least - len(one), len(other) - least + 1):
        begin_one, begin_other = max(0, -shift), max(0, shift)
        length = min(len(one) - begin_one, len(other) - begin_other)
        here, there = slice(begin_one, begin_one + length), slice(begin_other, begin_other + length)
        near = np.bitwise_count(one[here] ^ other[there]) <= MOST_BITS
        begin, found = _longest_run(np.flatnonzero(near & told_one[here] & told_other[there]), least)
        if found > best[0]:
            best = (found, begin_one + begin, begin_other + begin)
    if best[0] < least:
        return None
    return Alike(best[1] * STEP_S + AHEAD_S, best[2] * STEP_S + AHEAD_S, best[0] * STEP_S)


def _telling(numbers: Print) -> npt.NDArray[np.bool_]:
    """Whether a number says something new: silence repeats one for as long as it lasts."""
    new = np.ones(len(numbers), dtype=bool)
    new[1:] = numbers[1:] != numbers[:-1]
    return new


def _longest_run(near: npt.NDArray[np.intp], least: int) -> tuple[int, int]:
    """Where the longest run of these places begins and how long it is: small gaps are bridged, thin runs are none."""
    if len(near) < least * LEAST_SHARE:
        return 0, 0
    cuts = np.flatnonzero(np.diff(near) > LONGEST_GAP)
    firsts, lasts = np.r_[0, cuts + 1], np.r_[cuts, len(near) - 1]
    lengths = near[lasts] - near[firsts] + 1
    lengths[(lasts - firsts + 1) < lengths * LEAST_SHARE] = 0
    longest = int(np.argmax(lengths))
    return int(near[firsts[longest]]), int(lengths[longest])
