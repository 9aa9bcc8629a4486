"""What moderators hold; and what the bell and the stream say, which is never the words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.discussions.models import Post
from app.foundation.db import db
from app.foundation.events import Event
from app.moderation.deciding import decide_unasked
from app.moderation.models import HIDE, RESTORE
from app.moderation.moderatable import SUBJECTS
from app.notifications.kinds import KINDS
from app.notifications.models import Notification
from tests.discussions.conftest import SERIES, Talk, posts


def test_a_held_post_is_seen_by_its_author_alone_with_the_reason(talk: Talk) -> None:
    post = talk.say("owner", "She drowns.")
    post.hold("It tells the ending.")
    db.session.commit()
    assert "It tells the ending." in talk.page("owner") and "She drowns." in talk.page("owner")
    assert "She drowns." not in talk.page("stranger") and "It tells" not in talk.page("stranger")
    talk.cast.owner.post(f"{SERIES}/{post.id}/edit", {"text": "She swims."})
    assert posts()[0].state == "held"
    posts()[0].release()
    db.session.commit()
    assert "She swims." in talk.page("stranger")


def test_what_its_author_removed_no_decision_brings_back(talk: Talk) -> None:
    post = talk.say("owner", "She drowns.")
    post.take_back()
    post.hold("It tells the ending.")
    post.release()
    assert post.state == "removed"
    post.hold("It tells the ending.")
    post.put_back()
    assert (post.state, post.held_reason) == ("held", "It tells the ending.")


def test_a_post_is_reported_only_by_whoever_is_sent_it(talk: Talk) -> None:
    talk.seen("owner", 0.5, 1, 1)
    post, subject = talk.say("owner", "The echo."), SUBJECTS["post"]
    stranger, owner = talk.cast.profiles["stranger"], talk.cast.profiles["owner"]
    assert subject.find(post.id, stranger) is None and subject.find(post.id, owner) is None
    talk.seen("stranger", 0.6, 1, 1)
    found: Any = subject.find(post.id, stranger)
    assert found is post and subject.author(post) is post.profile and subject.words(post) == "The echo."
    assert subject.url(post) == f"{SERIES}/{post.id}#post-{post.id}" and subject.row(post.id) is post
    assert f"/reports/post/{post.id}" in talk.page("stranger")
    post.hold("It tells the ending.")
    assert subject.find(post.id, stranger) is None and subject.row(post.id) is post


def test_whoever_is_answered_hears_the_bell_without_the_words(talk: Talk) -> None:
    talk.seen("owner", 0.5, 1, 2)
    parent = talk.say("owner", "The echo.")
    talk.seen("stranger", 1, 1, 2)
    talk.seen("stranger", 1, 2, 2)
    talk.reply("stranger", parent, "A secret answer.", later="y")
    talk.reply("owner", parent, "My own answer rings nobody.")
    row = db.session.scalars(db.select(Notification)).one()
    assert row.profile_id == talk.cast.profiles["owner"].id
    assert KINDS["reply"].sentence(row) == "Iris replied to you about Night Ferry, S1 E2"
    assert "secret" not in json.dumps(row.facts)
    page = talk.cast.owner.get(row.url)
    assert page.status_code == 200 and "A secret answer." not in page.text and "1 post after where" in page.text


def test_open_pages_are_told_that_something_changed_and_nothing_more(talk: Talk) -> None:
    talk.seen("owner", 0.5, 1, 2)
    post = talk.say("owner", "A secret word.")
    talk.cast.owner.post(f"{SERIES}/{post.id}/edit", {"text": "Another secret."})
    talk.cast.owner.post(f"{SERIES}/{post.id}/remove")
    facts = [
        (event.audience, event.facts) for event in db.session.scalars(db.select(Event).filter_by(kind="posts-changed"))
    ]
    assert facts == [("everyone", {"title": talk.series.id})] * 3


@pytest.mark.parametrize("how", ["removed", "hidden"])
def test_the_bell_takes_back_what_is_out_of_sight_and_rings_when_it_is_back(talk: Talk, how: str) -> None:
    parent = talk.say("owner", "The echo.")
    talk.reply("stranger", parent, "It was her.")
    reply = posts()[-1]
    away, back = {"removed": ("remove", "restore"), "hidden": (HIDE, RESTORE)}[how]

    def do(act: str) -> None:
        if how == "removed":
            assert talk.cast.stranger.post(f"{SERIES}/{reply.id}/{act}").status_code == 303
        else:
            decide_unasked("post", db.session.get_one(Post, reply.id), act, talk.cast.accounts["moderator"], "Spoiler.")
            db.session.commit()

    def rung() -> list[int]:
        return list(db.session.scalars(db.select(Notification.profile_id).filter_by(kind="reply")))

    assert rung() == [parent.profile_id]
    do(away)
    assert rung() == []
    do(back)
    assert rung() == [parent.profile_id]
