"""A film is watched while it is encoded, and an encode that was stopped goes on where it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from app.media.binaries import find_tools
from app.media.boxes import retimed, timescale
from app.media.encode import Encode, join_segments
from app.media.failures import Cancelled, EncodeFailed
from app.media.ladder import Plan, plan
from app.media.manifest import Package
from app.media.package import make_package
from app.media.playlists import read_media_playlist
from app.media.probe import probe
from app.media.reels import Reel
from tests.media.clips import clip as register
from tests.media.clips import ffmpeg, h264, pattern, tone
from tests.media.conftest import Clips

pytestmark = pytest.mark.media
TOOLS = find_tools()
SECONDS, PIECES = 15, 4


@register("long.mkv")
def _long(path: Path) -> None:
    """Nearly four pieces, of which each frame differs, with keyframes that lie elsewhere than ours."""
    sizes = pattern("426x240", "24000/1001", SECONDS)
    ffmpeg(*sizes, *tone(330, SECONDS), *h264(), "-g", "70", "-bf", "2", "-c:a", "aac", str(path))


@register("long.ts")
def _long_stream(path: Path) -> None:
    """The same length without an index to seek by."""
    ffmpeg(*pattern("426x240", "25", SECONDS), *tone(330, SECONDS), *h264(), "-c:a", "aac", str(path))


@register("uneven.mp4")
def _uneven(path: Path) -> None:
    """Frames are missing here and there, as phones leave them out in the dark."""
    gaps = ["-vf", "select=mod(n\\,7)*mod(n\\,11)", "-fps_mode", "vfr"]
    ffmpeg(*pattern("426x240", "30", SECONDS), *tone(330, SECONDS), *gaps, *h264(), "-c:a", "aac", str(path))


@pytest.fixture(autouse=True)
def short_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clips are encoded in a second: look often, to stop in the middle."""
    monkeypatch.setattr("app.media.ffmpeg.BEAT_S", 0.01)


@dataclass
class Stopping:
    """Stops an encode at the given counts of pieces, one try each; at the last it goes on to the end."""

    source: Path
    folder: Path
    at: list[int]
    tries: list[int] = field(default_factory=list)

    def run(self) -> Plan:
        """Until it is whole."""
        facts = probe(self.source)
        made = plan(facts)
        for limit in [*self.at, 10**6]:
            self._try(facts, made, limit)
        return made

    def _try(self, facts: Any, made: Plan, limit: int) -> None:
        top = self.folder / made.rungs[0].name

        def enough() -> bool:
            return len(Reel.at(top).pieces) >= limit

        encode = Encode(TOOLS, self.source, facts, made, self.folder, self.folder / "scratch", cancelled=enough)
        try:
            encode.run()
        except Cancelled:
            self.tries.append(len(Reel.at(top).pieces))


def frames_of(folder: Path, joined: Path) -> tuple[list[Any], list[float]]:
    """Pictures and their moments in seconds, read by another reader than ours."""
    with av.open(str(join_segments(read_media_playlist(folder), joined))) as container:
        shown = list(container.decode(video=0))
    return [frame.to_ndarray(format="gray") for frame in shown], [float(frame.time) for frame in shown]


@pytest.mark.parametrize("name", ["long.mkv", "long.ts", "uneven.mp4"])
def test_an_encode_stopped_twice_gives_the_same_frames_as_one_that_was_not(
    clip: Clips, tmp_path: Path, name: str
) -> None:
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    made = Stopping(clip(name), whole, []).run()
    stopping = Stopping(clip(name), stopped, [1, 2])
    stopping.run()
    assert len(stopping.tries) == 2 and stopping.tries[0] < stopping.tries[1] < PIECES
    rung = made.rungs[0].name
    expected, times = frames_of(whole / rung, tmp_path / "whole.mp4")
    got, got_times = frames_of(stopped / rung, tmp_path / "stopped.mp4")
    assert len(got) == len(expected) == pytest.approx(made.duration_s * float(made.fps), abs=1.01)
    gaps = np.diff(got_times)
    assert gaps.min() == pytest.approx(1 / float(made.fps), abs=0.001)
    assert gaps.max() == pytest.approx(1 / float(made.fps), abs=0.001)
    assert got_times == pytest.approx(times, abs=0.0005)
    far = [float(np.abs(a.astype(int) - b.astype(int)).mean()) for a, b in zip(expected, got, strict=True)]
    assert max(far) < 4, "a frame stands at another's place"


def test_picture_and_sound_end_together_after_a_stop(clip: Clips, tmp_path: Path) -> None:
    made = Stopping(clip("long.mkv"), tmp_path, [2]).run()
    ends = [read_media_playlist(tmp_path / part.name).duration_s for part in (*made.rungs, *made.audio)]
    assert max(ends) - min(ends) < 0.1


