"""What the watch page's head names for the browser to fetch while the player is on its way."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest

from app.foundation.db import db
from app.media.models import Rendition, Store, Video, VideoState
from app.media.place import media_folder
from app.media.wishes import EncodeWishes
from app.watching.head_start import USUAL_BPS
from tests.cast import Cast
from tests.films import film, ready_video

PIECES = "#EXTM3U\n#EXTINF:4.0,\n00000.m4s\n#EXTINF:4.0,\n00001.m4s\n#EXTINF:4.0,\n00002.m4s\n#EXT-X-ENDLIST\n"


CODECS = {"video": "avc1.64001f", "audio": "mp4a.40.2"}


def rendition(kind: str, folder: str, kbps: int) -> Rendition:
    return Rendition(kind=kind, name=folder, bitrate_kbps=kbps, path=f"{folder}/index.m3u8", codecs=CODECS[kind])


@pytest.fixture
def video(cast: Cast) -> Video:
    """Three rungs and one sound, of three pieces each."""
    made = ready_video(film())
    rungs = [rendition("video", f"v{height}", kbps) for height, kbps in ((240, 400), (480, 1200), (1080, 6000))]
    made.renditions = [*rungs, rendition("audio", "a0", 130)]
    db.session.commit()
    for row in made.renditions:
        folder = media_folder().package_path(made.reference) / row.name
        folder.mkdir(exist_ok=True)
        (folder / "index.m3u8").write_text(PIECES)
        for name in ("init.mp4", "00000.m4s", "00001.m4s", "00002.m4s"):
            (folder / name).write_bytes(b"piece")
    return made


def named(cast: Cast, video: Video, *, query: str = "", line: str = "") -> list[str]:
    """The files that the head names, all of which this viewer may fetch."""
    if line:
        cast.owner.client.set_cookie("line", line)
    page = cast.owner.get(f"/watch/{video.reference}{query}").text
    addresses = re.findall(r'<link rel="preload" as="fetch" href="([^"]+)" crossorigin data-ahead>', page)
    assert all(cast.owner.get(address).status_code == 200 for address in addresses)
    return [address.split(f"/{video.reference}/")[1] for address in addresses]


def first_of(*folders: str, pieces: tuple[str, ...] = ("00000.m4s",)) -> list[str]:
    return [f"{folder}/{name}" for folder in folders for name in ("init.mp4", *pieces)]


def for_hls(*folders: str) -> list[str]:
    """What hls.js asks for where the player does not begin by itself."""
    return [
        "master.m3u8",
        *(f"{folder}/{name}" for folder in folders for name in ("index.m3u8", "init.mp4", "00000.m4s")),
    ]


def begins_with(cast: Cast, video: Video) -> list[dict[str, Any]]:
    """What the player appends before hls.js is there."""
    found = re.search(r"data-pieces='([^']+)'", cast.owner.get(f"/watch/{video.reference}").text)
    return json.loads(html.unescape(found[1])) if found else []


def test_the_head_names_the_first_pieces_of_the_rung_that_a_usual_line_bears(cast: Cast, video: Video) -> None:
    assert named(cast, video) == first_of("v480", "a0")
    assert 'data-rung="v480"' in cast.owner.get(f"/watch/{video.reference}").text


@pytest.mark.parametrize(
    ("line", "rung"), [("7500000", "v1080"), ("7499999", "v480"), ("1500000", "v480"), ("1499999", "v240")]
)
def test_a_browser_that_tells_its_line_gets_a_fitting_rung(cast: Cast, video: Video, line: str, rung: str) -> None:
    assert named(cast, video, line=line) == first_of(rung, "a0")


def test_a_line_that_bears_nothing_gets_the_smallest_rung(cast: Cast, video: Video) -> None:
    assert named(cast, video, line="1000") == first_of("v240", "a0")


@pytest.mark.parametrize("line", ["0", "-5", "NaN", "1e9", "99999999999", "٣٣٣٣٣٣٣٣", "<script>"])
def test_a_line_that_is_no_number_counts_as_usual(cast: Cast, video: Video, line: str) -> None:
    assert USUAL_BPS == 2_000_000
    assert named(cast, video, line=line) == first_of("v480", "a0")


@pytest.mark.parametrize(
    ("at", "pieces"),
    [
        ("1.9", ("00000.m4s",)),
        ("2.1", ("00000.m4s", "00001.m4s")),
        ("4", ("00001.m4s",)),
        ("7.9", ("00001.m4s", "00002.m4s")),
        ("11.9", ("00002.m4s",)),
    ],
)
def test_the_pieces_are_that_of_the_moment_to_begin_at_and_the_next_where_little_of_it_is_left(
    cast: Cast, video: Video, at: str, pieces: tuple[str, ...]
) -> None:
    assert named(cast, video, query=f"?t={at}") == first_of("v480", "a0", pieces=pieces)


def test_the_player_is_told_how_to_append_what_is_named(cast: Cast, video: Video) -> None:
    picture, sound = begins_with(cast, video)
    assert picture == {
        "kind": "video",
        "mime": 'video/mp4; codecs="avc1.64001f"',
        "files": ["v480/init.mp4", "v480/00000.m4s"],
    }
    assert (sound["kind"], sound["mime"]) == ("audio", 'audio/mp4; codecs="mp4a.40.2"')
    assert [*picture["files"], *sound["files"]] == named(cast, video)


def test_hls_comes_early_only_where_the_player_cannot_begin_without_it(cast: Cast, video: Video) -> None:
    address = f"/watch/{video.reference}"
    assert "hls.min.mjs" not in cast.owner.get(address).text
    video.wishes = EncodeWishes(av1=True)
    db.session.commit()
    assert "hls.min.mjs" in cast.owner.get(address).text


def test_a_film_that_still_grows_is_begun_by_hls_since_its_length_is_not_known(cast: Cast, video: Video) -> None:
    video.state = VideoState.GROWING
    db.session.commit()
    assert begins_with(cast, video) == []
    assert named(cast, video) == for_hls("v480", "a0")


def test_past_all_pieces_only_playlists_are_named(cast: Cast, video: Video) -> None:
    assert named(cast, video, query="?t=50") == ["master.m3u8", "v480/index.m3u8", "a0/index.m3u8"]


def test_of_several_sounds_none_is_named_since_the_player_chooses(cast: Cast, video: Video) -> None:
    video.renditions.append(rendition("audio", "a1", 130))
    db.session.commit()
    assert named(cast, video) == for_hls("v480")
    assert begins_with(cast, video) == []


def test_with_a_ladder_in_av1_nothing_is_guessed(cast: Cast, video: Video) -> None:
    video.wishes = EncodeWishes(av1=True)
    db.session.commit()
    assert named(cast, video) == ["master.m3u8"]
    assert "data-rung" not in cast.owner.get(f"/watch/{video.reference}").text


def test_of_a_film_in_a_bucket_no_playlist_is_read_for_the_page(cast: Cast, video: Video) -> None:
    video.store = Store.BUCKET
    db.session.commit()
    assert named(cast, video) == ["master.m3u8", "v480/index.m3u8", "a0/index.m3u8"]


def test_a_package_whose_playlist_is_gone_still_has_its_page(cast: Cast, video: Video) -> None:
    (media_folder().package_path(video.reference) / "v480" / "index.m3u8").unlink()
    page = cast.owner.get(f"/watch/{video.reference}").text
    assert "v480/index.m3u8" in page and "v480/00000.m4s" not in page


def test_whoever_may_not_watch_it_is_told_of_no_piece(cast: Cast, video: Video) -> None:
    video.title.maturity_years = 18  # type: ignore[union-attr]
    db.session.commit()
    answer = cast.child.get(f"/watch/{video.reference}")
    assert answer.status_code == 404 and "m4s" not in answer.text
