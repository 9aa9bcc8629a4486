"""Facts of a source file, and honest refusals."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from app.media.binaries import Tools, find_tools
from app.media.facts import Chapter
from app.media.failures import MediaFailure, NotAVideo
from app.media.ffprobe_json import facts_from, frame_rate
from app.media.package import make_package
from app.media.probe import Bounds, probe
from tests.media.conftest import Clips

pytestmark = pytest.mark.media
WITH_PYAV = replace(find_tools(), ffprobe=None)


def test_a_foreign_file_tells_all_its_tracks(clip: Clips) -> None:
    facts = probe(clip("foreign.mkv"))
    assert (facts.video.codec, facts.video.width, facts.video.height, facts.video.fps) == ("h264", 426, 240, 25)
    assert [(a.codec, a.channels, a.language, a.title) for a in facts.audio] == [
        ("ac3", 6, "en", ""),
        ("aac", 1, "de", "Kommentar"),
    ]
    assert [(s.language, s.is_text) for s in facts.subtitles] == [("en", True)]
    assert facts.chapters == (Chapter(0, 2, "The harbour"), Chapter(2, 4, "The storm"))
    assert facts.duration_s == pytest.approx(4, abs=0.03)


@pytest.mark.parametrize("tools", [find_tools(), WITH_PYAV], ids=["ffmpeg", "pyav"])
def test_subtitles_for_the_deaf_are_known_by_flag_or_by_name(clip: Clips, tools: Tools) -> None:
    found = probe(clip("for-the-deaf.mkv"), tools=tools).subtitles
    assert [subtitles.sdh for subtitles in found] == [True, True, False]


def test_subtitles_for_the_deaf_are_told_to_players(clip: Clips, tmp_path: Path) -> None:
    package = make_package(clip("for-the-deaf.mkv"), tmp_path / "work")
    assert [text.sdh for text in package.of_kind("subtitles")] == [True, True, False]
    assert (tmp_path / "work" / "master.m3u8").read_text().count("public.accessibility.transcribes-spoken-dialog") == 2


def test_a_turned_picture_is_measured_as_it_is_shown(clip: Clips) -> None:
    video = probe(clip("phone.mp4")).video
    assert (video.width, video.height) == (240, 426)
    assert video.rotation in (90, 270)


def test_wide_pixels_widen_the_picture(clip: Clips) -> None:
    video = probe(clip("wide-pixels.mp4")).video
    assert (video.width, video.height) == (213, 120)


def test_interlaced_and_high_range_pictures_are_known(clip: Clips) -> None:
    assert probe(clip("interlaced.ts")).video.interlaced
    assert probe(clip("hdr.mp4")).video.hdr
    assert not probe(clip("plain.mp4")).video.interlaced
    assert not probe(clip("plain.mp4")).video.hdr


def test_a_missing_length_is_counted(clip: Clips) -> None:
    assert probe(clip("no-length.mkv")).duration_s == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize("name", ["foreign.mkv", "phone.mp4", "wide-pixels.mp4", "interlaced.ts", "hdr.mp4"])
def test_both_probes_tell_the_same(clip: Clips, name: str) -> None:
    one, other = probe(clip(name)), probe(clip(name), tools=WITH_PYAV)
    assert replace(one, subtitles=(), video=other.video) == replace(other, subtitles=())
    assert [s.is_text for s in one.subtitles] == [s.is_text for s in other.subtitles]
    shown = [(v.width, v.height, v.fps, v.hdr, v.interlaced, v.duration_s) for v in (one.video, other.video)]
    assert shown[0] == shown[1]


@pytest.mark.parametrize("tools", [find_tools(), WITH_PYAV], ids=["ffprobe", "pyav"])
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("text.mp4", "not a film"),
        ("empty.mp4", "file is empty"),
        ("truncated.mp4", "cut off"),
        ("headless.mp4", "index is missing"),
        ("sound-only.mp4", "no picture"),
        ("playlist.mp4", "not a film"),
        ("concat.avi", "not a film"),
    ],
)
def test_what_is_no_film_is_refused_with_a_reason(clip: Clips, name: str, sentence: str, tools: object) -> None:
    with pytest.raises(NotAVideo, match=sentence):
        probe(clip(name), tools=tools)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("bounds", "sentence"),
    [
        (Bounds(duration_s=3), "too long"),
        (Bounds(pixels=10_000), "too large"),
        (Bounds(size_gb=0.0001), "too large"),
        (Bounds(shortest_side=300), "too small"),
        (Bounds(streams=1), "too many tracks"),
    ],
)
def test_a_film_outside_the_bounds_is_refused(clip: Clips, bounds: Bounds, sentence: str) -> None:
    with pytest.raises(NotAVideo, match=sentence):
        probe(clip("plain.mp4"), bounds=bounds)


def test_a_file_that_has_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAVideo, match="no file"):
        probe(tmp_path / "gone.mp4")


def test_tools_that_do_not_run_are_named_with_a_cure() -> None:
    with pytest.raises(MediaFailure, match="Install ffmpeg"):
        find_tools("/nowhere/ffmpeg")


@pytest.mark.parametrize(
    ("average", "nominal", "rate", "varies"),
    [
        ("24000/1001", "24000/1001", Fraction(24000, 1001), False),
        ("2987/100", "30/1", Fraction(30000, 1001), False),
        ("20/1", "30/1", Fraction(20), True),
        ("120/1", "120/1", Fraction(60), False),
        ("1/10", "1/10", Fraction(10), False),
        ("0/0", "0/0", Fraction(25), False),
        (None, "rubbish", Fraction(25), False),
    ],
)
def test_frame_rates_become_constant(average: object, nominal: object, rate: Fraction, varies: bool) -> None:
    assert frame_rate(average, nominal) == (rate, varies)


def test_odd_answers_become_harmless_values() -> None:
    stream = {"index": 0, "codec_type": "video", "width": 640, "height": 360, "duration": "N/A", "start_time": None}
    chapter = {"start_time": "-5", "end_time": "inf", "tags": {"title": "a\x00\x1bb" + "c" * 500}}
    facts = facts_from({"streams": [stream], "chapters": [chapter], "format": {}}, 1)
    assert facts.duration_s == 0
    assert facts.chapters[0].start_s == 0
    assert facts.chapters[0].title.startswith("a bc")
    assert len(facts.chapters[0].title) <= 60
