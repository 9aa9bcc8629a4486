"""Source files, good and odd, made by ffmpeg: `python -m tests.media.clips FOLDER` makes them all."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from app.media.binaries import find_tools

Maker = Callable[[Path], None]
MAKERS: dict[str, Maker] = {}
SRT = "1\n00:00:00,500 --> 00:00:01,500\nHello <i>you</i>\n\n2\n00:00:02,000 --> 00:00:03,000\nGoodbye\n"


def clip(name: str) -> Callable[[Maker], Maker]:
    def register(maker: Maker) -> Maker:
        MAKERS[name] = maker
        return maker

    return register


def made(name: str, folder: Path) -> Path:
    """The clip of that name in `folder`, made unless it is there; several processes may ask at once."""
    path = folder / name
    if not path.exists():
        with tempfile.TemporaryDirectory(dir=folder) as nest:
            MAKERS[name](Path(nest) / name)
            os.replace(Path(nest) / name, path)
    return path


def ffmpeg(*arguments: str) -> None:
    argv = [find_tools().ffmpeg, "-nostdin", "-v", "error", "-y", *arguments]
    subprocess.run(argv, check=True, timeout=60)


def pattern(size: str = "426x240", rate: str = "25", seconds: float = 4) -> list[str]:
    return ["-f", "lavfi", "-i", f"testsrc2=s={size}:r={rate}:d={seconds}"]


def tone(hertz: int = 440, seconds: float = 4) -> list[str]:
    return ["-f", "lavfi", "-i", f"sine={hertz}:d={seconds}"]


def h264(pixels: str = "yuv420p") -> list[str]:
    return ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", pixels]


@clip("plain.mp4")
def _plain(path: Path) -> None:
    ffmpeg(*pattern(), *tone(), *h264(), "-c:a", "aac", "-movflags", "+faststart", str(path))


@clip("cinema.mp4")
def _cinema(path: Path) -> None:
    """Black, then a picture, at 23.976 frames a second."""
    black = "drawbox=t=fill:c=black:enable='lt(t,2)'"
    ffmpeg(*pattern(rate="24000/1001"), *tone(), "-vf", black, *h264(), "-c:a", "aac", str(path))


@clip("phone.mp4")
def _phone(path: Path) -> None:
    """Recorded lying, marked to be turned by 90 degrees: shown 240 wide and 426 high."""
    lying = path.with_name("lying.mp4")
    ffmpeg(*pattern(rate="30"), *tone(), *h264(), "-c:a", "aac", str(lying))
    before = ["-display_rotation", "90"] if _knows("-display_rotation") else []
    after = [] if before else ["-metadata:s:v", "rotate=90"]
    ffmpeg(*before, "-i", str(lying), "-c", "copy", *after, str(path))


def _knows(option: str) -> bool:
    argv = [find_tools().ffmpeg, "-hide_banner", "-h", "full"]
    return option in subprocess.run(argv, capture_output=True, text=True, timeout=60).stdout


@clip("foreign.mkv")
def _foreign(path: Path) -> None:
    """As another muxer writes: AC-3 5.1 and a second sound, subtitles, chapters, the picture 23 ms late."""
    (path.parent / "cues.srt").write_text(SRT)
    (path.parent / "marks.txt").write_text(
        ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=2000\ntitle=The harbour\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=2000\nEND=4000\ntitle=The storm\n"
    )
    inputs = [
        *pattern(),
        *tone(),
        *tone(880),
        "-i",
        str(path.parent / "cues.srt"),
        "-i",
        str(path.parent / "marks.txt"),
    ]
    maps = ["-map", "0", "-map", "1", "-map", "2", "-map", "3", "-map_metadata", "4", *h264()]
    sound = ["-c:a:0", "ac3", "-ac:a:0", "6", "-c:a:1", "aac", "-c:s", "srt"]
    names = ["-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=ger"]
    names += ["-metadata:s:a:1", "title=Kommentar", "-metadata:s:s:0", "language=eng"]
    ffmpeg(*inputs, *maps, *sound, *names, str(path))


@clip("for-the-deaf.mkv")
def _for_the_deaf(path: Path) -> None:
    """Three subtitles: one with the flag, one that only says so in its name, one for everybody."""
    cues = path.parent / "deaf.srt"
    cues.write_text(SRT)
    inputs = [*pattern("160x120", seconds=2), *tone(seconds=2), *["-i", str(cues)] * 3]
    maps = [word for n in range(5) for word in ("-map", str(n))]
    said = ["-disposition:s:0", "hearing_impaired", "-metadata:s:s:1", "title=English (SDH)"]
    tongues = [word for n in range(3) for word in (f"-metadata:s:s:{n}", "language=eng")]
    ffmpeg(*inputs, *maps, *h264(), "-c:a", "aac", "-c:s", "srt", *said, *tongues, str(path))


@clip("text.mp4")
def _text(path: Path) -> None:
    path.write_text("This is a letter, not a film.\n" * 200)


@clip("empty.mp4")
def _empty(path: Path) -> None:
    path.touch()


@clip("truncated.mp4")
def _truncated_mp4(path: Path) -> None:
    _shortened(path, "plain.mp4", 0.6)


@clip("truncated.mkv")
def _truncated_mkv(path: Path) -> None:
    _shortened(path, "foreign.mkv", 0.6)


@clip("headless.mp4")
def _headless(path: Path) -> None:
    """Its index was never written: the recording was cut off."""
    whole = path.with_name("whole.mp4")
    ffmpeg(*pattern(), *h264(), str(whole))
    data = whole.read_bytes()
    path.write_bytes(data[: data.rindex(b"moov") - 4])


def _shortened(path: Path, of: str, share: float) -> None:
    data = made(of, path.parent).read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


@clip("silent.mp4")
def _silent(path: Path) -> None:
    ffmpeg(*pattern(seconds=1), *h264(), str(path))


@clip("short-sound.mp4")
def _short_sound(path: Path) -> None:
    ffmpeg(*pattern(seconds=3), *tone(seconds=1), *h264(), "-c:a", "aac", str(path))


@clip("sound-only.mp4")
def _sound_only(path: Path) -> None:
    ffmpeg(*tone(seconds=1), "-c:a", "aac", str(path))


@clip("odd-444.mp4")
def _odd(path: Path) -> None:
    """Odd sizes and colour that no browser shows, for a fifth of a second."""
    ffmpeg(*pattern("322x244", seconds=0.2), "-vf", "crop=321:243", *h264("yuv444p"), str(path))


@clip("wide-pixels.mp4")
def _wide_pixels(path: Path) -> None:
    ffmpeg(*pattern("160x120", seconds=1), "-vf", "setsar=4/3", *h264(), str(path))


@clip("interlaced.ts")
def _interlaced(path: Path) -> None:
    fields = ["-vf", "setfield=tff", "-c:v", "mpeg2video", "-flags", "+ildct+ilme"]
    ffmpeg(*pattern("320x240", seconds=1), *fields, str(path))


@clip("no-length.mkv")
def _no_length(path: Path) -> None:
    """As browsers record: written to a pipe, so the header has no length."""
    argv = [find_tools().ffmpeg, "-v", "error", *pattern(seconds=2), *h264(), "-f", "matroska", "-"]
    path.write_bytes(subprocess.run(argv, check=True, capture_output=True, timeout=60).stdout)


@clip("hdr.mp4")
def _hdr(path: Path) -> None:
    marks = ["-vf", "setparams=color_trc=smpte2084:color_primaries=bt2020:colorspace=bt2020nc"]
    marks += ["-color_trc", "smpte2084", "-color_primaries", "bt2020", "-colorspace", "bt2020nc"]
    ffmpeg(*pattern("160x120", seconds=1), *h264("yuv420p10le"), *marks, str(path))


@clip("playlist.mp4")
def _playlist(path: Path) -> None:
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n")


@clip("concat.avi")
def _concat(path: Path) -> None:
    path.write_text("ffconcat version 1.0\nfile '/etc/passwd'\n")


def main(folder: str) -> None:
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name in MAKERS:
        print(made(name, Path(folder)))


if __name__ == "__main__":
    main(sys.argv[1])
