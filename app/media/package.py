"""From a source file to a package: everything a player needs, in one directory that may be watched as it grows.

master.m3u8  v<short side>/  x<short side>/ (AV1)  a<n>/  s-<language>[-n]/  direct.mp4
storyboard.vtt  storyboard-<n>.jpg  still-<width>.webp  offered-<n>.webp  package.json
"""

import hashlib
import logging
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.media import captions, loudness, storyboard
from app.media.binaries import Tools, find_tools
from app.media.captions import Captions
from app.media.encode import Encode, join_segments, write_direct
from app.media.encoders import AV1, SOFTWARE, find_encoder
from app.media.facts import SourceFacts
from app.media.failures import Cancelled, EncodeFailed
from app.media.ffmpeg import never
from app.media.keyframes import longest_gap_s
from app.media.ladder import AudioTrack, Plan, Rung, may_copy, plan
from app.media.manifest import Package, Rendition, files_in, read_package_facts, write_package_facts
from app.media.master import master_of
from app.media.pace import Pace
from app.media.playlists import MediaPlaylist, read_media_playlist
from app.media.probe import Bounds, probe
from app.media.publish import sync_tree, write_whole
from app.media.reels import Reel
from app.media.renditions import direct_rendition, renditions_of
from app.media.stills import Still, write_stills
from app.media.storyboard import Storyboard
from app.media.wishes import USUAL, EncodeWishes

LONGEST_GROUP_S = 6
MADE_OF = "made-of"
FORM = 1
log = logging.getLogger("matinee.media")
Progress = Callable[[str, float, str], None]


def quiet(_stage: str, _fraction: float, _pace: str) -> None:
    """For callers who do not want to know."""


def untold(_package: Package) -> None:
    """For callers who wait for the whole."""


def make_package(
    source: Path,
    folder: Path,
    *,
    scratch: Path | None = None,
    on_progress: Progress = quiet,
    on_playable: Callable[[Package], None] = untold,
    cancelled: Callable[[], bool] = never,
    tools: Tools | None = None,
    bounds: Bounds | None = None,
    wishes: EncodeWishes = USUAL,
) -> Package:
    """Makes the package in `folder`; goes on where an earlier try at the same source and plan was stopped.

    Whatever stands in `folder` at any time may be given to viewers: playlists name whole files only. What is half
    made lies in `scratch`, on the same file system, which is gone at the end. `on_playable` is called once, when all
    playlists name their first piece, with what is known then. `on_progress(stage, fraction, pace)`, of which the
    last is words or nothing, and `on_playable` are called in this thread, the former at most five times a second.
    A chip that fails in the middle is replaced by libx264, from the start.
    Raises NotAVideo, EncodeFailed (all MediaFailure, with a `reason`) or Cancelled.
    """
    tools = tools or find_tools()
    on_progress("probe", 0.0, "")
    facts = probe(source, tools=tools, bounds=bounds)
    on_progress("sound", 0.0, "")
    copies = may_copy(facts, wishes) and longest_gap_s(tools, source, facts) <= LONGEST_GROUP_S
    encoder = SOFTWARE if copies else find_encoder(tools)
    gains = loudness.gains(tools, source, facts, cancelled)
    made = plan(facts, gains, copies=copies, wishes=wishes, encoder=encoder.word)
    scratch = scratch or folder.with_name(f"{folder.name}.scratch")
    try:
        return _Making(tools, source, facts, made, folder, scratch, on_progress, on_playable, cancelled).everything()
    except EncodeFailed as failure:
        if encoder is SOFTWARE:
            raise
        log.warning("%s failed, libx264 goes on: %s", encoder.name, failure.reason)
    made = replace(made, encoder=SOFTWARE.word)
    return _Making(tools, source, facts, made, folder, scratch, on_progress, on_playable, cancelled).everything()