def test_a_piece_is_made_once(clip: Clips, tmp_path: Path) -> None:
    source = clip("long.mkv")
    facts = probe(source)
    made = plan(facts)
    top = tmp_path / made.rungs[0].name
    stopping = Stopping(source, tmp_path, [3])
    stopping._try(facts, made, 3)
    before = {path.name: path.stat().st_mtime_ns for path in top.glob("*.m4s")}
    stopping._try(facts, made, 10**6)
    after = {path.name: path.stat().st_mtime_ns for path in top.glob("*.m4s")}
    assert before.items() <= after.items() and len(after) == PIECES


def test_an_encode_that_ended_before_it_could_say_so_only_closes(clip: Clips, tmp_path: Path) -> None:
    source = clip("long.mkv")
    made = Stopping(source, tmp_path, []).run()
    reel = Reel.at(tmp_path / made.rungs[0].name)
    reel.is_closed = False
    reel._tell()
    Stopping(source, tmp_path, []).run()
    again = Reel.at(tmp_path / made.rungs[0].name)
    assert again.is_closed and again.pieces == reel.pieces


def test_a_lost_piece_is_made_anew_with_all_after_it(clip: Clips, tmp_path: Path) -> None:
    made = Stopping(clip("long.mkv"), tmp_path, [3]).run()
    folder = tmp_path / made.rungs[0].name
    (folder / "00002.m4s").unlink()
    assert [name for name, _ in Reel.at(folder).pieces] == ["00000.m4s", "00001.m4s"]


def test_sound_that_cannot_be_made_ends_the_picture_too(
    clip: Clips, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = clip("long.mkv")
    facts = probe(source)
    monkeypatch.setattr("app.media.encode.sound_arguments", lambda *_: ["-i", "nothing.mp4", "-f", "null", "-"])
    with pytest.raises(EncodeFailed) as failure:
        Encode(TOOLS, source, facts, plan(facts), tmp_path, tmp_path / "scratch").run()
    assert any("nothing.mp4" in line for line in failure.value.log)


@dataclass
class Watching:
    """Looks at the package each time something is told of it."""

    folder: Path
    playable: list[Package] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def tell(self, draft: Package) -> None:
        """It can be watched."""
        self.playable.append(draft)
        for name in (self.folder / "master.m3u8").read_text().split('URI="')[1:]:
            self.seen.append((self.folder / name.split('"')[0]).read_text())
        self.seen += [path.read_text() for path in sorted(self.folder.glob("v*/index.m3u8"))]


def test_a_film_is_told_playable_once_with_its_first_pieces(clip: Clips, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    watching = Watching(folder)
    package = make_package(clip("long.ts"), folder, on_playable=watching.tell)
    (draft,) = watching.playable
    assert (draft.width, draft.height, draft.files) == (package.width, package.height, ())
    assert draft.duration_s == pytest.approx(package.duration_s, abs=0.1)
    assert all("#EXT-X-PLAYLIST-TYPE:EVENT" in text or "#EXT-X-ENDLIST" in text for text in watching.seen)
    assert any("#EXT-X-ENDLIST" not in text for text in watching.seen)
    assert all("00000.m4s" in text for text in watching.seen)
    master = (folder / "master.m3u8").read_text()
    assert all("#EXT-X-ENDLIST" in (folder / line).read_text() for line in master.splitlines() if line.startswith("v"))


def test_a_package_begun_from_another_file_is_begun_anew(clip: Clips, tmp_path: Path) -> None:
    source, folder = tmp_path / "source", tmp_path / "package"
    shutil.copyfile(clip("long.ts"), source)
    with pytest.raises(Cancelled):
        make_package(source, folder, cancelled=_once_there(folder / "v240" / "00001.m4s"))
    shutil.copyfile(clip("plain.mp4"), source)
    package = make_package(source, folder)
    assert package.duration_s == pytest.approx(4, abs=0.1)
    assert [path.name for path in (folder / "v240").glob("*.m4s")] == ["00000.m4s"]
    assert not (tmp_path / "package.scratch").exists()


def test_a_finished_package_is_not_made_twice(clip: Clips, tmp_path: Path) -> None:
    folder, told = tmp_path / "package", list[str]()
    made = make_package(clip("silent.mp4"), folder)
    assert make_package(clip("silent.mp4"), folder, on_progress=lambda stage, *_: told.append(stage)) == made
    assert "encode" not in told


def _once_there(path: Path) -> Callable[[], bool]:
    return path.exists


def test_a_segment_is_moved_in_time(clip: Clips, tmp_path: Path) -> None:
    made = Stopping(clip("long.mkv"), tmp_path, []).run()
    folder = tmp_path / made.rungs[0].name
    ticks = timescale((folder / "init.mp4").read_bytes())
    first, second = ((folder / name).read_bytes() for name in ("00000.m4s", "00001.m4s"))
    moved = retimed(first, round(made.piece_s * ticks), 1)
    at = moved.index(b"tfdt")
    assert len(moved) == len(first)
    assert moved[at : at + 16] == second[second.index(b"tfdt") :][:16]
    assert moved[moved.index(b"mfhd") :][:12] == second[second.index(b"mfhd") :][:12]
