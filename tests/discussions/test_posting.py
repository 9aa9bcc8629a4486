"""Posting, answering, changing, removing: one row however often it is sent; and who may not."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from app.discussions.jobs import sweep
from app.foundation import clock
from app.foundation.db import db
from app.foundation.events import Event
from app.moderation.models import Suspension
from app.moderation.moderatable import SUBJECTS
from app.notifications.kinds import KINDS
from app.notifications.models import Notification
from tests.discussions.conftest import Talk, posts
from tests.fragments import assert_fragment_in_page
from tests.programme import make_title
from tests.statements import count_statements

FILM, SERIES = "/titles/moth-hour/discussion", "/titles/night-ferry/discussion"


def place_of_last() -> tuple[int | None, float]:
    post = posts()[-1]
    return post.episode_id, post.at_s


def suspend(talk: Talk, who: str) -> None:
    db.session.add(Suspension.of(talk.cast.profiles[who], "You told the ending."))
    db.session.commit()


# where a post stands


def test_a_post_stands_as_far_as_its_writer_has_come(talk: Talk) -> None:
    talk.seen("owner", 0.5)
    talk.say("owner", "The lamp.", "moth-hour")
    assert place_of_last() == (None, 300.0)
    talk.seen("owner", 1, 1, 1)
    talk.seen("owner", 0.25, 1, 2)
    talk.say("owner", "The ferry.")
    assert place_of_last() == (talk.episode(1, 2).id, 150.0)


def test_in_the_talk_about_an_episode_it_stands_there(talk: Talk) -> None:
    talk.seen("owner", 1, 1, 1)
    talk.seen("owner", 0.25, 1, 2)
    talk.cast.owner.post(f"{SERIES}?episode=S1E1", {"text": "Of the first."})
    assert place_of_last() == (talk.episode(1, 1).id, 600.0)


def test_a_writer_who_has_begun_nothing_speaks_to_everybody(talk: Talk) -> None:
    talk.say("owner", "Who else is coming?")
    assert place_of_last() == (None, 0.0)
    assert "Who else is coming?" in talk.page("stranger")


def test_a_writer_may_choose_an_earlier_episode_or_the_beginning(talk: Talk) -> None:
    talk.seen("owner", 1, 1, 1)
    talk.seen("owner", 0.25, 1, 2)
    talk.say("owner", "Of the first.", place=f"e{talk.episode(1, 1).id}")
    assert place_of_last() == (talk.episode(1, 1).id, 600.0)
    talk.say("owner", "For all.", place="start")
    assert place_of_last() == (None, 0.0)


@pytest.mark.parametrize("place", ["e{later}", "e999999", "here", "e\x00", "same", "x" * 5000])
def test_nobody_speaks_of_what_they_have_not_seen(talk: Talk, place: str) -> None:
    talk.seen("owner", 0.5, 1, 1)
    form = {"text": "kept words", "place": place.format(later=talk.episode(1, 2).id)}
    answer = talk.cast.owner.post(SERIES, form)
    assert answer.status_code == 422 and "kept words" in answer.text and "You have not been there yet" in answer.text
    assert posts() == []


def test_a_reply_stands_with_its_parent_unless_it_tells_of_later(talk: Talk) -> None:
    talk.seen("owner", 0.5, 1, 1)
    parent = talk.say("owner", "The echo.")
    talk.seen("stranger", 1, 1, 1)
    talk.seen("stranger", 0.1, 2, 1)
    talk.reply("stranger", parent, "I heard it too.")
    assert place_of_last() == (talk.episode(1, 1).id, 300.0)
    talk.reply("stranger", parent, "It comes back.", later="y")
    assert place_of_last() == (talk.episode(2, 1).id, 60.0)
    page = talk.page("owner")
    assert "I heard it too." in page and "It comes back." not in page and "1 post after where you are" in page


# one row, and clean


def test_a_form_sent_twice_is_one_post(talk: Talk) -> None:
    for _ in range(2):
        talk.cast.owner.post(SERIES, {"text": "Once.", "key": "k" * 22})
    assert len(posts()) == 1
    talk.cast.owner.post(SERIES, {"text": "Another, after Back.", "key": "k" * 22})
    assert [post.text for post in posts()] == ["Once.", "Another, after Back."]


def test_the_same_words_within_a_minute_are_one_post(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        talk.say("owner", "Wow!")
    assert len(posts()) == 1
    talk.say("stranger", "Wow!")
    assert len(posts()) == 2
    later = clock.now() + timedelta(seconds=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    talk.say("owner", "Wow!")
    assert len(posts()) == 3


@pytest.mark.parametrize("text", ["", "  \n ", "\x00\u202e", "kept" + "x" * 4000])
@pytest.mark.parametrize("fragment", [True, False])
def test_a_bad_post_is_sent_back_with_its_text(talk: Talk, text: str, fragment: bool) -> None:
    answer = talk.cast.owner.post(SERIES, {"text": text}, fragment=fragment)
    assert answer.status_code == 422 and "to put right" in answer.text and posts() == []
    assert ("kept" in answer.text) is ("kept" in text)


def test_a_megabyte_is_refused_quickly(talk: Talk) -> None:
    assert talk.cast.owner.post(SERIES, {"text": "x" * 400_000}).status_code == 422
    assert posts() == []


def test_markup_stays_text_and_overrides_go(talk: Talk) -> None:
    talk.say("owner", '<b hx-get="/x" onclick="y()">\x00\u202eoh</b>\n\nsecond line')
    page = talk.page("stranger")
    assert '<b hx-get="/x"' not in page and "&lt;b hx-get=&#34;/x&#34;" in page
    assert posts()[0].text == '<b hx-get="/x" onclick="y()">oh</b>\n\nsecond line'


def test_addresses_become_links_that_vouch_for_nothing(talk: Talk) -> None:
    talk.say("owner", 'See (https://example.org/a_(b)), or http://example.org/"onx=1 and javascript:alert(1).')
    page = talk.page("stranger")
    assert 'href="https://example.org/a_(b)" rel="nofollow ugc noopener"' in page
    assert 'href="http://example.org/"' in page and 'href="javascript' not in page and " onx=" not in page


# who may not


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


# what has just gone


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


# changing and removing


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


# moderation, the bell, the stream


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


# the page


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
