"""Subtitle renditions of a package, taken out of the source."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.media import ffmpeg
from app.media.binaries import Tools
from app.media.contained import Limits
from app.media.failures import MediaFailure, SubtitlesRefused
from app.media.ladder import Plan, SubtitleTrack
from app.media.playlists import subtitle_playlist
from app.media.publish import write_whole
from app.media.subtitles import Cue, read_subtitles, shifted, web_vtt

EXTRACTION = Limits(time_s=3600, cpu_s=1800, file_mb=64)


@dataclass(frozen=True)
class Captions:
    """Cues that begin with the picture's 0."""

    language: str
    label: str
    forced: bool
    cues: tuple[Cue, ...]
    sdh: bool = False


def embedded_captions(
    tools: Tools, source: Path, plan: Plan, cancelled: Callable[[], bool] = ffmpeg.never
) -> tuple[list[Captions], list[str]]:
    """The text tracks of the source, and a note for each that could not be used; one reading for all.

    The encode cuts `plan.delay_s` from the start of every track; so do the cues, or they would come late.
    """
    if not plan.subtitles:
        return [], []
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.vtt" for number in range(len(plan.subtitles))]
        log = _extract(tools, source, plan.subtitles, files, cancelled)
        return _read_all(plan, files) if log is None else ([], [log])


def folder_names(captions: Iterable[Captions]) -> list[str]:
    """`s-en`, `s-en-2`, `s-de`: one each, in order."""
    names: list[str] = []
    for caption in captions:
        same = sum(1 for name in names if name == f"s-{caption.language}" or _is_numbered(name, caption.language))
        names.append(f"s-{caption.language}" + (f"-{same + 1}" if same else ""))
    return names


def write_captions(folder: Path, captions: Captions, duration_s: float) -> None:
    """A subtitle rendition: one WebVTT file and its playlist."""
    folder.mkdir(exist_ok=True)
    write_whole(folder / "captions.vtt", web_vtt(captions.cues))
    write_whole(folder / "index.m3u8", subtitle_playlist(duration_s))


def _is_numbered(name: str, language: str) -> bool:
    head, _, number = name.rpartition("-")
    return head == f"s-{language}" and number.isdigit()


def _extract(
    tools: Tools,
    source: Path,
    tracks: Sequence[SubtitleTrack],
    files: Sequence[Path],
    cancelled: Callable[[], bool],
) -> str | None:
    """None when all is well, else why the film goes without: subtitles never stop it."""
    arguments = ffmpeg.source_arguments(source)
    for track, file in zip(tracks, files, strict=True):
        arguments += ["-map", f"0:{track.stream}", "-c:s", "webvtt", "-f", "webvtt", f"file:{file}"]
    try:
        ffmpeg.run(tools, arguments, limits=EXTRACTION, cwd=files[0].parent, cancelled=cancelled)
    except MediaFailure as failure:
        return f"The subtitles inside the file could not be read. {failure.reason}"
    return None


def _read_all(plan: Plan, files: Sequence[Path]) -> tuple[list[Captions], list[str]]:
    read: list[Captions] = []
    notes: list[str] = []
    for track, file in zip(plan.subtitles, files, strict=True):
        try:
            cues = shifted(read_subtitles(file.read_bytes()), -plan.delay_s)
        except SubtitlesRefused as refusal:
            notes.append(f"{track.label}: {refusal.reason}")
        else:
            read.append(Captions(track.language, track.label, track.forced, cues, track.sdh))
    return read, notes
