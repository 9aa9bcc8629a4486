"""Who may not speak, of what, how often; and what has just gone. Whoever is refused keeps their words."""

from __future__ import annotations

import json

import pytest

from app.foundation.db import db
from app.moderation.models import Suspension
from tests.discussions.conftest import FILM, SERIES, Talk, posts
from tests.programme import make_title


def suspend(talk: Talk, who: str) -> None:
    db.session.add(Suspension.of(talk.cast.profiles[who], "You told the ending."))
    db.session.commit()


def test_a_child_neither_reads_nor_posts(talk: Talk) -> None:
    make_title("Goose Post")
    talk.say("owner", "Not for you.", "goose-post")
    assert "discussion" not in talk.cast.child.get("/titles/goose-post").text
    for path in ("", "/1", "/1/edit", "?episode=S1E1"):
        assert talk.cast.child.get(f"/titles/goose-post/discussion{path}").status_code == 403
    for path in ("", "/1/replies", "/1/remove", "/1/restore", "/1/edit", "/seen", "/unseen"):
        assert talk.cast.child.post(f"/titles/goose-post/discussion{path}", {"text": "x"}).status_code == 403
    assert len(posts()) == 1


@pytest.mark.parametrize("fragment", [True, False])
def test_the_suspended_read_on_and_keep_the_words_they_may_not_post(talk: Talk, fragment: bool) -> None:
    talk.say("owner", "Hello.")
    suspend(talk, "stranger")
    page = talk.page("stranger")
    assert "Hello." in page and "You told the ending." in page and "Say something" not in page and ">Reply<" not in page
    answer = talk.cast.stranger.post(SERIES, {"text": "My long thought"}, fragment=fragment)
    assert answer.status_code == 403 and "My long thought" in answer.text and "You told the ending." in answer.text
    assert "You told the ending." in json.loads(answer.headers["HX-Trigger"])["notice"]["text"]
    answer = talk.reply("stranger", posts()[0], "My long answer")
    assert answer.status_code == 403 and "My long answer" in answer.text and len(posts()) == 1


def test_a_title_one_may_not_see_has_no_discussion(talk: Talk) -> None:
    talk.say("owner", "Grown-up things.", "moth-hour")
    talk.film.maturity_years = 18
    db.session.commit()
    for path in ("", "/1", "/1/edit"):
        assert talk.cast.teenager.get(FILM + path).status_code == 404
    for path in ("", "/1/replies", "/1/remove", "/1/restore", "/seen"):
        assert talk.cast.teenager.post(FILM + path, {"text": "x"}).status_code == 404


def test_nobody_changes_or_removes_another_ones_post(talk: Talk) -> None:
    post = talk.say("owner", "Mine.")
    for path in ("edit", "remove", "restore"):
        assert talk.cast.stranger.post(f"{SERIES}/{post.id}/{path}", {"text": "x"}).status_code == 404
    assert talk.cast.stranger.get(f"{SERIES}/{post.id}/edit").status_code == 404
    assert [row.text for row in posts()] == ["Mine."]


def test_a_post_belongs_to_its_own_title(talk: Talk) -> None:
    post = talk.say("owner", "Of the ferry.")
    assert talk.cast.owner.get(f"{FILM}/{post.id}").status_code == 404
    assert talk.cast.owner.post(f"{FILM}/{post.id}/replies", {"text": "x"}).status_code == 404


def test_ten_a_minute_are_enough_and_the_eleventh_keeps_its_words(talk: Talk) -> None:
    answers = [talk.cast.owner.post(SERIES, {"text": f"Thought {n}"}) for n in range(11)]
    assert [answer.status_code for answer in answers] == [303] * 10 + [429]
    assert "Thought 10" in answers[-1].text and int(answers[-1].headers["Retry-After"]) > 0


@pytest.mark.parametrize("how", ["removed", "held"])
@pytest.mark.parametrize("fragment", [True, False])
def test_a_reply_to_what_has_just_gone_is_refused_with_its_words_kept(talk: Talk, how: str, fragment: bool) -> None:
    parent = talk.say("owner", "Gone in a moment.")
    parent.take_back() if how == "removed" else parent.hold("It tells the ending.")
    db.session.commit()
    address = f"{SERIES}/{parent.id}/replies?in=thread"
    answer = talk.cast.stranger.post(address, {"text": "My answer"}, fragment=fragment)
    assert answer.status_code == 409 and "My answer" in answer.text and "was just taken away" in answer.text
    assert "Gone in a moment." not in answer.text and len(posts()) == 1


def test_a_reply_to_a_reply_or_to_nothing_is_not_found(talk: Talk) -> None:
    parent = talk.say("owner", "One level.")
    talk.reply("stranger", parent, "A reply.")
    assert talk.reply("owner", posts()[1], "To the reply").status_code == 404
    assert talk.cast.owner.post(f"{SERIES}/999999/replies", {"text": "x"}).status_code == 404


@pytest.mark.parametrize("fragment", [True, False])
def test_the_suspended_put_nothing_back_into_sight(talk: Talk, fragment: bool) -> None:
    post = talk.say("stranger", "Said too soon.")
    talk.cast.stranger.post(f"{SERIES}/{post.id}/remove")
    suspend(talk, "stranger")
    answer = talk.cast.stranger.post(f"{SERIES}/{post.id}/restore", fragment=fragment)
    assert answer.status_code == 403 and "You told the ending." in answer.text + answer.headers.get("HX-Trigger", "")
    assert "Said too soon." not in talk.page("owner")


def test_to_and_fro_rings_nobody_all_day(talk: Talk) -> None:
    parent = talk.say("owner", "The echo.")
    talk.reply("stranger", parent, "It was her.")
    address, answers = f"{SERIES}/{posts()[-1].id}", []
    for _ in range(12):
        talk.cast.stranger.post(f"{address}/remove")
        answers.append(talk.cast.stranger.post(f"{address}/restore").status_code)
    assert answers[0] == 303 and answers[-1] == 429
