"""How an editor wants a film encoded, and what makes the picture: libx264, or a chip where one is."""

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import pytest

from app.foundation.settings import ConfigError
from app.media import encoders
from app.media.binaries import Tools, find_tools
from app.media.contained import Limits, capture
from app.media.encode import join_segments, picture_arguments
from app.media.encoders import CHIPS, SOFTWARE, by_word, find_encoder, works
from app.media.failures import Cancelled
from app.media.ladder import may_copy, plan, rungs
from app.media.package import make_package
from app.media.playlists import read_media_playlist
from app.media.probe import probe
from app.media.wishes import USUAL, EncodeWishes
from config import from_environment
from tests.media.clips import ffmpeg, h264
from tests.media.conftest import Clips

pytestmark = pytest.mark.media
TOOLS = find_tools()
CHIP = """#!{python}
import os, sys
from pathlib import Path
given = sys.argv[1:]
if "-encoders" in given:
    os.system({ffmpeg!r} + " -hide_banner -encoders")
    print(" V....D h264_nvenc  a chip")
elif "h264_nvenc" not in given:
    os.execv({ffmpeg!r}, [{ffmpeg!r}, *given])
elif any("testsrc2" in word for word in given) and {is_good}:
    [Path(f"{{n}}.m4s").touch() for n in range(3)]
else:
    sys.exit("No capable devices found")
"""


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    """What a chip can do is remembered by process."""
    works.cache_clear()
    yield
    works.cache_clear()


def with_chip(folder: Path, *, is_good: bool) -> Tools:
    """This machine's tools, and a chip that passes the trial, or not, and then breaks at the first film."""
    program = folder / "ffmpeg"
    program.write_text(CHIP.format(python=sys.executable, ffmpeg=os.path.realpath(TOOLS.ffmpeg), is_good=is_good))
    program.chmod(0o755)
    return find_tools(str(program))


def without(folder: Path, encoder: str) -> Tools:
    """This machine's ffmpeg, which claims an encoder and then breaks."""
    program, real = folder / "ffmpeg", os.path.realpath(TOOLS.ffmpeg)
    lines = ["#!/bin/sh", f'case "$*" in *{encoder}*) echo "broken" >&2; exit 1;; esac', f'exec {real} "$@"']
    program.write_text("\n".join(lines))
    program.chmod(0o755)
    return replace(find_tools(str(program)), encoders=TOOLS.encoders | {encoder})


def words_of(clip: Clips, wishes: EncodeWishes, encoder: str = "software") -> list[str]:
    facts = probe(clip("foreign.mkv"))
    return picture_arguments(clip("foreign.mkv"), facts, plan(facts, wishes=wishes, encoder=encoder), TOOLS)


def value(words: list[str], option: str) -> str:
    return words[words.index(option) + 1]


def test_finer_and_slower_ask_for_more_of_the_encoder(clip: Clips) -> None:
    usual, finer = words_of(clip, USUAL), words_of(clip, EncodeWishes(quality="finer", speed="slower"))
    assert int(value(finer, "-crf")) == int(value(usual, "-crf")) - 3
    assert (value(usual, "-preset"), value(finer, "-preset")) == ("veryfast", "medium")
    assert int(value(finer, "-maxrate")[:-1]) > int(value(usual, "-maxrate")[:-1])


def test_a_largest_picture_leaves_out_what_is_taller() -> None:
    heights = [rung.height for rung in rungs(3840, 2160, Fraction(25), EncodeWishes(tallest=720))]
    assert heights == [720, 540, 360, 240]
    assert rungs(3840, 2160, Fraction(25))[0].height == 2160


def test_what_may_be_copied_is_encoded_where_that_is_wished(clip: Clips) -> None:
    facts = probe(clip("plain.mp4"))
    assert may_copy(facts)
    assert not may_copy(facts, EncodeWishes(copies=False))


@pytest.mark.parametrize("kept", [{"quality": "best"}, {"speed": ""}, {"tallest": 481}, {"tallest": "720"}])
def test_nobody_can_wish_for_what_is_not_offered(kept: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="Nobody can encode"):
        EncodeWishes.of(kept)


def test_a_row_keeps_only_what_is_not_usual_and_reads_what_later_ones_wrote() -> None:
    assert USUAL.kept == {}
    assert EncodeWishes(tallest=720).kept == {"tallest": 720}
    assert EncodeWishes.of({"tallest": 720, "grain": 3}) == EncodeWishes(tallest=720)
    assert EncodeWishes.of(None) == USUAL


@pytest.mark.parametrize("word", ["auto", "software", "nvenc"])
def test_an_ffmpeg_that_knows_no_chip_encodes_with_libx264(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("MATINEE_ENCODER", word)
    assert find_encoder(replace(TOOLS, encoders=frozenset({"libx264", "aac"}))) is SOFTWARE


def test_libx264_stands_the_trial_of_a_chip() -> None:
    assert works(TOOLS, SOFTWARE)


def test_a_chip_that_fails_its_trial_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "CHIPS", CHIPS[:1])
    assert find_encoder(with_chip(tmp_path, is_good=False)) is SOFTWARE