@dataclass
class _Making:
    """One run of the stages, in order. `extras` is what comes beside picture and sound, until it is whole."""

    tools: Tools
    source: Path
    facts: SourceFacts
    plan: Plan
    folder: Path
    scratch: Path
    on_progress: Progress
    on_playable: Callable[[Package], None]
    cancelled: Callable[[], bool]
    is_playable: bool = field(default=False, init=False)
    pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        self.pace = Pace(self.plan.duration_s)

    @property
    def extras(self) -> Path:
        return self.scratch / "extras"

    @property
    def made_of(self) -> str:
        """Names the source file and what is made of it."""
        source = self.source.stat()
        text = f"{FORM} {source.st_size} {source.st_mtime_ns} {self.plan}"
        return hashlib.sha256(text.encode()).hexdigest()

    def everything(self) -> Package:
        if (done := self._done_before()) is not None:
            return done
        self._begin_or_go_on()
        self._encode()
        notes = self._encode_av1()
        said, about_captions = self._captions()
        board = self._storyboard()
        still = self._stills(board)
        return self._finish(said, (*self.plan.notes, *notes, *about_captions), board, still)

    def playlist(self, of: Rung | AudioTrack) -> MediaPlaylist:
        return read_media_playlist(self.folder / of.name)

    def _done_before(self) -> Package | None:
        """The package, if it was finished and whoever made it was stopped before saying so."""
        try:
            package = read_package_facts(self.folder)
        except (OSError, ValueError, TypeError):
            return None
        return package if package.made_of == self.made_of else None

    def _begin_or_go_on(self) -> None:
        told = self.scratch / MADE_OF
        if not told.is_file() or told.read_text(encoding="utf-8") != self.made_of:
            _empty(self.folder)
            _empty(self.scratch)
            write_whole(told, self.made_of)
        _empty(self.extras)

    def _begin(self, stage: str) -> None:
        if self.cancelled():
            raise Cancelled
        self.on_progress(stage, 0.0, "")

    def _encode(self) -> None:
        self._begin("encode")
        Encode(
            self.tools,
            self.source,
            self.facts,
            self.plan,
            self.folder,
            self.scratch,
            on_progress=lambda fraction: self.on_progress("encode", fraction, self.pace.words(fraction)),
            on_piece=self._tell_when_playable,
            cancelled=self.cancelled,
        ).run()

    def _encode_av1(self) -> list[str]:
        """The film can be watched in H.264 meanwhile; where AV1 cannot be made it goes without."""
        again = self.plan.in_av1
        if again is None:
            return []
        self._begin("av1")
        if AV1.name not in self.tools.encoders:
            return ["This ffmpeg cannot encode AV1."]
        pace = Pace(self.plan.duration_s)
        made = Encode(
            self.tools,
            self.source,
            self.facts,
            again,
            self.folder,
            self.scratch / "av1",
            on_progress=lambda fraction: self.on_progress("av1", fraction, pace.words(fraction)),
            cancelled=self.cancelled,
        )
        try:
            made.run()
            note = "" if self._is_smaller(again.rungs) else "AV1 came out no smaller than H.264 and was left out."
        except EncodeFailed as failure:
            note = f"AV1 could not be made. {failure.reason}"
        if note:
            for rung in again.rungs:
                shutil.rmtree(self.folder / rung.name, ignore_errors=True)
        return [note] if note else []

    def _is_smaller(self, rungs: Sequence[Rung]) -> bool:
        usual = sum(self.playlist(replace(rung, is_av1=False)).average_bitrate for rung in rungs)
        return sum(self.playlist(rung).average_bitrate for rung in rungs) < usual

    def _tell_when_playable(self) -> None:
        """Once every playlist names a piece there can be a master, and somebody may begin to watch."""
        parts: list[Rung | AudioTrack] = [*self.plan.rungs, *self.plan.audio]
        if self.is_playable or not all(Reel.at(self.folder / part.name).pieces for part in parts):
            return
        self.is_playable = True
        renditions = renditions_of(self.folder, self.plan, {})
        write_whole(self.folder / "master.m3u8", master_of(float(self.plan.fps), renditions))
        self.on_playable(_package(self, renditions, self.plan.notes))

    def _captions(self) -> tuple[dict[str, Captions], list[str]]:
        self._begin("subtitles")
        found, notes = captions.embedded_captions(self.tools, self.source, self.plan, self.cancelled)
        named = dict(zip(captions.folder_names(found), found, strict=True))
        for name, caption in named.items():
            captions.write_captions(self.extras / name, caption, self.plan.duration_s)
        return named, notes

    def _storyboard(self) -> Storyboard:
        self._begin("storyboard")
        lowest = self.playlist(self.plan.rungs[-1])
        frames = max(1, round(lowest.duration_s * float(self.plan.fps)))
        board = storyboard.lay_out(self.plan, frames)
        picture = join_segments(lowest, self.scratch / "lowest.mp4")
        storyboard.draw(self.tools, picture, board, self.plan, self.extras)
        return board

    def _stills(self, board: Storyboard) -> Still:
        self._begin("stills")
        best = self.playlist(self.plan.rungs[0])
        return write_stills(self.tools, board, best, self.plan, self.extras, self.scratch)

    def _finish(self, said: dict[str, Captions], notes: tuple[str, ...], board: Storyboard, still: Still) -> Package:
        self._begin("playlists")
        self._direct()
        renditions = (
            *renditions_of(self.folder, self.plan, said),
            direct_rendition(self.folder, self.plan, self.extras),
        )
        _move_in(self.extras, self.folder)
        write_whole(self.folder / "master.m3u8", master_of(float(self.plan.fps), renditions))
        package = _package(self, renditions, notes, board, still)
        sync_tree(self.folder)
        write_package_facts(self.folder, package)
        shutil.rmtree(self.scratch)
        self.on_progress("playlists", 1.0, "")
        return package

    def _direct(self) -> None:
        rung = self.plan.direct_rung
        heard = next(track for track in self.plan.audio if track.default)
        picture = join_segments(self.playlist(rung), self.scratch / "picture.mp4")
        sound = join_segments(self.playlist(heard), self.scratch / "sound.mp4")
        write_direct(self.tools, picture, sound, self.extras / "direct.mp4")


def _move_in(extras: Path, folder: Path) -> None:
    """Each file in one step, so that none is seen half."""
    for path in sorted(path for path in extras.rglob("*") if path.is_file()):
        place = folder / path.relative_to(extras)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, place)


def _empty(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)


def _package(
    making: _Making,
    renditions: tuple[Rendition, ...],
    notes: tuple[str, ...],
    board: Storyboard | None = None,
    still: Still | None = None,
) -> Package:
    """The finished one with its storyboard and still; without them as it will be, as far as is known."""
    top = making.plan.rungs[0]
    return Package(
        duration_s=round(making.playlist(top).duration_s if board else making.plan.duration_s, 3),
        width=top.width,
        height=top.height,
        fps=round(float(making.plan.fps), 3),
        renditions=renditions,
        chapters=making.facts.chapters,
        still_at_s=round(still.at_s, 3) if still else 0.0,
        storyboard_interval_s=round(board.interval_s, 3) if board else 0.0,
        notes=notes,
        files=files_in(making.folder) if board else (),
        made_of=making.made_of,
        offered_s=still.offered_s if still else (),
    )
