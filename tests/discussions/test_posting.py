"""Posting and answering: where a post stands, one row however often it is sent, clean words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.foundation import clock
from tests.discussions.conftest import SERIES, Talk, place_of_last, posts


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
