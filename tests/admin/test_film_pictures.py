"""An editor makes a frame of the film its poster, its backdrop or its still."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from app.catalogue.artwork import picture_path
from app.catalogue.models import Artwork, Title
from app.foundation.db import db
from app.media.models import Video
from app.media.place import media_folder
from tests.cast import Cast, Person
from tests.films import film, ready_video, series

COLOURS = ((200, 20, 20), (20, 200, 20), (20, 20, 200))


def offer(video: Video) -> Video:
    """Two frames of three stripes: red, green and blue."""
    frame = Image.new("RGB", (1280, 720))
    for number, colour in enumerate(COLOURS):
        frame.paste(colour, (427 * number, 0, 427 * number + 427, 720))
    for number in range(2):
        frame.save(media_folder().package_path(video.reference) / f"offered-{number}.webp", "WEBP")
    video.facts = {**video.facts, "offered_s": [12.0, 61.5]}
    db.session.commit()
    return video


def use(person: Person, video: Video, word: str, frame: str = "2") -> int:
    return person.post(f"/admin/videos/{video.id}/frames", {"frame": frame, "use": word}).status_code


def pictures(**subject: int) -> list[tuple[str, int, int]]:
    rows = db.session.scalars(db.select(Artwork).filter_by(**subject).order_by(Artwork.id))
    return [(row.kind, row.width, row.height) for row in rows]


def test_the_page_offers_frames_with_their_moments(cast: Cast) -> None:
    video = offer(ready_video(film()))
    page = cast.editor.get(f"/admin/videos/details/?id={video.id}").text
    assert page.count('name="frame"') == 2
    assert 'alt="At 1:01"' in page
    answer = cast.editor.get(f"/admin/videos/{video.id}/frames/2")
    assert (answer.status_code, answer.content_type) == (200, "image/webp")
    assert Image.open(BytesIO(answer.data)).size == (1280, 720)


@pytest.mark.parametrize(
    ("word", "kind", "size", "colour"),
    [
        ("backdrop", "backdrop", (1280, 720), 0),
        ("still", "still", (1280, 720), 0),
        ("poster-left", "poster", (480, 720), 0),
        ("poster", "poster", (480, 720), 1),
        ("poster-right", "poster", (480, 720), 2),
    ],
)
def test_a_frame_becomes_a_picture(cast: Cast, word: str, kind: str, size: tuple[int, int], colour: int) -> None:
    video = offer(ready_video(film()))
    assert use(cast.editor, video, word) == 303
    assert pictures(title_id=video.title_id) == [(kind, *size)]
    row = db.session.scalars(db.select(Artwork)).one()
    with Image.open(picture_path(row.reference, 400 if kind == "poster" else 640)) as kept:
        seen = kept.convert("RGB").getpixel((60 if kind != "poster" else kept.width // 2, kept.height // 2))
    assert seen == pytest.approx(COLOURS[colour], abs=12)


def test_it_takes_the_place_and_the_room_of_the_one_before(cast: Cast) -> None:
    video = offer(ready_video(film()))
    use(cast.editor, video, "backdrop", "1")
    first = db.session.scalars(db.select(Artwork.reference)).one()
    use(cast.editor, video, "backdrop")
    assert len(pictures(title_id=video.title_id)) == 1
    assert not picture_path(first, 640).exists()


def test_an_episode_gives_itself_a_still_and_its_series_a_backdrop(cast: Cast) -> None:
    show = series()
    video = offer(ready_video(show.seasons[0].episodes[0]))
    for word in ("still", "backdrop"):
        use(cast.editor, video, word)
    assert pictures(episode_id=video.episode_id) == [("still", 1280, 720)]
    assert pictures(title_id=show.id) == [("backdrop", 1280, 720)]


@pytest.mark.parametrize(
    ("word", "frame"), [("portrait", "1"), ("", "1"), ("still", "3"), ("still", "0"), ("still", "")]
)
def test_what_is_not_offered_changes_nothing(cast: Cast, word: str, frame: str) -> None:
    video = offer(ready_video(film()))
    assert use(cast.editor, video, word, frame) == 303
    assert "Choose one of the pictures" in cast.editor.get(f"/admin/videos/details/?id={video.id}").text
    assert db.session.scalars(db.select(Artwork)).all() == []


def test_a_picture_that_is_gone_is_not_found_and_nothing_changes(cast: Cast) -> None:
    video = offer(ready_video(film()))
    (media_folder().package_path(video.reference) / "offered-1.webp").unlink()
    assert use(cast.editor, video, "still") == 404
    assert cast.editor.get(f"/admin/videos/{video.id}/frames/7").status_code == 404
    assert db.session.scalars(db.select(Artwork)).all() == []


def test_nobody_else_sees_or_chooses_them(cast: Cast) -> None:
    video = offer(ready_video(film(published=False)))
    for person in (cast.stranger, cast.child, cast.moderator):
        assert use(person, video, "still") in (403, 404)
        assert person.get(f"/admin/videos/{video.id}/frames/2").status_code in (403, 404)
    assert db.session.scalars(db.select(Title)).one().artwork == []
