"""From a source to every rung and every sound, piece by piece, so that it plays while it is made.

One ffmpeg makes the picture: one decode, each rung scaled from the one above. Another makes the sound, far ahead of it.
Each four seconds are a piece; whatever has been taken over stays when the encode is stopped, and the next one goes on
with the piece after it.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.media import ffmpeg
from app.media.binaries import Tools
from app.media.contained import Limits
from app.media.encoders import SOFTWARE, Rate, by_word
from app.media.facts import SourceFacts
from app.media.failures import EncodeFailed
from app.media.ffmpeg import never, no_progress, source_arguments
from app.media.filters import picture_graph, sound_graph
from app.media.ladder import FULL_HD, AudioTrack, Plan, Rung
from app.media.playlists import MediaPlaylist
from app.media.reels import Reel, finished_in

RATE_FACTOR = 22
CUT_SIGNS = ("partial file", "ended prematurely", "Truncat")
SHORTFALL_S, SHORTFALL_SHARE = 0.75, 0.02
COPYING = Limits(time_s=3600, cpu_s=1800)
EARLIER_S = 2.0


def nothing() -> None:
    """For callers who do not want to know."""


@dataclass(frozen=True)
class Encode:
    """One try at the picture and the sound of a film.

    `folder` is where viewers look: `v<side>/` and `a<n>/` in it grow by whole pieces. `scratch` is ours; what lies in
    it is worth nothing after a stop. `on_progress` gets the share of the picture that is done, `on_piece` is called
    when there is more to watch, both in the thread of `run`.
    """

    tools: Tools
    source: Path
    facts: SourceFacts
    plan: Plan
    folder: Path
    scratch: Path
    on_progress: Callable[[float], None] = no_progress
    on_piece: Callable[[], None] = nothing
    cancelled: Callable[[], bool] = never
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Make what is missing. Raises EncodeFailed, also for a source that ends too early, or Cancelled."""
        with ThreadPoolExecutor(1, "sound") as beside:
            sound = beside.submit(self._sound)
            try:
                self._picture(sound)
            except BaseException:
                self.over.set()
                _raise_of(sound)
                raise
            sound.result()
        self.on_piece()

    def reels(self, parts: Sequence[Rung | AudioTrack]) -> list[Reel]:
        """These parts as they stand."""
        return [Reel.at(self.folder / part.name) for part in parts]

    def _picture(self, sound: Future[None]) -> None:
        reels = self.reels(self.plan.rungs)
        if not all(reel.is_closed for reel in reels):
            begun_at = 0 if self.plan.copies else None  # copied in seconds, and the same again
            making = _Making(reels, _emptied(self.scratch / "picture"), self.plan, begun_at)
            log = self._make_picture(making, lambda: self.cancelled() or _has_failed(sound))
            check_length(reels[0].duration_s, self.facts, log)
            making.close()
        self.on_piece()

    def _make_picture(self, making: _Making, cancelled: Callable[[], bool]) -> tuple[str, ...]:
        begun_s = float(making.begun_at * self.plan.piece_s)

        def told(seconds: float) -> None:
            if making.take():
                self.on_piece()
            self.on_progress(min(1.0, max(seconds, begun_s) / self.plan.duration_s))

        arguments = picture_arguments(self.source, self.facts, self.plan, self.tools, making.begun_at)
        return ffmpeg.run(
            self.tools,
            arguments,
            limits=encode_limits(self.plan.duration_s, is_bound=not by_word(self.plan.encoder).boundless),
            cwd=making.work,
            on_progress=told,
            cancelled=cancelled,
        )

    def _sound(self) -> None:
        """Begins anew after a stop: it takes a hundredth of the time, and gives the same pieces."""
        reels = self.reels(self.plan.audio)
        if all(reel.is_closed for reel in reels):
            return
        making = _Making(reels, _emptied(self.scratch / "sound"), self.plan, begun_at=0)
        ffmpeg.run(
            self.tools,
            sound_arguments(self.source, self.plan),
            limits=encode_limits(self.plan.duration_s),
            cwd=making.work,
            on_progress=making.hear,
            cancelled=lambda: self.over.is_set() or self.cancelled(),
        )
        making.close()


class _Making:
    """Reels that one ffmpeg makes side by side, each in its folder under `work`."""

    def __init__(self, reels: list[Reel], work: Path, plan: Plan, begun_at: int | None = None) -> None:
        self.reels, self.work, self.plan = reels, work, plan
        self.begun_at = _next_piece(reels, plan) if begun_at is None else begun_at
        for reel in reels:
            (work / reel.name).mkdir()

    def take(self) -> bool:
        """Take over the pieces that are finished in all of them; whether there were any."""
        count = self.begun_at + min(finished_in(self.work / reel.name) for reel in self.reels)
        if count <= self.begun_at:
            return False
        begun_s = self.begun_at * self.plan.piece_s
        taken = [reel.take(self.work / reel.name, count, self.begun_at, begun_s) for reel in self.reels]
        return any(taken)

    def hear(self, _seconds: float) -> None:
        """Take over what there is, whenever something is heard."""
        self.take()

    def close(self) -> None:
        """Everything is there."""
        self.take()
        for reel in self.reels:
            reel.close()


