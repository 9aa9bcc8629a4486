"""Which sizes and tracks are made of a source."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.facts import AudioStream, SourceFacts, SubtitleStream, VideoStream
from app.media.filters import picture_graph, sound_graph
from app.media.ladder import plan, rungs
from app.media.languages import language_name, language_tag

VIDEO = VideoStream(0, "h264", 1280, 720, Fraction(24), "yuv420p", 0, False, False, 0.0, 60.0, False)
FACTS = SourceFacts("mov", 1, 0.0, 60.0, VIDEO, (AudioStream(1, "aac", 2, "en", "", True),), (), ())


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((3840, 2160), [(3840, 2160), (1920, 1080), (1280, 720), (960, 540), (640, 360), (426, 240)]),
        ((1280, 720), [(1280, 720), (960, 540), (640, 360), (426, 240)]),
        ((960, 540), [(960, 540), (640, 360), (426, 240)]),
        ((1067, 600), [(1066, 600), (854, 480), (640, 360), (426, 240)]),
        ((1080, 1920), [(1080, 1920), (720, 1280), (540, 960), (360, 640), (240, 426)]),
        ((176, 144), [(176, 144)]),
        ((321, 243), [(320, 242)]),
        ((7680, 1080), [(3840, 540), (2560, 360), (1706, 240)]),
    ],
)
def test_rungs_go_down_by_the_short_side(size: tuple[int, int], expected: list[tuple[int, int]]) -> None:
    made = [(rung.width, rung.height) for rung in rungs(*size, Fraction(25))]
    assert made == [pytest.approx(pair, abs=2) for pair in expected]


@given(st.integers(16, 8192), st.integers(16, 8192))
def test_rungs_are_even_never_enlarged_and_named_apart(width: int, height: int) -> None:
    made = rungs(width, height, Fraction(30))
    assert made
    assert all(r.width % 2 == 0 and r.height % 2 == 0 and r.width >= 2 and r.height >= 2 for r in made)
    assert all(r.width <= width + 1 and r.height <= height + 1 for r in made)
    assert len({r.name for r in made}) == len(made)
    assert [r.maxrate_kbps for r in made] == sorted((r.maxrate_kbps for r in made), reverse=True)


def test_segments_are_whole_frames_of_about_four_seconds() -> None:
    made = plan(replace(FACTS, video=replace(VIDEO, fps=Fraction(24000, 1001))))
    assert made.gop_frames == 96
    assert float(made.piece_s) == pytest.approx(4.004)


def test_every_sound_is_a_track_in_stereo_one_the_default_and_5_1_once_more() -> None:
    streams = (AudioStream(1, "ac3", 6, "de", "", False), AudioStream(2, "aac", 2, "en", "Commentary", True))
    tracks = plan(replace(FACTS, audio=streams), {1: 3.5}).audio
    assert [(t.name, t.label, t.default, t.channels, t.gain_db) for t in tracks] == [
        ("a0", "German", False, 2, 3.5),
        ("a1", "Commentary", True, 2, 0.0),
        ("a2", "German 5.1", False, 6, 0.0),
    ]


def test_a_film_without_sound_gets_silence() -> None:
    made = plan(replace(FACTS, audio=()))
    assert [track.stream for track in made.audio] == [None]
    assert "anullsrc" in sound_graph(made)


def test_drawn_subtitles_are_left_out_with_a_note() -> None:
    streams = (SubtitleStream(3, "hdmv_pgs_subtitle", "en", "", False, False),)
    made = plan(replace(FACTS, subtitles=streams))
    assert made.subtitles == ()
    assert made.notes == ("The English subtitles are pictures and were left out.",)


def test_each_rung_is_scaled_from_the_one_above() -> None:
    graph = picture_graph(plan(FACTS), can_tone_map=True)
    assert "split=2[v720][underv720];[underv720]scale=960:540" in graph
    assert "[underv540]scale=640:360" in graph
    assert graph.count("setsar=1") == 4


def test_the_graph_mends_what_browsers_cannot_show() -> None:
    odd = replace(VIDEO, interlaced=True, hdr=True, start_s=0.023)
    graph = picture_graph(plan(replace(FACTS, video=odd)), can_tone_map=True)
    assert all(step in graph for step in ("yadif", "tonemap=hable", "setpts=PTS-0.023", "format=yuv420p"))
    assert "tonemap" not in picture_graph(plan(replace(FACTS, video=odd)), can_tone_map=False)


@pytest.mark.parametrize(
    ("said", "tag", "name"),
    [("eng", "en", "English"), ("ger", "de", "German"), ("pt_BR", "pt-br", "Portuguese"), ("", "und", "")],
)
def test_languages_are_named(said: str, tag: str, name: str) -> None:
    assert language_tag(said) == tag
    assert language_name(tag) == name


@given(st.text(max_size=20))
def test_a_language_tag_is_safe_in_a_path(said: str) -> None:
    assert all(c in "abcdefghijklmnopqrstuvwxyz0123456789-" for c in language_tag(said))
