"""Intro and credits by hand: an editor's word goes before what the sound tells."""

from __future__ import annotations

from typing import Any

import pytest

from app.foundation.db import db
from app.media.marks import MarkRefused, read_mark, write_mark
from app.media.models import Video
from app.watching.progress import is_over
from tests.cast import Cast, Person
from tests.films import ready_video, series

FOUND = {"intro": [3.4, 20.2], "credits": [90.0, 100.0]}


@pytest.fixture
def video(cast: Cast) -> Video:
    """The first of two episodes, whose marks were found."""
    seasons = series(numbers=((1, 1), (1, 2))).seasons
    first = ready_video(seasons[0].episodes[0])
    ready_video(seasons[0].episodes[1])
    first.marks_found = FOUND
    db.session.commit()
    return first


def edit(person: Person, video: Video, intro: str, credit: str = "1:30-1:40") -> Any:
    """As the form does."""
    facts = {"name": "", "role": "main", "chapter_lines": "", "intro_line": intro, "credits_line": credit}
    return person.post(f"/admin/videos/edit/?id={video.id}", facts)


def kept(video: Video) -> Video:
    db.session.expire_all()
    return db.session.get_one(Video, video.id)


@pytest.mark.parametrize(
    ("text", "mark"),
    [("0:45-2:15", [45, 135]), (" 1:00:00 – 1:01:00 ", [3600, 3660]), ("None", "none"), (" ", None)],
)
def test_a_mark_is_read(text: str, mark: object) -> None:
    assert read_mark(text) == mark
    assert read_mark(write_mark(read_mark(text))) == mark


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0:45", "Give it like"),
        ("0:75-1:00", "Give it like"),
        ("a-b", "Give it like"),
        ("٠:٤٥-٢:١٥", "Give it like"),
        ("0:45-0:45", "ends no later"),
        ("0:45-2:15", "The film ends at 1:40"),
    ],
)
def test_a_mark_that_cannot_be_used_is_refused(text: str, reason: str) -> None:
    with pytest.raises(MarkRefused, match=reason):
        read_mark(text, 100)


def test_an_editor_moves_the_intro_and_takes_that_back(cast: Cast, video: Video) -> None:
    assert edit(cast.editor, video, "0:05-0:25").status_code == 303
    assert kept(video).marks_by_hand == {"intro": [5.0, 25.0]}  # the credits say the same as what was found
    assert 'data-skip="5.0-25.0"' in cast.owner.get(f"/watch/{video.reference}").text
    assert 'value="0:05-0:25"' in cast.editor.get(f"/admin/videos/edit/?id={video.id}").text
    edit(cast.editor, video, "")
    assert (kept(video).marks_by_hand, kept(video).marks) == (None, FOUND)


def test_none_takes_the_button_away(cast: Cast, video: Video) -> None:
    edit(cast.editor, video, "none", "none")
    assert kept(video).marks == {}
    page = cast.owner.get(f"/watch/{video.reference}").text
    assert "Skip intro" not in page
    assert "data-from" not in page


def test_the_next_episode_is_offered_from_the_credits_on_unless_something_follows(cast: Cast, video: Video) -> None:
    assert 'data-from="90.0"' in cast.owner.get(f"/watch/{video.reference}").text
    edit(cast.editor, video, "", "1:00-1:10")
    assert "data-from" not in cast.owner.get(f"/watch/{video.reference}").text


def test_the_recap_is_marked_by_hand_and_credits_are_skipped_to_what_follows(cast: Cast, video: Video) -> None:
    facts = {"name": "", "role": "main", "chapter_lines": "", "intro_line": "", "credits_line": "1:00-1:10"}
    assert (
        cast.editor.post(f"/admin/videos/edit/?id={video.id}", facts | {"recap_line": "0:00-0:04"}).status_code == 303
    )
    page = cast.owner.get(f"/watch/{video.reference}").text
    for said in ("Skip recap", 'data-skip="0.0-4.0"', "Skip intro", "Skip credits", 'data-skip="60.0-70.0"'):
        assert said in page
    answer = cast.editor.post(f"/admin/videos/edit/?id={video.id}", facts | {"recap_line": "0:30-0:20"})
    assert answer.status_code == 422 and "It ends no later" in answer.text


def test_a_mistake_is_named_at_its_field_and_the_rest_kept(cast: Cast, video: Video) -> None:
    answer = edit(cast.editor, video, "0:30-0:20", "none")
    assert answer.status_code == 422
    assert "It ends no later than it begins." in answer.text
    assert 'value="0:30-0:20"' in answer.text
    assert kept(video).marks == FOUND


def test_nobody_else_marks_it(cast: Cast, video: Video) -> None:
    for person in (cast.stranger, cast.child, cast.moderator):
        assert edit(person, video, "none").status_code in (403, 404)
    assert kept(video).marks == FOUND


def test_it_counts_as_seen_when_the_credits_begin(cast: Cast, video: Video) -> None:
    assert is_over(90.0, video)
    assert not is_over(89.9, video)
    video.marks_by_hand = {"credits": [60.0, 70.0]}  # something follows them
    assert not is_over(75.0, video)
    assert is_over(95.0, video)
