"""What somebody does with their own post: changing, removing, putting back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from app.discussions.jobs import sweep
from app.foundation import clock
from tests.discussions.conftest import SERIES, Talk, place_of_last, posts


def test_one_changes_a_post_and_it_says_so(talk: Talk) -> None:
    post = talk.say("owner", "The ecko.")
    assert "The ecko." in talk.cast.owner.get(f"{SERIES}/{post.id}/edit").text
    answer = talk.cast.owner.post(f"{SERIES}/{post.id}/edit", {"text": "The echo."})
    assert answer.status_code == 303 and answer.headers["Location"] == f"{SERIES}/{post.id}#post-{post.id}"
    page = talk.page("stranger")
    assert "The echo." in page and "ecko" not in page and ">changed<" in page
    refused = talk.cast.owner.post(f"{SERIES}/{post.id}/edit", {"text": "kept" + "x" * 4000})
    assert refused.status_code == 422 and "kept" in refused.text


def test_a_changed_post_may_move_later_but_never_earlier(talk: Talk) -> None:
    talk.seen("owner", 0.5, 1, 1)
    post = talk.say("owner", "The echo.")
    talk.seen("owner", 0.5, 1, 2)
    address = f"{SERIES}/{post.id}/edit"
    assert talk.cast.owner.post(address, {"text": "The echo!", "place": "start"}).status_code == 422
    talk.cast.owner.post(address, {"text": "The echo!"})
    assert place_of_last() == (talk.episode(1, 1).id, 300.0)
    talk.cast.owner.post(address, {"text": "It was her.", "place": f"e{talk.episode(1, 2).id}"})
    assert place_of_last() == (talk.episode(1, 2).id, 300.0)


@pytest.mark.parametrize("fragment", [True, False])
def test_one_removes_a_post_and_undoes_it(talk: Talk, fragment: bool) -> None:
    post = talk.say("owner", "Said too soon.")
    answer = talk.cast.owner.post(f"{SERIES}/{post.id}/remove", fragment=fragment)
    assert "Said too soon." not in talk.page("stranger") and "Said too soon." not in talk.page("owner")
    assert "You removed this." in talk.page("owner") and "removed" not in talk.page("stranger").lower()
    assert talk.cast.stranger.get(f"{SERIES}/{post.id}").status_code == 404
    undo = f"{SERIES}/{post.id}/restore"
    assert f'action="{undo}"' in talk.page("owner")
    if fragment:
        assert answer.status_code == 204 and json.loads(answer.headers["HX-Trigger"])["notice"]["undo_url"] == undo
    talk.cast.owner.post(undo, fragment=fragment)
    assert "Said too soon." in talk.page("stranger")


def test_a_thread_outlives_its_first_post(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    parent, lonely = talk.say("owner", "Said too soon."), talk.say("owner", "Nobody answered.")
    talk.reply("stranger", parent, "But true.")
    for post in (parent, lonely):
        talk.cast.owner.post(f"{SERIES}/{post.id}/remove")
    page = talk.page("member")
    assert "But true." in page and "Removed by whoever wrote it." in page and "Said too soon." not in page
    assert page.count("talk__stub") == 1
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    sweep(None)
    assert [(post.state, post.text) for post in posts()] == [("removed", ""), ("published", "But true.")]
    assert talk.cast.owner.post(f"{SERIES}/{parent.id}/restore").status_code == 404


def test_the_sweep_leaves_the_undo_its_hour(talk: Talk) -> None:
    post = talk.say("owner", "Said too soon.")
    talk.cast.owner.post(f"{SERIES}/{post.id}/remove")
    sweep(None)
    assert [row.text for row in posts()] == ["Said too soon."]
