"""What other devices of a profile are told of its list and of where it stands, and what telling costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.foundation.db import db
from app.foundation.events import Event, to_profile
from app.media.models import Video
from app.watching.models import Playback, Progress
from app.watching.playbacks import open_playback
from tests.cast import Cast, Person
from tests.films import film, ready_video
from tests.statements import count_statements


@pytest.fixture
def video(cast: Cast) -> Video:
    return ready_video(film(age=12), duration_s=100)


def opened(person: Person, video: Video) -> Playback:
    assert person.profile is not None
    playback = open_playback(person.session_id, person.profile, video)
    db.session.commit()
    return playback


def beat(person: Person, playback: Playback, video: Video, sequence: int, position: float, status: int = 204) -> None:
    data = {"playback": playback.reference, "sequence": sequence, "position_s": position, "duration": 100}
    assert person.post(f"/watch/{video.reference}/progress", data).status_code == status


def told(kind: str = "progress-changed") -> list[tuple[str, dict[str, Any]]]:
    select = db.select(Event).where(Event.kind == kind).order_by(Event.id)
    return [(row.audience, row.facts) for row in db.session.scalars(select)]


def test_the_first_beat_is_told_and_then_none_for_a_minute(cast: Cast, video: Video) -> None:
    playback = opened(cast.owner, video)
    for sequence in range(1, 7):
        beat(cast.owner, playback, video, sequence, 10 + sequence * 5)
    assert told() == [(to_profile(cast.profiles["owner"].id), {"title": video.work.id})]
    row = db.session.get_one(Progress, (cast.profiles["owner"].id, video.id), populate_existing=True)
    assert row.told_at
    row.told_at -= timedelta(minutes=1, seconds=1)
    db.session.commit()
    beat(cast.owner, playback, video, 7, 50)
    assert len(told()) == 2


def test_it_is_told_when_it_counts_as_begun_and_when_it_is_finished_once(cast: Cast, video: Video) -> None:
    playback = opened(cast.owner, video)
    for sequence, position, times in ((1, 1, 1), (2, 2, 1), (3, 3.5, 2), (4, 50, 2), (5, 96, 3), (6, 98, 3)):
        beat(cast.owner, playback, video, sequence, position)
        assert len(told()) == times, position


def test_another_opening_is_told_at_once_and_a_late_beat_never(cast: Cast, video: Video) -> None:
    old, new = opened(cast.owner, video), opened(cast.owner, video)
    beat(cast.owner, old, video, 1, 40)
    beat(cast.owner, new, video, 1, 50)
    assert len(told()) == 2
    beat(cast.owner, old, video, 9, 99, status=409)
    assert len(told()) == 2


def test_a_beat_that_tells_nothing_costs_nothing_more_and_one_that_tells_one_insert(cast: Cast, video: Video) -> None:
    playback = opened(cast.owner, video)
    costs = []
    for sequence, position in ((1, 10), (2, 20), (3, 30), (4, 97)):
        with count_statements() as asked:
            beat(cast.owner, playback, video, sequence, position)
        costs.append([one.split()[0] for one in asked if one.startswith(("INSERT", "UPDATE", "DELETE"))])
    quiet = ["UPDATE", "INSERT"]  # the playback's beat, and the place
    assert costs == [[*quiet, "INSERT"], quiet, quiet, [*quiet, "INSERT"]]


def test_my_list_is_told_to_the_profile_alone_with_its_answer(cast: Cast, video: Video) -> None:
    slug, title_id = video.work.slug, video.work.id
    answer = cast.owner.post(f"/my-list/{slug}", fragment=True)
    assert f'"my-list-changed": {{"title": {title_id}}}' in answer.headers["HX-Trigger"]
    assert answer.headers["Matinee-Facts"] == str(db.session.scalar(db.select(db.func.max(Event.id))))
    cast.owner.post(f"/my-list/{slug}/remove", fragment=True)
    assert told("my-list-changed") == [(to_profile(cast.profiles["owner"].id), {"title": title_id})] * 2


def test_what_is_taken_off_continue_watching_and_put_back_is_told(cast: Cast, video: Video) -> None:
    beat(cast.owner, opened(cast.owner, video), video, 1, 40)
    for path in (f"/continue/{video.reference}/remove", f"/continue/{video.reference}"):
        answer = cast.owner.post(path, fragment=True)
        assert f'"progress-changed": {{"title": {video.work.id}}}' in answer.headers["HX-Trigger"]
    assert len(told()) == 3


def test_the_play_buttons_ask_again_at_their_own_address(cast: Cast, video: Video) -> None:
    beat(cast.owner, opened(cast.owner, video), video, 1, 40)
    address = f"/titles/{video.work.slug}/play"
    part = cast.owner.get(address, fragment=True)
    assert "Resume, 1 min left" in part.text and f"progress-changed-{video.work.id} from:body" in part.text
    assert part.text.strip() in cast.owner.get(f"/titles/{video.work.slug}").text
    assert cast.owner.get(address).status_code == 303
    assert cast.child.get(address, fragment=True).status_code == 404
    assert "Resume" not in cast.stranger.get(address, fragment=True).text
