"""Conditions and ranges: what players ask for, and what hostile ones do."""

from __future__ import annotations

import pytest

from app.media import delivery
from tests.cast import Cast
from tests.films import FILES, film, ready_video
from tests.media.test_delivery import address_for

BODY = FILES["direct.mp4"]
SIZE = len(BODY)


@pytest.fixture
def address(cast: Cast) -> str:
    return address_for(cast.owner, ready_video(film())) + "direct.mp4"


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, SIZE),
        ("bytes=-50", SIZE - 50, SIZE),
        ("bytes=0-99999999", 0, SIZE),
        (f"bytes=-{SIZE * 2}", 0, SIZE),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
    ],
)
def test_a_range_is_answered_with_that_part(cast: Cast, address: str, asked: str, start: int, stop: int) -> None:
    answer = cast.owner.get(address, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.data == BODY[start:stop]
    assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"
    assert answer.headers["Content-Length"] == str(stop - start)


def test_a_range_is_cut_at_the_largest_part(cast: Cast, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "LARGEST_RANGE", 1000)
    answer = cast.owner.get(address, headers={"Range": "bytes=10-"})
    assert (answer.status_code, answer.data) == (206, BODY[10:1010])
    assert answer.headers["Content-Range"] == f"bytes 10-1009/{SIZE}"


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=999999-1000000"])
def test_a_range_past_the_end_cannot_be_satisfied(cast: Cast, address: str, asked: str) -> None:
    answer = cast.owner.get(address, headers={"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "items=0-1", "bytes=5-2", "bytes=a-b", "bytes", "bytes=--5", "bytes=1-2-3", "x" * 5000]
)
def test_an_odd_range_gets_the_whole_or_a_refusal(cast: Cast, address: str, asked: str) -> None:
    answer = cast.owner.get(address, headers={"Range": asked})
    assert answer.status_code in (200, 416)
    assert answer.status_code == 416 or answer.data == BODY


def test_if_range_gives_the_part_only_of_the_same_file(cast: Cast, address: str) -> None:
    known = cast.owner.get(address)
    for match in (known.headers["ETag"], known.headers["Last-Modified"]):
        part = cast.owner.get(address, headers={"Range": "bytes=0-9", "If-Range": match})
        assert (part.status_code, part.data) == (206, BODY[:10])
    for other in ('"another"', "W/" + known.headers["ETag"], "Sat, 01 Jan 2000 00:00:00 GMT"):
        assert cast.owner.get(address, headers={"Range": "bytes=0-9", "If-Range": other}).status_code == 200


def test_what_the_browser_has_already_is_not_sent_again(cast: Cast, address: str) -> None:
    known = cast.owner.get(address)
    for header, value in (
        ("If-None-Match", known.headers["ETag"]),
        ("If-Modified-Since", known.headers["Last-Modified"]),
    ):
        again = cast.owner.get(address, headers={header: value})
        assert (again.status_code, again.data) == (304, b"")
    assert cast.owner.get(address, headers={"If-None-Match": '"old"'}).status_code == 200


def test_a_head_names_the_size_and_sends_nothing(cast: Cast, address: str) -> None:
    answer = cast.owner.client.head(address)
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Content-Length"] == str(SIZE)
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("name", "mimetype"),
    [
        ("master.m3u8", "application/vnd.apple.mpegurl"),
        ("v240/00000.m4s", "video/iso.segment"),
        ("v240/init.mp4", "video/mp4"),
        ("s-en/captions.vtt", "text/vtt"),
        ("storyboard-0.jpg", "image/jpeg"),
        ("still-640.webp", "image/webp"),
    ],
)
def test_each_file_says_what_it_is(cast: Cast, address: str, name: str, mimetype: str) -> None:
    answer = cast.owner.get(address.replace("direct.mp4", name))
    assert answer.mimetype == mimetype
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_playlists_are_not_kept_and_segments_are_asked_about_again(cast: Cast, address: str) -> None:
    playlist = cast.owner.get(address.replace("direct.mp4", "master.m3u8"))
    assert playlist.headers["Cache-Control"] == "no-store"
    assert cast.owner.get(address).headers["Cache-Control"] == "private, max-age=0, must-revalidate"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_media_is_only_read(cast: Cast, address: str, method: str) -> None:
    headers = {"X-CSRFToken": cast.owner.csrf}
    assert getattr(cast.owner.client, method)(address, headers=headers).status_code == 405


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"If-Match": '"another"'}, 412),
        ({"If-Match": "*"}, 200),
        ({"If-Match": "W/{etag}"}, 412),
        ({"If-Match": "{etag}"}, 200),
        ({"If-Match": "{etag}", "If-None-Match": "{etag}"}, 200),
        ({"If-Unmodified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}, 412),
        ({"If-Unmodified-Since": "Mon, 01 Jan 2085 00:00:00 GMT"}, 200),
        ({"If-Unmodified-Since": "no day at all"}, 200),
        ({"If-None-Match": "{etag}"}, 304),
        ({"If-None-Match": '"another"'}, 200),
        ({"If-None-Match": "{etag}", "Range": "bytes=0-9"}, 304),
        ({"If-Match": "{etag}", "Range": "bytes=0-9"}, 206),
        ({"If-Match": '"another"', "Range": "bytes=0-9"}, 412),
    ],
)
def test_conditions_are_kept(cast: Cast, address: str, headers: dict[str, str], code: int) -> None:
    etag = cast.owner.get(address).headers["ETag"]
    answer = cast.owner.get(address, headers={name: value.format(etag=etag) for name, value in headers.items()})
    assert answer.status_code == code
    assert code in (200, 206) or answer.data == b""


def test_head_says_what_get_would(cast: Cast, address: str) -> None:
    told, got = cast.owner.client.head(address), cast.owner.get(address)
    names = ("Content-Length", "Content-Type", "ETag", "Last-Modified", "Accept-Ranges", "Cache-Control")
    assert {name: told.headers.get(name) for name in names} == {name: got.headers.get(name) for name in names}
    assert told.data == b""