def _next_piece(reels: Sequence[Reel], plan: Plan) -> int:
    """The first that is missing somewhere; the last once more, if none is and yet they were not closed."""
    count = min(len(reel.pieces) for reel in reels)
    return count if count * plan.piece_s < plan.duration_s - 0.5 / float(plan.fps) else max(0, count - 1)


def _has_failed(sound: Future[None]) -> bool:
    return sound.done() and sound.exception() is not None


def _raise_of(sound: Future[None]) -> None:
    """The picture is stopped when the sound has failed, and then that is the reason."""
    if _has_failed(sound):
        sound.result()


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def encode_limits(duration_s: float, *, is_bound: bool = True) -> Limits:
    """Generous to slow machines: a minute of work for each second of film, and ten minutes more. `is_bound` bounds its
    memory too."""
    limits = Limits(time_s=600 + 60 * duration_s, cpu_s=int(600 + 120 * duration_s))
    return limits if is_bound else replace(limits, memory_mb=0)


def picture_arguments(source: Path, facts: SourceFacts, plan: Plan, tools: Tools, first_piece: int = 0) -> list[str]:
    """Arguments for ffmpeg, run in a folder with one folder for each rung; it begins with piece `first_piece`."""
    if plan.copies:
        copied = ["-map", f"0:{plan.picture_stream}", "-c:v", "copy"]
        return [*source_arguments(source), *copied, *_segments(plan.rungs[0].name, plan, 0)]
    sought_s = max(0.0, float(first_piece * plan.piece_s) + plan.delay_s - EARLIER_S) if facts.can_seek else 0.0
    chip = by_word(plan.encoder)
    graph = picture_graph(
        plan, can_tone_map=tools.can_tone_map, first_piece=first_piece, sought_s=sought_s, upload=chip.upload
    )
    seek = ["-ss", f"{sought_s:.6f}"] if sought_s else []
    sparing = ["-threads", "1"] if _is_large(plan.rungs[0]) else []
    arguments = [*chip.before, *sparing, *seek, *source_arguments(source), "-filter_complex", graph]
    for rung in plan.rungs:
        arguments += [*_picture(rung, plan), *_segments(rung.name, plan, first_piece)]
    return arguments


def sound_arguments(source: Path, plan: Plan) -> list[str]:
    """Arguments for ffmpeg, run in a folder with one folder for each audio track."""
    arguments = [*source_arguments(source), "-filter_complex", sound_graph(plan)]
    for track in plan.audio:
        arguments += [*_sound(track), *_segments(track.name, plan, 0)]
    return arguments


def _picture(rung: Rung, plan: Plan) -> list[str]:
    wishes = plan.wishes
    rate = Rate(RATE_FACTOR + wishes.steps, rung.maxrate_kbps, wishes.preset)
    made = by_word(plan.encoder).arguments(rate, plan.gop_frames)
    return ["-map", f"[{rung.name}]", *made, *_sparing(rung, plan)]


def _sparing(rung: Rung, plan: Plan) -> list[str]:
    """Fewer frames held at once where they are large: a ladder from 2160 lines stays below 1 GB, instead of 1.6."""
    if not _is_large(plan.rungs[0]) or plan.encoder != SOFTWARE.word:
        return []
    return (
        ["-rc-lookahead", "3", "-bf", "2", "-threads", "1"]
        if _is_large(rung)
        else ["-rc-lookahead", "5", "-threads", "2"]
    )


def _is_large(rung: Rung) -> bool:
    return rung.width * rung.height > FULL_HD


def _sound(track: AudioTrack) -> list[str]:
    return ["-map", f"[{track.name}]", "-c:a", "aac", "-b:a", f"{track.bitrate_kbps}k"]


def _segments(name: str, plan: Plan, first: int) -> list[str]:
    """Cuts half a frame before each GOP's end, so that rounding never skips a cut."""
    length = (plan.gop_frames - 0.5) / plan.fps
    form = ["-f", "hls", "-hls_time", f"{float(length):.6f}", "-hls_playlist_type", "event"]
    form += ["-hls_flags", "temp_file", "-start_number", str(first)]
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
    ffmpeg.run(tools, arguments, limits=COPYING, cwd=target.parent)
