"""What the gate says somebody is in the middle of."""

from __future__ import annotations

import pytest

from app.catalogue.models import Title
from app.foundation.db import db
from tests.cast import Cast
from tests.programme import make_progress, make_series, make_title, make_video


def begun(cast: Cast, title: Title, who: str = "owner") -> None:
    make_progress(cast.profiles[who], make_video(title), 0.5)
    db.session.commit()


def gate(cast: Cast, who: str = "owner") -> str:
    return getattr(cast, who).get("/profiles").text


def test_the_gate_says_what_somebody_is_in_the_middle_of(cast: Cast) -> None:
    begun(cast, make_title("Ferry at Noon"))
    assert "Ferry at Noon" in gate(cast)


def test_an_episode_is_named_by_its_number(cast: Cast) -> None:
    title = make_series("The Signal Box")
    make_progress(cast.profiles["owner"], make_video(episode=title.seasons[0].episodes[1]), 0.5)
    db.session.commit()
    assert "The Signal Box, E2" in gate(cast)


@pytest.mark.parametrize("age", [18, None])
def test_a_title_that_the_child_may_not_see_is_not_named(cast: Cast, age: int | None) -> None:
    begun(cast, make_title("Knives After Dark", age))
    assert "Knives After Dark" not in gate(cast)


def test_nothing_is_told_from_behind_a_pin(cast: Cast) -> None:
    cast.profiles["owner"].pin_hash = "kept"
    begun(cast, make_title("Ferry at Noon"))
    assert "Ferry at Noon" not in gate(cast)


def test_another_house_hears_nothing(cast: Cast) -> None:
    begun(cast, make_title("Ferry at Noon"))
    assert "Ferry at Noon" not in gate(cast, "stranger")
