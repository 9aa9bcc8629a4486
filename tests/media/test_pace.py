"""What is said of an encode's speed."""

from __future__ import annotations

import pytest

from app.media import pace
from app.media.pace import Pace, left


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s left"), (40, "40 s left"), (100, "2 min left"), (7800, "2 h 10 min left")]
)
def test_what_is_left_is_told_as_people_say_it(seconds: float, words: str) -> None:
    assert left(seconds) == words


def test_speed_is_that_of_this_try_and_not_believed_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(pace.time, "monotonic", lambda: now[0])
    told = Pace(length_s=600)
    assert told.words(0.5) == ""  # it goes on in the middle
    now[0] += 1
    assert told.words(0.51) == ""
    now[0] += 29
    assert told.words(0.6) == "2.0 times as fast as it plays, 2 min left"
    assert "times" not in Pace(length_s=600).words(0.5)
