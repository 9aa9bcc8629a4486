"""What makes the picture: H.264 by a chip where one is found that does it well, else by libx264; AV1 by SVT-AV1.

The arguments follow ffmpeg's own pages on each encoder (https://ffmpeg.org/ffmpeg-codecs.html, and
https://trac.ffmpeg.org/wiki/HWAccelIntro). A chip is believed only after it has cut a trial film where it should.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from app.media import ffmpeg
from app.media.binaries import Tools
from app.media.contained import Limits
from app.media.failures import EncodeFailed

TRIAL = Limits(time_s=30, cpu_s=60, memory_mb=0, file_mb=64)
TRIAL_FRAMES = 24
Arguments = Callable[["Rate"], list[str]]


@dataclass(frozen=True)
class Rate:
    """`factor` is x264's rate factor, `most_kbps` the bound on the bitrate, `preset` x264's word for its speed."""

    factor: int
    most_kbps: int
    preset: str


@dataclass(frozen=True)
class Encoder:
    """`before` stands before the source, `upload` at the end of each rung's filters; `boundless` where the driver maps
    more addresses than any film needs."""

    word: str
    name: str
    made: Arguments
    before: tuple[str, ...] = ()
    upload: str = ""
    boundless: bool = True

    def arguments(self, rate: Rate, gop_frames: int) -> list[str]:
        """For one output: a key frame at each group's start and nowhere else."""
        groups = ["-g", str(gop_frames), "-keyint_min", str(gop_frames), "-fps_mode", "passthrough"]
        return ["-c:v", self.name, *self.made(rate), *groups]


def _bounds(rate: Rate) -> list[str]:
    return ["-maxrate", f"{rate.most_kbps}k", "-bufsize", f"{rate.most_kbps * 2}k"]


def _x264(rate: Rate) -> list[str]:
    quality = ["-preset", rate.preset, "-profile:v", "high", "-crf", str(rate.factor)]
    return [*quality, *_bounds(rate), "-sc_threshold", "0"]


def _nvenc(rate: Rate) -> list[str]:
    cuts = ["-no-scenecut", "1", "-forced-idr", "1", "-strict_gop", "1"]
    quality = ["-preset", "p4", "-profile:v", "high", "-rc", "vbr", "-cq", str(rate.factor + 3), "-b:v", "0"]
    return [*quality, *_bounds(rate), *cuts]


def _qsv(rate: Rate) -> list[str]:
    quality = ["-preset", "veryfast", "-profile:v", "high", "-b:v", f"{round(rate.most_kbps * 0.7)}k"]
    return [*quality, *_bounds(rate), "-look_ahead", "0", "-idr_interval", "0", "-bf", "2"]


def _vaapi(rate: Rate) -> list[str]:
    quality = ["-profile:v", "high", "-rc_mode", "VBR", "-b:v", f"{round(rate.most_kbps * 0.7)}k"]
    return [*quality, *_bounds(rate), "-idr_interval", "0", "-bf", "0"]


def _videotoolbox(rate: Rate) -> list[str]:
    return ["-profile:v", "high", "-b:v", f"{round(rate.most_kbps * 0.7)}k", *_bounds(rate), "-allow_sw", "0"]


def _svt_av1(rate: Rate) -> list[str]:
    """SVT-AV1's factor runs to 63, and 36 looks about like x264's 22; closed groups (irefresh-type 2), no others."""
    quality = ["-preset", "10", "-crf", str(36 + 2 * (rate.factor - 22)), "-svtav1-params", "irefresh-type=2:scd=0"]
    return [*quality, "-pix_fmt", "yuv420p"]


DEVICE = "/dev/dri/renderD128"
SOFTWARE = Encoder("software", "libx264", _x264, boundless=False)
AV1 = Encoder("av1", "libsvtav1", _svt_av1)
CHIPS = (
    Encoder("nvenc", "h264_nvenc", _nvenc),
    Encoder("qsv", "h264_qsv", _qsv, upload="format=nv12"),
    Encoder("vaapi", "h264_vaapi", _vaapi, ("-vaapi_device", DEVICE), "format=nv12,hwupload"),
    Encoder("videotoolbox", "h264_videotoolbox", _videotoolbox),
)
WORDS = ("auto", *(chip.word for chip in (SOFTWARE, *CHIPS)))


def find_encoder(tools: Tools) -> Encoder:
    """The one that MATINEE_ENCODER names, or with `auto` the first chip that works; libx264 where none does."""
    word = os.environ.get("MATINEE_ENCODER") or "auto"
    return next((chip for chip in CHIPS if word in ("auto", chip.word) and works(tools, chip)), SOFTWARE)


def by_word(word: str) -> Encoder:
    """The encoder of this word; libx264 for one that nobody knows."""
    return next((known for known in (*CHIPS, AV1) if known.word == word), SOFTWARE)


@cache
def works(tools: Tools, encoder: Encoder) -> bool:
    """Whether it makes three whole groups of a drawn film, each with a file of its own. Asked once in each process."""
    if encoder.name not in tools.encoders:
        return False
    with tempfile.TemporaryDirectory() as folder:
        try:
            ffmpeg.run(tools, _trial(encoder), limits=TRIAL, cwd=Path(folder))
        except (EncodeFailed, OSError, subprocess.SubprocessError):
            return False
        return len(list(Path(folder).glob("*.m4s"))) == 3


def _trial(encoder: Encoder) -> list[str]:
    film = ["-f", "lavfi", "-i", f"testsrc2=size=640x360:rate={TRIAL_FRAMES}:duration=3"]
    steps = ["-vf", ",".join(filter(None, ["format=yuv420p", encoder.upload]))]
    length = float((TRIAL_FRAMES - Fraction(1, 2)) / TRIAL_FRAMES)
    form = ["-f", "hls", "-hls_time", f"{length:.6f}", "-hls_segment_type", "fmp4", "-hls_segment_filename", "%d.m4s"]
    made = encoder.arguments(Rate(24, 1500, "veryfast"), TRIAL_FRAMES)
    return [*encoder.before, *film, *steps, *made, *form, "-hls_list_size", "0", "index.m3u8"]
