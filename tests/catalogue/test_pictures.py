"""Pictures: decoded and encoded anew, refused when they are none, kept by browsers only under their version."""

from __future__ import annotations

import io
import re
import struct
import zlib
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from app.catalogue.artwork import PictureRefused, drop_picture, keep_picture, picture_path
from app.catalogue.models import Artwork, Title
from app.foundation.db import db
from tests.cast import Cast
from tests.programme import make_series, make_title


def picture(width: int = 1600, height: int = 900, format: str = "JPEG", **more: object) -> io.BytesIO:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), (120, 40, 90)).save(stream, format, **more)
    return stream


def hang(title: Title, kind: str = "poster", **more: int) -> Artwork:
    kept = keep_picture(picture(), kind)
    row = Artwork(reference=kept.reference, kind=kind, width=kept.width, height=kept.height, **more)
    if not more:
        row.title_id = title.id
    db.session.add(row)
    db.session.commit()
    return row


def bomb(side: int) -> io.BytesIO:
    """A PNG of a few bytes whose header promises `side` x `side` pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return io.BytesIO(head + struct.pack(">I", 64) + b"IDAT" + b"\0" * 68)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "TIFF"])
def test_a_picture_is_kept_in_every_width_as_webp(app: Flask, format: str) -> None:
    kept = keep_picture(picture(format=format), "poster")
    assert (kept.width, kept.height) == (1600, 900)
    for width in (200, 400, 800):
        with Image.open(picture_path(kept.reference, width)) as image:
            assert (image.format, image.width) == ("WEBP", width)


def test_what_a_camera_says_of_its_owner_goes(app: Flask) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Ruth's camera", 6
    kept = keep_picture(picture(exif=exif), "still")
    assert (kept.width, kept.height) == (900, 1600), "turned upright"
    data = picture_path(kept.reference, 640).read_bytes()
    assert b"Ruth" not in data
    assert b"EXIF" not in data


def test_a_small_picture_is_not_blown_up(app: Flask) -> None:
    kept = keep_picture(picture(100, 150), "poster")
    with Image.open(picture_path(kept.reference, 800)) as image:
        assert image.size == (100, 150)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<!doctype html><p>hello",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        picture().getvalue()[:300],
    ],
)
def test_what_is_no_picture_is_refused_and_leaves_nothing(app: Flask, data: bytes) -> None:
    with pytest.raises(PictureRefused, match="no picture"):
        keep_picture(io.BytesIO(data), "poster")
    assert leftovers(app) == []


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [7_000, 10_000, 60_000])
def test_a_bomb_is_refused_by_its_header(app: Flask, side: int) -> None:
    with pytest.raises(PictureRefused, match="40 million"):
        keep_picture(bomb(side), "poster")


def test_too_many_bytes_are_refused(app: Flask) -> None:
    with pytest.raises(PictureRefused, match="20 MB"):
        keep_picture(io.BytesIO(b"\xff" * (20 * 1024 * 1024 + 1)), "poster")


def test_a_speck_is_refused(app: Flask) -> None:
    with pytest.raises(PictureRefused, match="only 3 × 3"):
        keep_picture(picture(3, 3, "PNG"), "poster")


def test_a_failure_while_writing_leaves_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.catalogue.artwork.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep_picture(picture(), "poster")
    assert leftovers(app) == []


def test_a_dropped_picture_is_gone_and_may_be_dropped_twice(app: Flask) -> None:
    kept = keep_picture(picture(), "poster")
    drop_picture(kept.reference)
    drop_picture(kept.reference)
    assert not picture_path(kept.reference, 400).exists()


def test_a_given_poster_stands_in_lists_instead_of_the_drawn_one(cast: Cast) -> None:
    title = make_title("Comet")
    assert "/titles/comet/poster.svg?v=" in cast.owner.get("/browse").text
    art = hang(title)
    assert f"/titles/comet/poster-400.webp?v={art.reference}" in cast.owner.get("/browse").text
    answer = cast.owner.get(f"/titles/comet/poster-400.webp?v={art.reference}")
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")


def test_a_kept_picture_is_asked_about_each_time_for_a_child_may_be_next(cast: Cast) -> None:
    make_title("Comet", 16)
    address = re.search(r"/titles/comet/poster\.svg\?v=\w+", cast.owner.get("/browse").text)
    assert address
    answer = cast.owner.get(address[0])
    assert set(answer.headers["Cache-Control"].split(", ")) == {"private", "no-cache"}
    known = {"If-None-Match": answer.headers["ETag"]}
    assert cast.owner.get(address[0], headers=known).status_code == 304
    assert cast.child.get(address[0], headers=known).status_code == 404


def test_a_new_name_gives_the_drawn_poster_a_new_version(cast: Cast) -> None:
    title = make_title("Comet")
    before = cast.owner.get("/titles/comet/poster.svg").headers["ETag"]
    title.name = "Comets"
    db.session.commit()
    assert cast.owner.get("/titles/comet/poster.svg").headers["ETag"] != before


def test_a_given_picture_of_a_hidden_title_is_not_found(cast: Cast) -> None:
    art = hang(make_title("Late", 18))
    assert cast.owner.get(f"/titles/late/poster-400.webp?v={art.reference}").status_code == 200
    for who in (cast.child, cast.teenager):
        assert who.get(f"/titles/late/poster-400.webp?v={art.reference}").status_code == 404


@pytest.mark.parametrize(
    "name", ["poster-401", "poster-0", "poster-9999999999", "backdrop-640", "portrait-200", "s1e1-640"]
)
def test_a_picture_that_there_is_not_is_not_found(cast: Cast, name: str) -> None:
    hang(make_title("Comet"))
    assert cast.owner.get(f"/titles/comet/{name}.webp").status_code == 404


def test_a_series_without_a_still_shows_its_first_episodes(cast: Cast) -> None:
    series = make_series("Aurora", seasons=1)
    art = hang(series, "still", episode_id=series.seasons[0].episodes[0].id)
    assert cast.owner.get("/titles/aurora/still-640.webp").status_code == 200
    assert cast.owner.get("/titles/aurora/s1e1-640.webp").status_code == 200
    assert cast.owner.get("/titles/aurora/s1e2-640.webp").status_code == 404
    assert f"/titles/aurora/s1e1-640.webp?v={art.reference}" in cast.owner.get("/titles/aurora").text


def test_a_portrait_is_shown_to_whoever_may_see_the_person(cast: Cast) -> None:
    title = make_title("Late", 18, people=["Nils Abara"])
    hang(title, "portrait", person_id=title.credits[0].person_id)
    assert cast.owner.get("/people/nils-abara/portrait-200.webp").status_code == 200
    assert cast.child.get("/people/nils-abara/portrait-200.webp").status_code == 404


def leftovers(app: Flask) -> list[str]:
    folder = Path(app.config["INSTANCE"]) / "artwork"
    return [p.name for p in folder.glob(".*")] if folder.exists() else []
