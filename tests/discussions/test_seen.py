"""The reader's own word that they have seen it: it opens the curtain, and can be taken back."""

from __future__ import annotations

import json
import re

from app.foundation.db import db
from app.watching.models import Playback, Progress
from tests.discussions.conftest import Talk

SERIES = "/titles/night-ferry/discussion"


def progress_of(talk: Talk, who: str) -> list[Progress]:
    db.session.expire_all()
    mine = db.select(Progress).filter_by(profile_id=talk.cast.profiles[who].id)
    return list(db.session.scalars(mine))


def test_an_episode_counts_as_seen_and_its_posts_open(talk: Talk) -> None:
    talk.seen("owner", 0.5, 1, 2)
    talk.say("owner", "The echo.")
    page = talk.page("stranger")
    assert "The echo." not in page and "I have seen S1 E2" in page
    answer = talk.cast.stranger.post(f"{SERIES}/seen", {"episode": "S1 E2"}, fragment=True)
    said = json.loads(answer.headers["HX-Trigger"])
    assert answer.status_code == 204 and said["notice"]["text"] == "S1 E2 counts as seen." and "posts-changed" in said
    assert "The echo." in talk.page("stranger")
    assert [row.ended_at is not None for row in db.session.scalars(db.select(Playback))] == [True]
    assert talk.cast.stranger.post(said["notice"]["undo_url"], fragment=True).status_code == 204
    assert "The echo." not in talk.page("stranger") and progress_of(talk, "stranger") == []


def test_taking_it_back_restores_the_place_that_was(talk: Talk) -> None:
    before = talk.seen("stranger", 0.25, 1, 2)
    was, at = (before.furthest_s, before.position_s, before.finished_at), before.updated_at
    answer = talk.cast.stranger.post(f"{SERIES}/seen", {"episode": "S1E2"})
    assert answer.status_code == 303 and progress_of(talk, "stranger")[0].furthest_s == 600.0
    page = talk.cast.stranger.get(answer.headers["Location"]).text
    assert "Not seen after all?" in page
    undo = re.search(r'action="([^"]+unseen[^"]+)"', page)
    assert undo and talk.cast.stranger.post(undo[1]).status_code == 303
    row = progress_of(talk, "stranger")[0]
    assert (row.furthest_s, row.position_s, row.finished_at) == was
    assert row.updated_at == at.replace(microsecond=0), "it stands where it stood among what was watched"


def test_what_counts_as_seen_already_has_nothing_to_take_back(talk: Talk) -> None:
    talk.cast.stranger.post(f"{SERIES}/seen", {"episode": "S1E2"}, fragment=True)
    again = talk.cast.stranger.post(f"{SERIES}/seen", {"episode": "S1E2"}, fragment=True)
    assert not json.loads(again.headers["HX-Trigger"])["notice"].get("undo_url")
    page = talk.cast.stranger.post(f"{SERIES}/seen", {"episode": "S1E2"})
    assert "Not seen after all?" not in talk.cast.stranger.get(page.headers["Location"]).text


def test_of_a_series_one_episode_is_named(talk: Talk) -> None:
    assert talk.cast.stranger.post(f"{SERIES}/seen").status_code == 404
    assert progress_of(talk, "stranger") == []


def test_what_was_watched_on_since_is_not_taken_back(talk: Talk) -> None:
    answer = talk.cast.stranger.post(f"{SERIES}/seen", {"episode": "S1E2"}, fragment=True)
    undo = json.loads(answer.headers["HX-Trigger"])["notice"]["undo_url"]
    progress_of(talk, "stranger")[0].playback_id += 1
    db.session.commit()
    assert talk.cast.stranger.post(undo).status_code == 409
    assert len(progress_of(talk, "stranger")) == 1


def test_a_forged_or_borrowed_word_changes_nothing(talk: Talk) -> None:
    answer = talk.cast.stranger.post(f"{SERIES}/seen", {"episode": "S1E2"}, fragment=True)
    undo = json.loads(answer.headers["HX-Trigger"])["notice"]["undo_url"]
    assert talk.cast.owner.post(undo).status_code == 409
    for forged in ("", "x", undo.split("was=")[1][:-2] + "xx", "\x00"):
        assert talk.cast.stranger.post(f"{SERIES}/unseen?was={forged}").status_code == 409
        assert "Not seen after all?" not in talk.page("stranger", more=f"?unsee={forged}")
    assert len(progress_of(talk, "stranger")) == 1


def test_what_there_is_no_film_of_cannot_be_seen(talk: Talk) -> None:
    for form in ({}, {"episode": "S9E9"}, {"episode": "x"}, {"episode": "S1E2\x00"}):
        assert talk.cast.stranger.post(f"{SERIES}/seen", form).status_code == 404
    assert talk.cast.stranger.post("/titles/moth-hour/discussion/seen").status_code == 303
