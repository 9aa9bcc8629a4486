"""How captions look to a profile, wherever it watches."""

from __future__ import annotations

import pytest

from app.foundation.db import db
from app.profiles.models import Profile
from app.watching.caption_look import LOOKS, look_of
from tests.cast import Cast
from tests.films import film, ready_video

LOOK = {"size": "150", "colour": "yellow", "ground": "solid", "edge": "outline", "place": "top"}


def test_what_was_chosen_stands_on_the_next_page_of_every_device(cast: Cast) -> None:
    video = ready_video(film(), duration_s=100)
    assert cast.owner.post("/captions/look", LOOK).status_code == 204
    html = cast.person("owner").get(f"/watch/{video.reference}").text
    for name, value in LOOK.items():
        assert f'data-caption-{name}="{value}"' in html
    assert 'data-caption-size="100"' in cast.teenager.get(f"/watch/{video.reference}").text


@pytest.mark.parametrize(
    ("field", "value"),
    [("size", "1000"), ("size", ""), ("colour", '"><script>'), ("place", "\0"), ("edge", "x" * 9000)],
)
def test_what_is_no_choice_is_refused_and_changes_nothing(cast: Cast, field: str, value: str) -> None:
    answer = cast.owner.post("/captions/look", {**LOOK, field: value})
    assert answer.status_code == 422 and answer.text
    kept = db.session.get_one(Profile, cast.profiles["owner"].id, populate_existing=True)
    assert kept.caption_look == {}


def test_the_child_chooses_too_and_nobody_from_the_street(cast: Cast) -> None:
    assert cast.child.post("/captions/look", LOOK).status_code == 204
    assert cast.anonymous.post("/captions/look", LOOK).status_code in (302, 303, 401)


def test_a_choice_that_is_no_more_counts_as_none() -> None:
    assert look_of({"size": "9000", "colour": "yellow"})["size"] == "100"
    assert look_of({}) == {name: next(iter(said)) for name, (_, said) in LOOKS.items()}
