"""Playlists as RFC 8216 wants them."""

from fractions import Fraction
from pathlib import Path

import pytest

from app.media.boxes import codec_string
from app.media.playlists import (
    MediaPlaylist,
    Segment,
    Track,
    Variant,
    master_playlist,
    quoted,
    read_media_playlist,
    subtitle_playlist,
)

VARIANT = Variant("v360/index.m3u8", 640, 360, Fraction(24000, 1001), "avc1.64001e,mp4a.40.2", 900_000, 1_200_000)


def test_a_master_without_subtitles_names_no_group_of_them() -> None:
    text = master_playlist([VARIANT], [Track("a0/index.m3u8", "en", "English", True, channels=2)], [])
    assert "SUBTITLES" not in text
    assert text.splitlines()[-2:] == [
        '#EXT-X-STREAM-INF:BANDWIDTH=1200000,AVERAGE-BANDWIDTH=900000,CODECS="avc1.64001e,mp4a.40.2",'
        'RESOLUTION=640x360,FRAME-RATE=23.976,AUDIO="sound",CLOSED-CAPTIONS=NONE',
        "v360/index.m3u8",
    ]


def test_names_within_a_group_differ() -> None:
    tracks = [Track(f"a{n}/index.m3u8", "en", "English", n == 0, channels=2) for n in range(3)]
    text = master_playlist([VARIANT], tracks, [])
    assert all(f'NAME="{name}"' in text for name in ("English", "English 2", "English 3"))


def test_labels_cannot_break_out_of_their_quotes() -> None:
    assert quoted('a"b\n#EXT-X-KEY\u2028x') == '"a b #EXT-X-KEY x"'


@pytest.mark.parametrize(("duration_s", "target"), [(4.0, 4), (25.4, 26), (0.2, 1)])
def test_a_subtitle_playlist_is_one_segment_of_the_whole_film(duration_s: float, target: int) -> None:
    text = subtitle_playlist(duration_s)
    assert f"#EXT-X-TARGETDURATION:{target}\n" in text
    assert text.endswith(f"#EXTINF:{duration_s:.3f},\ncaptions.vtt\n#EXT-X-ENDLIST\n")


def test_the_peak_ignores_a_stub_at_the_end() -> None:
    parts = (Segment(Path("a"), 4, 500_000), Segment(Path("b"), 4, 400_000), Segment(Path("c"), 0.04, 90_000))
    playlist = MediaPlaylist(Path("init.mp4"), parts)
    assert playlist.peak_bitrate == 1_000_000
    assert playlist.average_bitrate == pytest.approx(990_000 * 8 / 8.04, abs=1)


def test_a_media_playlist_is_read_with_its_sizes(tmp_path: Path) -> None:
    (tmp_path / "00000.m4s").write_bytes(b"x" * 100)
    (tmp_path / "index.m3u8").write_text("#EXTM3U\n#EXTINF:3.5,\n00000.m4s\n#EXT-X-ENDLIST\n")
    playlist = read_media_playlist(tmp_path)
    assert playlist.segments == (Segment(tmp_path / "00000.m4s", 3.5, 100),)
    assert playlist.init == tmp_path / "init.mp4"


def test_an_unknown_codec_is_an_error() -> None:
    with pytest.raises(ValueError, match="neither"):
        codec_string(b"....hvcC....")
