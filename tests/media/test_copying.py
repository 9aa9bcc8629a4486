"""A film that browsers can show as it is is cut into pieces without being encoded."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PIL import Image

from app.media import storyboard
from app.media.binaries import find_tools
from app.media.encode import join_segments
from app.media.facts import AudioStream, SourceFacts, VideoStream
from app.media.keyframes import longest_gap_s
from app.media.ladder import may_copy, plan
from app.media.package import make_package
from app.media.playlists import read_media_playlist
from app.media.probe import probe
from tests.media.clips import clip as register
from tests.media.clips import ffmpeg, pattern, tone
from tests.media.conftest import Clips

pytestmark = pytest.mark.media
TOOLS = find_tools()
VIDEO = VideoStream(0, "h264", 1920, 1080, Fraction(24), "yuv420p", 0, False, False, 0.0, 60.0, False)
SOUND = AudioStream(1, "aac", 2, "en", "", True)
FACTS = SourceFacts("mov,mp4,m4a", 40_000_000, 0.0, 60.0, VIDEO, (SOUND,), (), ())
GROUP, SECONDS = 37, 12


@register("slim.mkv")
def _slim(path: Path) -> None:
    """As a careful encoder writes: B-frames, a keyframe each 37 frames, the picture 80 ms after the sound."""
    picture = pattern("320x180", "25", SECONDS)
    codec = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", str(GROUP), "-bf", "3"]
    ffmpeg(
        *tone(440, SECONDS), "-itsoffset", "0.08", *picture, "-map", "1", "-map", "0", *codec, "-c:a", "aac", str(path)
    )


@register("far-keyframes.mp4")
def _far(path: Path) -> None:
    codec = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "600", "-sc_threshold", "0"]
    ffmpeg(*pattern("160x120", "25", SECONDS), *codec, str(path))


def test_what_browsers_show_may_be_copied() -> None:
    assert may_copy(FACTS)


@pytest.mark.parametrize(
    "odd",
    [
        {"codec": "hevc"},
        {"pixel_format": "yuv420p10le"},
        {"pixel_format": "yuv444p"},
        {"rotation": 90},
        {"interlaced": True},
        {"hdr": True},
        {"variable_rate": True},
        {"square_pixels": False},
        {"width": 7680, "height": 4320},
    ],
)
def test_what_an_encode_must_mend_is_not_copied(odd: dict[str, object]) -> None:
    assert not may_copy(replace(FACTS, video=replace(VIDEO, **odd)))


def test_a_file_too_heavy_to_stream_or_without_an_index_is_not_copied() -> None:
    assert not may_copy(replace(FACTS, size_bytes=400_000_000))
    assert not may_copy(replace(FACTS, container="mpegts"))


def test_a_copied_picture_is_one_rung_and_its_sound_is_made_as_ever() -> None:
    made = plan(FACTS, {1: 2.0}, copies=True)
    assert [(rung.name, rung.width) for rung in made.rungs] == [("v1080", 1920)]
    assert made.audio[0].gain_db == 2.0


def test_the_distance_of_keyframes_is_seen(clip: Clips) -> None:
    for name, expected in (("slim.mkv", GROUP / 25), ("far-keyframes.mp4", SECONDS)):
        source = clip(name)
        assert longest_gap_s(TOOLS, source, probe(source)) == pytest.approx(expected, abs=0.1)


def test_a_copy_has_every_frame_of_the_source_at_its_time(clip: Clips, tmp_path: Path) -> None:
    source, folder = clip("slim.mkv"), tmp_path / "package"
    package = make_package(source, folder)
    assert [r.path for r in package.of_kind("video")] == ["v180/index.m3u8"]
    playlist = read_media_playlist(folder / "v180")
    assert len(playlist.segments) > 1 and max(s.duration_s for s in playlist.segments) < 7
    with av.open(str(join_segments(playlist, tmp_path / "joined.mp4"))) as copied, av.open(str(source)) as original:
        got, expected = list(copied.decode(video=0)), list(original.decode(video=0))
    assert len(got) == len(expected) == SECONDS * 25
    assert all((a.to_ndarray() == b.to_ndarray()).all() for a, b in zip(got[::40], expected[::40], strict=True))
    heard = read_media_playlist(folder / "a0").duration_s
    assert heard == pytest.approx(playlist.duration_s, abs=0.1)


def test_keyframes_too_far_apart_are_encoded(clip: Clips, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    make_package(clip("far-keyframes.mp4"), folder)
    assert [s.duration_s for s in read_media_playlist(folder / "v120").segments] == [4.0, 4.0, 4.0]


def test_the_storyboard_of_a_long_copy_takes_the_keyframes_it_has(
    clip: Clips, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storyboard, "CLOSE_LOOK_S", 1)
    folder = tmp_path / "package"
    package = make_package(clip("slim.mkv"), folder)
    assert package.storyboard_interval_s == 4
    with Image.open(folder / "storyboard-0.jpg") as sheet:
        tiles = [sheet.crop((n * 240, 0, n * 240 + 240, 135)).convert("L") for n in range(3)]
    assert all(tile.getextrema()[1] > 60 for tile in tiles)
    assert tiles[0].tobytes() != tiles[1].tobytes() != tiles[2].tobytes()
