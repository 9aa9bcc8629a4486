"""Films in a bucket are delivered as from the folder, to whoever may see them."""

from __future__ import annotations

from urllib.request import urlopen

import pytest
from flask import Flask

from app.media.bucket import Bucket
from app.media.models import Video
from app.watching.casting import cast_address
from tests.cast import Cast
from tests.films import FILES
from tests.media.buckets.conftest import SEGMENT, moved
from tests.media.test_delivery import address_for
from tests.watching.beating import opened


def test_it_is_delivered_in_parts_and_conditionally(cast: Cast, bucket: Bucket, video: Video) -> None:
    moved(video, "bucket")
    path, client = address_for(cast.owner, video) + "direct.mp4", cast.owner.client
    whole = client.get(path)
    part = client.get(path, headers={"Range": "bytes=10-29"})
    assert (part.status_code, part.data) == (206, FILES["direct.mp4"][10:30])
    assert part.headers["Content-Range"] == f"bytes 10-29/{len(FILES['direct.mp4'])}"
    assert client.get(path, headers={"Range": "bytes=-5"}).data == FILES["direct.mp4"][-5:]
    assert client.get(path, headers={"Range": "bytes=9999999-"}).status_code == 416
    assert client.get(path, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    assert client.get(path, headers={"If-Match": '"another"'}).status_code == 412
    head = client.head(path)
    assert (head.status_code, head.data, head.content_length) == (200, b"", len(FILES["direct.mp4"]))


def test_strangers_and_children_get_nothing_out_of_it(
    app: Flask, cast: Cast, bucket: Bucket, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved(video, "bucket")
    address = address_for(cast.owner, video)
    stranger = address_for(cast.stranger, video)
    for mode, status in (("app", 200), ("redirect", 302)):
        monkeypatch.setitem(app.config, "DELIVERY", mode)
        assert cast.child.get(address + SEGMENT).status_code == cast.stranger.get(address + SEGMENT).status_code == 404
        assert cast.child.get(address_for(cast.child, video) + SEGMENT).status_code == 404
        assert cast.stranger.get(stranger + SEGMENT).status_code == status  # a member of this house, by its own address


def test_the_bucket_itself_sends_segments_where_it_may(
    app: Flask, cast: Cast, bucket: Bucket, s3: str, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved(video, "bucket")
    monkeypatch.setitem(app.config, "DELIVERY", "redirect")
    monkeypatch.setitem(app.config, "MEDIA_ORIGIN", s3)
    address = address_for(cast.owner, video)
    answer = cast.owner.get(address + SEGMENT)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "no-store")
    assert answer.headers["Location"].startswith(f"{s3}/") and "X-Amz-Expires=300" in answer.headers["Location"]
    with urlopen(answer.headers["Location"]) as sent:  # noqa: S310
        assert sent.read() == FILES[SEGMENT]
    for name in ("master.m3u8", "s-en/captions.vtt", "still-640.webp"):
        assert cast.owner.get(address + name).data == FILES[name]
    assert cast.owner.get(address + "v240/%2e%2e/direct.mp4").status_code == 404
    policy = cast.owner.get("/").headers["Content-Security-Policy"]
    assert f"media-src 'self' blob: {s3};" in policy and f"connect-src 'self' {s3};" in policy


def test_another_screen_gets_it_from_there(
    app: Flask, cast: Cast, bucket: Bucket, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved(video, "bucket")
    address = cast_address(opened(cast.owner, video))
    assert cast.anonymous.get(address).data == FILES["direct.mp4"]
    monkeypatch.setitem(app.config, "DELIVERY", "redirect")
    answer = cast.anonymous.get(address)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "no-store")
    with urlopen(answer.headers["Location"]) as sent:  # noqa: S310
        assert sent.read() == FILES["direct.mp4"]


def test_a_cache_in_front_of_the_bucket_may_hold_segments_and_nothing_else(bucket: Bucket, video: Video) -> None:
    moved(video, "bucket")
    said = {}
    for name in (SEGMENT, "direct.mp4", "master.m3u8", "s-en/captions.vtt"):
        with urlopen(bucket.address(video.reference, name, 60)) as answer:  # noqa: S310
            said[name] = (answer.headers["Cache-Control"], answer.headers["Content-Type"])
    assert said[SEGMENT] == ("public, max-age=86400", "video/iso.segment")
    assert said["direct.mp4"] == ("public, max-age=86400", "video/mp4")
    assert {cache for cache, _ in (said["master.m3u8"], said["s-en/captions.vtt"])} == {"private, no-store"}


def test_what_lies_in_the_folder_is_sent_by_us_then_too(
    app: Flask, cast: Cast, bucket: Bucket, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "DELIVERY", "redirect")
    assert cast.owner.get(address_for(cast.owner, video) + SEGMENT).data == FILES[SEGMENT]
