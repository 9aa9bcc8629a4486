"""The panel: a part of its pages, in pages itself, with statements that do not grow."""

from __future__ import annotations

import json

from app.foundation.db import db
from tests.discussions.conftest import SERIES, Talk, posts
from tests.fragments import assert_fragment_in_page
from tests.statements import count_statements


def test_the_panel_is_a_part_of_its_pages(talk: Talk) -> None:
    talk.seen("owner", 0.5, 1, 1)
    post = talk.say("owner", "The echo.")
    talk.reply("member", talk.say("owner", "For all.", place="start"), "Yes.")
    for path in ("", "?order=oldest", "?episode=S1E1", "?episode=S2E1", f"/{post.id}"):
        assert_fragment_in_page(talk.cast.owner, SERIES + path, "discussion")
    panel = talk.cast.owner.get(SERIES, fragment=True).text
    assert panel.strip() in talk.cast.owner.get("/titles/night-ferry").text
    assert_fragment_in_page(talk.cast.owner, f"{SERIES}/{post.id}/edit", "post_form")


def test_threads_come_in_pages_from_either_end(talk: Talk) -> None:
    for number in range(12):
        talk.say("owner", f"thought-{number:02}.")
    page = talk.page("stranger")
    assert "thought-11." in page and "thought-02." in page and "thought-01." not in page
    second = talk.page("stranger", more=f"?after={posts()[2].id}")
    assert "thought-01." in second and "thought-02." not in second
    oldest = talk.page("stranger", more="?order=oldest")
    assert "thought-00." in oldest and "thought-10." not in oldest
    assert "thought-10." in talk.page("stranger", more=f"?order=oldest&after={posts()[9].id}")
    for odd in ("?after=abc", "?after=-1", "?after=" + "9" * 10, "?after=²", "?order=x"):
        assert "thought-11." in talk.page("stranger", more=odd)
    for odd in ("x", "S9E9", "S1E2'", "S99999E1", "S1E1\x00"):
        assert talk.cast.stranger.get(f"{SERIES}?episode={odd}").status_code == 404


def test_long_threads_show_their_end_and_a_way_to_the_rest(talk: Talk) -> None:
    parent = talk.say("owner", "Who is she?")
    for number in range(8):
        talk.reply("stranger", parent, f"guess-{number}")
    page = talk.page("owner")
    assert "guess-7" in page and "guess-2" not in page and "3 earlier replies" in page
    assert "guess-0" in talk.page("owner", more=f"/{parent.id}")


def test_statements_do_not_grow_with_posts(talk: Talk) -> None:
    def cost() -> int:
        db.session.expire_all()
        with count_statements() as sent:
            assert talk.cast.member.get(SERIES).status_code == 200
        return len(sent)

    talk.seen("owner", 0.5, 1, 1)
    talk.reply("stranger", talk.say("owner", "First.", place="start"), "Reply.")
    talk.say("owner", "Ahead.")
    few = min(cost(), cost())  # once a minute a request also notes when its session was last seen
    for name in ("owner", "stranger", "teenager", "editor"):
        parent = talk.say(name, f"Of {name}.", place="start")
        for other in ("owner", "moderator", "admin"):
            talk.reply(other, parent, f"{other} to {name}")
    assert min(cost(), cost()) == few


def test_htmx_gets_the_panel_anew_with_a_fresh_form(talk: Talk) -> None:
    answer = talk.cast.owner.post(SERIES, {"text": "Hello."}, fragment=True)
    assert answer.status_code == 200 and 'id="discussion"' in answer.text and "Hello." in answer.text
    assert json.loads(answer.headers["HX-Trigger"])["notice"]["text"] == "Your post is up."
    assert ">Hello.</textarea>" not in answer.text
