"""From a source file to a finished package: everything a player needs, in one directory.

master.m3u8  v<short side>/  a<n>/  s-<language>[-n]/  direct.mp4
storyboard.vtt  storyboard-<n>.jpg  still-<width>.webp  package.json
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.media import captions, storyboard
from app.media.binaries import Tools, find_tools
from app.media.boxes import codec_string
from app.media.captions import Captions, Sidecar
from app.media.encode import encode, join_segments, write_direct
from app.media.facts import SourceFacts
from app.media.failures import Cancelled
from app.media.ffmpeg import never
from app.media.ladder import AudioTrack, Plan, Rung, plan
from app.media.manifest import File, Package, Rendition, write_package_facts
from app.media.playlists import MediaPlaylist, Track, Variant, master_playlist, read_media_playlist
from app.media.probe import Bounds, probe
from app.media.publish import publish
from app.media.stills import Still, write_stills
from app.media.storyboard import Storyboard

__all__ = ["STAGES", "make_package", "overall", "publish"]

STAGES = {"probe": 0.01, "encode": 0.92, "subtitles": 0.02, "storyboard": 0.02, "stills": 0.02, "playlists": 0.01}
SCRATCH = "scratch"
Progress = Callable[[str, float], None]


def overall(stage: str, fraction: float) -> float:
    """The share of the whole work done, from a stage of STAGES and the share of that stage."""
    names = list(STAGES)
    return sum(STAGES[name] for name in names[: names.index(stage)]) + STAGES[stage] * fraction


def quiet(_stage: str, _fraction: float) -> None:
    """For callers who do not want to know."""


def make_package(
    source: Path,
    work: Path,
    *,
    on_progress: Progress = quiet,
    cancelled: Callable[[], bool] = never,
    sidecar_subtitles: Sequence[Sidecar] = (),
    tools: Tools | None = None,
    bounds: Bounds | None = None,
) -> Package:
    """Makes the whole package in `work`, which is emptied first.

    `on_progress(stage, fraction)` is called in this thread, at most five times a second.
    Raises NotAVideo, EncodeFailed, SubtitlesRefused (all MediaFailure, with a `reason`) or Cancelled.
    """
    tools = tools or find_tools()
    sent = captions.sidecar_captions(sidecar_subtitles)
    on_progress("probe", 0.0)
    facts = probe(source, tools=tools, bounds=bounds)
    making = _Making(tools, source, facts, plan(facts), work, on_progress, cancelled)
    return making.everything(sent)


@dataclass(frozen=True)
class _Making:
    """One run of the stages, in order."""

    tools: Tools
    source: Path
    facts: SourceFacts
    plan: Plan
    work: Path
    on_progress: Progress
    cancelled: Callable[[], bool]

    @property
    def scratch(self) -> Path:
        return self.work / SCRATCH

    def everything(self, sent: list[Captions]) -> Package:
        _empty(self.work)
        self.scratch.mkdir()
        self._encode()
        said, notes = self._captions(sent)
        board = self._storyboard()
        still = self._stills(board)
        return self._finish(said, (*self.plan.notes, *notes), board, still)

    def playlist(self, of: Rung | AudioTrack) -> MediaPlaylist:
        return read_media_playlist(self.work / of.name)

    def _begin(self, stage: str) -> None:
        if self.cancelled():
            raise Cancelled
        self.on_progress(stage, 0.0)

    def _encode(self) -> None:
        self._begin("encode")
        encode(
            self.tools,
            self.source,
            self.facts,
            self.plan,
            self.work,
            on_progress=lambda fraction: self.on_progress("encode", fraction),
            cancelled=self.cancelled,
        )

    def _captions(self, sent: list[Captions]) -> tuple[dict[str, Captions], list[str]]:
        self._begin("subtitles")
        found, notes = captions.embedded_captions(self.tools, self.source, self.plan, self.cancelled)
        every = [*sent, *found]
        named = dict(zip(captions.folder_names(every), every, strict=True))
        for name, caption in named.items():
            captions.write_captions(self.work / name, caption, self.plan.duration_s)
        return named, notes

    def _storyboard(self) -> Storyboard:
        self._begin("storyboard")
        lowest = self.playlist(self.plan.rungs[-1])
        frames = max(1, round(lowest.duration_s * float(self.plan.fps)))
        board = storyboard.lay_out(self.plan, frames)
        picture = join_segments(lowest, self.scratch / "lowest.mp4")
        storyboard.draw(self.tools, picture, board, self.plan, self.work)
        return board

    def _stills(self, board: Storyboard) -> Still:
        self._begin("stills")
        best = self.playlist(self.plan.rungs[0])
        return write_stills(self.tools, board, best, self.plan, self.work, self.scratch)

    def _finish(self, said: dict[str, Captions], notes: tuple[str, ...], board: Storyboard, still: Still) -> Package:
        self._begin("playlists")
        self._direct()
        shutil.rmtree(self.scratch)
        renditions = _renditions(self, said)
        (self.work / "master.m3u8").write_text(_master(self.plan, renditions), encoding="utf-8")
        package = _package(self, renditions, notes, board, still)
        write_package_facts(self.work, package)
        self.on_progress("playlists", 1.0)
        return package

    def _direct(self) -> None:
        rung = self.plan.direct_rung
        heard = next(track for track in self.plan.audio if track.default)
        picture = join_segments(self.playlist(rung), self.scratch / "picture.mp4")
        sound = join_segments(self.playlist(heard), self.scratch / "sound.mp4")
        write_direct(self.tools, picture, sound, self.work / "direct.mp4")


def _empty(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)


def _renditions(making: _Making, said: dict[str, Captions]) -> tuple[Rendition, ...]:
    made: list[Rendition] = [_picture(rung, making.playlist(rung)) for rung in reversed(making.plan.rungs)]
    made += [_sound(track, making.playlist(track)) for track in making.plan.audio]
    made += [_text(name, caption) for name, caption in said.items()]
    return (*made, _direct_rendition(making))


def _picture(rung: Rung, playlist: MediaPlaylist) -> Rendition:
    return Rendition(
        kind="video",
        path=f"{rung.name}/index.m3u8",
        codecs=codec_string(playlist.init.read_bytes()),
        bitrate=playlist.average_bitrate,
        peak_bitrate=playlist.peak_bitrate,
        width=rung.width,
        height=rung.height,
    )


def _sound(track: AudioTrack, playlist: MediaPlaylist) -> Rendition:
    return Rendition(
        kind="audio",
        path=f"{track.name}/index.m3u8",
        codecs=codec_string(playlist.init.read_bytes()),
        bitrate=playlist.average_bitrate,
        peak_bitrate=playlist.peak_bitrate,
        language=track.language,
        label=track.label,
        default=track.default,
        channels=2,
    )


def _text(name: str, caption: Captions) -> Rendition:
    return Rendition(
        kind="subtitles",
        path=f"{name}/index.m3u8",
        codecs="wvtt",
        language=caption.language,
        label=caption.label,
        forced=caption.forced,
    )


def _direct_rendition(making: _Making) -> Rendition:
    rung = making.plan.direct_rung
    heard = next(track for track in making.plan.audio if track.default)
    names = [codec_string(making.playlist(part).init.read_bytes()) for part in (rung, heard)]
    size = (making.work / "direct.mp4").stat().st_size
    rate = round(size * 8 / making.plan.duration_s)
    return Rendition("direct", "direct.mp4", ",".join(names), rate, rate, rung.width, rung.height)


def _master(plan: Plan, renditions: Sequence[Rendition]) -> str:
    pictures, sounds, texts = ([r for r in renditions if r.kind == kind] for kind in ("video", "audio", "subtitles"))
    loudest = max(sounds, key=lambda sound: sound.peak_bitrate)
    variants = [_variant(picture, loudest, plan) for picture in pictures]
    return master_playlist(variants, [_track(r) for r in sounds], [_track(r) for r in texts])


def _variant(picture: Rendition, sound: Rendition, plan: Plan) -> Variant:
    return Variant(
        picture.path,
        picture.width,
        picture.height,
        plan.fps,
        f"{picture.codecs},{sound.codecs}",
        picture.bitrate + sound.bitrate,
        max(picture.peak_bitrate + sound.peak_bitrate, picture.bitrate + sound.bitrate),
    )


def _track(r: Rendition) -> Track:
    return Track(r.path, r.language, r.label, r.default, r.forced, r.channels)


def _package(
    making: _Making, renditions: tuple[Rendition, ...], notes: tuple[str, ...], board: Storyboard, still: Still
) -> Package:
    top = making.plan.rungs[0]
    return Package(
        duration_s=round(making.playlist(top).duration_s, 3),
        width=top.width,
        height=top.height,
        fps=round(float(making.plan.fps), 3),
        renditions=renditions,
        chapters=making.facts.chapters,
        still_at_s=round(still.at_s, 3),
        storyboard_interval_s=round(board.interval_s, 3),
        notes=notes,
        files=_files(making.work),
    )


def _files(work: Path) -> tuple[File, ...]:
    paths = sorted(path for path in work.rglob("*") if path.is_file())
    return tuple(File(path.relative_to(work).as_posix(), path.stat().st_size) for path in paths)