def test_a_chip_that_breaks_in_the_middle_gives_way_to_libx264(
    clip: Clips, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATINEE_ENCODER", "nvenc")
    tools = with_chip(tmp_path, is_good=True)
    assert find_encoder(tools).name == "h264_nvenc"
    package = make_package(clip("foreign.mkv"), tmp_path / "package", tools=tools)
    assert package.duration_s > 3
    assert "h264_nvenc failed, libx264 goes on" in caplog.text


@pytest.mark.parametrize("given", [{"ENCODER": "magic"}, {"ENCODES": "two"}, {"ENCODE_CORES": "-1"}])
def test_settings_that_mean_nothing_are_refused_by_name(given: dict[str, str], tmp_path: Path) -> None:
    values = {f"MATINEE_{name}": value for name, value in given.items()}
    with pytest.raises(ConfigError, match=next(iter(values))):
        from_environment({"MATINEE_ENV": "demo", "MATINEE_INSTANCE": str(tmp_path), **values})


@pytest.mark.parametrize("chip", CHIPS, ids=lambda chip: chip.word)
def test_every_chip_gets_its_frames_where_it_reads_them(clip: Clips, chip: encoders.Encoder) -> None:
    words = words_of(clip, USUAL, chip.word)
    assert by_word(chip.word) is chip
    assert value(words, "-c:v") == chip.name
    assert value(words, "-g") == value(words, "-keyint_min")
    assert words.count(chip.name) == value(words, "-filter_complex").count(chip.upload or "setsar=1")
    assert "-crf" not in words


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="only Linux binds programs to processors")
def test_an_encode_keeps_to_the_processors_it_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATINEE_ENCODE_CORES", "1")
    asked = [sys.executable, "-c", "import os; print(len(os.sched_getaffinity(0)))"]
    assert capture(asked, Limits(time_s=20, cpu_s=10))[1].strip() == b"1"


def grainy(path: Path, *source: str) -> Path:
    """A film with a tone, as somebody sends it."""
    sound = ["-f", "lavfi", "-i", "sine=330:d=9", "-c:a", "aac"]
    ffmpeg(*source, *sound, *h264(), "-crf", "14", str(path))
    return path


def shown(rung: Path, scratch: Path) -> list[float]:
    """When its frames are shown, from the first on: PyAV adds the reordering of H.264 to all of them."""
    with av.open(str(join_segments(read_media_playlist(rung), scratch / f"{rung.name}.mp4"))) as film:
        times = [float(frame.pts * frame.time_base) for frame in film.decode(video=0)]
    return [round(time_s - times[0], 3) for time_s in times]


@pytest.mark.parametrize("count", [1, 2])
def test_av1_is_made_beside_h264_and_cut_at_the_same_moments(tmp_path: Path, count: int) -> None:
    """The second time after a stop: what was taken over stays."""
    noisy = ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=9,noise=alls=6:allf=t"]
    source, work = grainy(tmp_path / "noisy.mkv", *noisy), tmp_path / "work"
    wishes = EncodeWishes(av1=True)
    if count == 2:
        with pytest.raises(Cancelled):
            make_package(source, work, wishes=wishes, cancelled=lambda: (work / "x360" / "00000.m4s").exists())
    package = make_package(source, work, wishes=wishes)
    made = {r.path.partition("/")[0]: r for r in package.of_kind("video")}
    assert set(made) == {"v360", "v240", "x360", "x240"}
    assert re.fullmatch(r"av01\.0\.\d\dM\.08", made["x360"].codecs)
    assert made["x360"].bitrate < made["v360"].bitrate
    cuts = [[piece.duration_s for piece in read_media_playlist(work / name).segments] for name in ("v360", "x360")]
    assert cuts[0] == pytest.approx(cuts[1], abs=0.001)
    assert shown(work / "v360", tmp_path) == shown(work / "x360", tmp_path)
    assert "av01" in (work / "master.m3u8").read_text()


def test_av1_that_saves_nothing_is_left_out_with_a_note(clip: Clips, tmp_path: Path) -> None:
    package = make_package(clip("plain.mp4"), tmp_path / "work", wishes=EncodeWishes(av1=True))
    assert [r.path for r in package.of_kind("video")] == ["v240/index.m3u8"]
    assert package.notes == ("AV1 came out no smaller than H.264 and was left out.",)
    assert not (tmp_path / "work" / "x240").exists()


def test_an_av1_encoder_that_breaks_leaves_the_film_as_it_is(clip: Clips, tmp_path: Path) -> None:
    package = make_package(
        clip("plain.mp4"), tmp_path / "work", tools=without(tmp_path, "libsvtav1"), wishes=EncodeWishes(av1=True)
    )
    assert [note.partition(".")[0] for note in package.notes] == ["AV1 could not be made"]
    assert [r.path for r in package.of_kind("video")] == ["v240/index.m3u8"]


def test_an_ffmpeg_without_av1_says_so(clip: Clips, tmp_path: Path) -> None:
    tools = replace(TOOLS, encoders=frozenset({"libx264", "aac"}))
    package = make_package(clip("plain.mp4"), tmp_path / "work", tools=tools, wishes=EncodeWishes(av1=True))
    assert package.notes == ("This ffmpeg cannot encode AV1.",)
    assert [r.path for r in package.of_kind("video")] == ["v240/index.m3u8"]
