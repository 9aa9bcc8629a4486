"""A source becomes a whole package, in one directory of a fixed layout."""

import re
from pathlib import Path

import av
import pytest
from PIL import Image

from app.media.failures import Cancelled, NotAVideo
from app.media.manifest import Package, read_package_facts
from app.media.package import make_package
from app.media.stages import STAGES, overall
from app.media.stills import choose_several
from app.media.storage import DELIVERED
from tests.media.conftest import Clips

pytestmark = pytest.mark.media
Made = tuple[Path, Package]


def test_the_package_tells_what_it_holds(foreign: Made) -> None:
    _, package = foreign
    assert (package.width, package.height, package.fps) == (426, 240, 25)
    assert package.duration_s == pytest.approx(4, abs=0.05)
    assert [(r.kind, r.path, r.language) for r in package.renditions] == [
        ("video", "v240/index.m3u8", ""),
        ("audio", "a0/index.m3u8", "en"),
        ("audio", "a1/index.m3u8", "de"),
        ("audio", "a2/index.m3u8", "en"),
        ("subtitles", "s-en/index.m3u8", "en"),
        ("direct", "direct.mp4", ""),
        ("subtitles", "s-fr-x1/index.m3u8", "fr"),
    ]
    assert [chapter.title for chapter in package.chapters] == ["The harbour", "The storm"]
    assert read_package_facts(foreign[0]) == package


def test_every_file_may_be_delivered_and_nothing_else_is_left(foreign: Made) -> None:
    work, package = foreign
    names = {path.relative_to(work).as_posix() for path in work.rglob("*") if path.is_file()}
    assert names == {file.name for file in package.files} | {"package.json"}
    assert [file.name for file in package.files if not DELIVERED.fullmatch(file.name)] == []
    assert package.size == sum((work / file.name).stat().st_size for file in package.files)


def test_the_master_playlist_tells_the_truth(foreign: Made) -> None:
    work, package = foreign
    text = (work / "master.m3u8").read_text()
    video, audio = package.of_kind("video")[0], package.of_kind("audio")[0]
    assert text.startswith("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n")
    assert f'CODECS="{video.codecs},{audio.codecs}"' in text
    assert re.fullmatch(r"avc1\.6400[0-9a-f]{2}", video.codecs)
    assert audio.codecs == "mp4a.40.2"
    assert "RESOLUTION=426x240,FRAME-RATE=25.000" in text
    named = re.findall(r'TYPE=(\w+),GROUP-ID="\w+",LANGUAGE="(\w+)",NAME="([^"]+)",DEFAULT=(\w+)', text)
    assert named == [
        ("AUDIO", "en", "English", "YES"),
        ("AUDIO", "de", "Kommentar", "NO"),
        ("AUDIO", "en", "English 5.1", "NO"),
        ("SUBTITLES", "en", "English", "NO"),
        ("SUBTITLES", "fr", "French", "NO"),
    ]
    uris = re.findall(r'URI="([^"]+)"', text) + [line for line in text.splitlines() if not line.startswith("#")]
    assert all((work / uri).is_file() for uri in uris)


def test_subtitles_from_the_file_are_on_time(foreign: Made) -> None:
    """The picture began 23 ms late in the source; the cues must not."""
    text = (foreign[0] / "s-en" / "captions.vtt").read_text()
    assert "00:00:00.500 --> 00:00:01.500\nHello <i>you</i>" in text
    assert "#EXT-X-TARGETDURATION:4" in (foreign[0] / "s-en" / "index.m3u8").read_text()


def test_the_direct_file_starts_with_its_index(foreign: Made) -> None:
    path = foreign[0] / "direct.mp4"
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(path)) as container:
        assert [stream.codec_context.name for stream in container.streams] == ["h264", "aac"]
        for stream in container.streams:
            assert float(stream.start_time * stream.time_base) == pytest.approx(0, abs=0.03)
            assert float(stream.duration * stream.time_base) == pytest.approx(4, abs=0.05)


def test_the_storyboard_covers_the_film(foreign: Made) -> None:
    work, package = foreign
    text = (work / "storyboard.vtt").read_text()
    spans = re.findall(r"^(\S+) --> (\S+)$", text, re.M)
    assert (spans[0][0], spans[-1][1]) == ("00:00:00.000", "00:00:04.000")
    with Image.open(work / "storyboard-0.jpg") as sheet:
        for left, top, wide, high in re.findall(r"#xywh=(\d+),(\d+),(\d+),(\d+)", text):
            assert int(left) + int(wide) <= sheet.width
            assert int(top) + int(high) <= sheet.height
    assert package.storyboard_interval_s == 1


def test_the_still_is_taken_from_the_picture_and_not_from_the_dark(clip: Clips, tmp_path: Path) -> None:
    work = tmp_path / "work"
    package = make_package(clip("cinema.mp4"), work)
    assert package.still_at_s >= 2
    for width, expected in ((320, 320), (640, 426), (1280, 426)):
        with Image.open(work / f"still-{width}.webp") as still:
            assert still.format == "WEBP"
            assert still.width == expected
            assert still.convert("L").getextrema()[1] > 100


def test_frames_from_all_over_the_film_are_offered(clip: Clips, tmp_path: Path) -> None:
    work = tmp_path / "work"
    package = make_package(clip("cinema.mp4"), work)
    assert len(package.offered_s) > 1
    assert list(package.offered_s) == sorted(set(package.offered_s))
    for number in range(len(package.offered_s)):
        with Image.open(work / f"offered-{number}.webp") as frame:
            assert (frame.format, frame.width) == ("WEBP", 426)
    assert not (work / f"offered-{len(package.offered_s)}.webp").exists()
    assert read_package_facts(work) == package


def test_the_best_of_each_stretch_is_offered() -> None:
    assert choose_several({0: 1, 5: 3, 10: 9, 15: 2, 20: 4, 25: 5}, 3) == [5, 10, 25]
    assert choose_several({7: 1.0}) == [7]


def test_progress_is_told_by_stage_and_rises(clip: Clips, tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "half-made").write_text("left by a worker that was killed")
    make_package(
        clip("silent.mp4"), tmp_path / "work", on_progress=lambda stage, share, _pace: told.append((stage, share))
    )
    assert list(dict.fromkeys(stage for stage, _ in told)) == [stage for stage in STAGES if stage != "av1"]
    shares = [overall(*step) for step in told]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert not (tmp_path / "work" / "half-made").exists()


def test_a_cancelled_package_stops_between_its_stages(clip: Clips, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        make_package(clip("silent.mp4"), tmp_path / "work", cancelled=lambda: True)


def test_bad_input_is_refused_before_anything_is_made(clip: Clips, tmp_path: Path) -> None:
    with pytest.raises(NotAVideo):
        make_package(clip("text.mp4"), tmp_path / "work")
    assert not (tmp_path / "work").exists()
