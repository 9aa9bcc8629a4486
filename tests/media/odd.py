"""Odd but honest files, and what should become of each: `python -m tests.media.odd FOLDER` prints the table."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.media.binaries import find_tools
from tests.media.clips import MAKERS, clip, ffmpeg, h264, made, pattern, tone
from tests.media.fates import fate_of, look_at

TOOLS = find_tools()
ASS = """[Script Info]
ScriptType: v4.00+
[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20
[Events]
Format: Layer, Start, End, Style, Text
Dialogue: 0,0:00:00.10,0:00:00.60,Default,{\\\\i1}Leaning{\\\\i0} words
"""
COMMON_NAMES = ("it's a film.mp4", '"quoted" - film.mp4', "-i.mp4", "film 🎬 Ærø.mp4", "file:concat|x.mp4", "a%03d.mp4")


@dataclass(frozen=True)
class Odd:
    """`size` and `seconds` of the top rung where it becomes a film, else `reason`, a part of the sentence."""

    name: str
    size: tuple[int, int] = (0, 0)
    seconds: float = 0.0
    reason: str = ""


ODD = (
    Odd("plain.mp4", (426, 240), 4),
    Odd("empty.mp4", reason="The file is empty"),
    Odd("text.mp4", reason="not a film"),
    Odd("truncated.mp4", reason="cut off"),
    Odd("truncated.mkv", reason="ends after"),
    Odd("headless.mp4", reason="its index is missing"),
    Odd("song.mp4", reason="sound but no picture"),
    Odd("cover.mp4", reason="sound but no picture"),
    Odd("odd-444.mp4", (320, 242), 0.2),
    Odd("fifth.mp4", (96, 64), 0.2),
    Odd("ten-bit.mkv", (160, 120), 1),
    Odd("hevc.mp4", (160, 120), 1),
    Odd("hdr.mp4", (160, 120), 1),
    Odd("interlaced.ts", (320, 240), 1),
    Odd("phone.mp4", (240, 426), 4),
    Odd("upright.mp4", (120, 214), 1),
    Odd("wide-pixels.mp4", (212, 120), 1),
    Odd("silent.mp4", (426, 240), 1),
    Odd("short-sound.mp4", (426, 240), 3),
    Odd("late-sound.mkv", (160, 120), 3),
    Odd("surround.mkv", (160, 120), 1),
    Odd("changing-rate.mp4", (160, 120), 3),
    Odd("far-apart.mp4", (96, 64), 31),
    Odd("eight-k.mp4", (3840, 2160), 0.2),
    Odd("tracks.mkv", (160, 120), 2),
    Odd("leaning.mkv", (160, 120), 1),
    Odd("no-length.mkv", (426, 240), 2),
    Odd("one-frame.mp4", (160, 120), 0.04),
    Odd("tiny.mp4", reason="too small"),
    Odd("ribbon.mp4", (640, 40), 1),
    Odd("windows.avi", (160, 120), 1),
    Odd("web.webm", (160, 120), 1),
    *(Odd(name, (96, 64), 0.2) for name in COMMON_NAMES),
)


def small(seconds: float = 1, size: str = "160x120", rate: str = "25") -> list[str]:
    """A picture that costs little."""
    return pattern(size, rate, seconds)


@clip("song.mp4")
def _song(path: Path) -> None:
    ffmpeg(*tone(440, 1), "-c:a", "aac", str(path))


@clip("cover.mp4")
def _cover(path: Path) -> None:
    """A song with its sleeve: a picture, but no film."""
    sleeve = ["-map", "0", "-map", "1", "-c:v", "mjpeg", "-frames:v", "1", "-disposition:v", "attached_pic"]
    ffmpeg(*tone(440, 1), *small(0.04), *sleeve, "-c:a", "aac", str(path))


@clip("fifth.mp4")
def _fifth(path: Path) -> None:
    ffmpeg(*small(0.2, "96x64"), *tone(440, 0.2), *h264(), "-c:a", "aac", str(path))


@clip("ten-bit.mkv")
def _ten_bit(path: Path) -> None:
    ffmpeg(*small(), *h264("yuv420p10le"), str(path))


@clip("hevc.mp4")
def _hevc(path: Path) -> None:
    codec = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error", "-pix_fmt", "yuv420p10le"]
    ffmpeg(*small(), *codec, "-tag:v", "hvc1", str(path))


@clip("upright.mp4")
def _upright(path: Path) -> None:
    ffmpeg(*small(1, "120x214"), *h264(), str(path))


@clip("late-sound.mkv")
def _late(path: Path) -> None:
    ffmpeg(*small(3), "-itsoffset", "1.5", *tone(440, 1), *h264(), "-c:a", "aac", str(path))


@clip("surround.mkv")
def _surround(path: Path) -> None:
    ffmpeg(*small(), *tone(440, 1), *h264(), "-c:a", "ac3", "-ac", "6", str(path))


@clip("changing-rate.mp4")
def _changing(path: Path) -> None:
    gaps = ["-vf", "select=lt(t\\,1)+not(mod(n\\,3))", "-fps_mode", "vfr"]
    ffmpeg(*small(3, rate="30"), *tone(440, 3), *gaps, *h264(), "-c:a", "aac", str(path))


@clip("far-apart.mp4")
def _far(path: Path) -> None:
    ffmpeg(*small(31, "96x64", "10"), *h264(), "-g", "9999", "-sc_threshold", "0", str(path))


@clip("eight-k.mp4")
def _eight_k(path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "color=teal:s=7680x4320:r=10:d=0.2", *h264(), str(path))


@clip("tracks.mkv")
def _tracks(path: Path) -> None:
    """Three sounds and three subtitles, one of them pictures that cannot be used."""
    words = path.with_name("words.srt")
    words.write_text("1\n00:00:00,100 --> 00:00:01,000\nHello\n")
    inputs = [*small(2), *tone(330, 2), *tone(440, 2), *tone(550, 2), "-i", str(words)]
    maps = [part for number in (0, 1, 2, 3, 4, 4) for part in ("-map", str(number))]
    names = ["-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=nob", "-metadata:s:s:1", "language=fre"]
    ffmpeg(*inputs, *maps, *h264(), "-c:a", "aac", "-c:s", "srt", *names, str(path))


@clip("leaning.mkv")
def _leaning(path: Path) -> None:
    words = path.with_name("words.ass")
    words.write_text(ASS)
    ffmpeg(*small(), "-i", str(words), *h264(), "-c:s", "ass", str(path))


@clip("one-frame.mp4")
def _one_frame(path: Path) -> None:
    ffmpeg(*small(0.04), *h264(), "-frames:v", "1", str(path))


@clip("tiny.mp4")
def _tiny(path: Path) -> None:
    ffmpeg(*small(0.2, "8x8"), *h264(), str(path))


@clip("ribbon.mp4")
def _ribbon(path: Path) -> None:
    ffmpeg(*small(1, "640x40"), *h264(), str(path))


@clip("windows.avi")
def _windows(path: Path) -> None:
    ffmpeg(*small(), *tone(440, 1), "-c:v", "mpeg4", "-c:a", "mp2", str(path))


@clip("web.webm")
def _web(path: Path) -> None:
    ffmpeg(*small(), *tone(440, 1), "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus", str(path))


def _named(name: str) -> Callable[[Path], None]:
    return lambda path: shutil.copyfile(made("fifth.mp4", path.parent), path)  # type: ignore[func-returns-value]


MAKERS.update({name: _named(name) for name in COMMON_NAMES})


def main(folder: Path) -> None:
    """One line for each."""
    folder.mkdir(parents=True, exist_ok=True)
    for odd in ODD:
        fate = fate_of(made(odd.name, folder), package := folder / "package")
        seen = look_at(fate.package, package) if fate.package else ("", True, 0)
        print(f"{odd.name:<24} {fate}{f', {seen[0]}, {seen[2]} frames' if fate.package else ''}")
        shutil.rmtree(package, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
