"""The canary: a word said at S1 E2 reaches nobody who is at S1 E1, whatever they ask; after the episode it does."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from sqlalchemy import inspect, text, true

from app.discussions import reach
from app.foundation.db import db
from app.foundation.limits import TokenBucket
from app.notifications.kinds import KINDS
from app.notifications.models import Notification
from tests.browser.addresses import addresses_of
from tests.cast import Person
from tests.discussions.conftest import Talk, posts

WORD, REPLY, MOVED = "kittiwake", "guillemot", "razorbill"
WORDS = (WORD, REPLY, MOVED)
HOUSE = "/titles/night-ferry/discussion"


@pytest.fixture
def said(talk: Talk) -> Talk:
    """At S1 E2 the owner said one word, the member answered with another; a third stands at S1 E1 but tells of later.

    The stranger, who has seen S1 E1, has spoken too and was answered from further on.
    """
    talk.seen("owner", 1, 1, 1)
    talk.seen("owner", 0.5, 1, 2)
    talk.seen("member", 1, 1, 1)
    talk.seen("member", 1, 1, 2)
    talk.reply("member", talk.say("owner", f"A {WORD}."), f"No, a {REPLY}.")
    talk.seen("stranger", 1, 1, 1)
    talk.reply("member", talk.say("stranger", "Who keeps the lamp?"), f"A {MOVED}.", later="y")
    return talk


def heard(person: Person, addresses: Iterable[str]) -> dict[str, list[str]]:
    """Where somebody was sent one of the words, as a page or as a fragment: address -> words."""
    found: dict[str, list[str]] = {}
    for number, address in enumerate(addresses):
        if number % 40 == 0:
            db.session.execute(db.delete(TokenBucket))
            db.session.commit()
        for is_fragment in (False, True):
            answer = person.get(address, fragment=is_fragment)
            body = answer.get_data(as_text=True) + json.dumps(list(answer.headers))
            answer.close()
            if words := [word for word in WORDS if word in body]:
                found[address] = words
    return found


def gets(talk: Talk) -> list[str]:
    """Every rule that is read, filled with every row, and the discussion's own queries."""
    own = [f"{HOUSE}?{query}" for query in ("order=oldest", "episode=S1E2", "episode=S1E1", "after=99", "in=thread")]
    reports = [f"/reports/post/{post.id}" for post in posts()]
    return [*addresses_of(talk.cast.app), *own, *reports, f"/search?q={WORD}"[:-3]]


def first_thread() -> str:
    """The address of the owner's post."""
    return f"{HOUSE}/{posts()[0].id}"


def keep(tables: Iterable[str]) -> set[str]:
    """The tables in which one of the words stands, read past every model."""
    found = set()
    for table in tables:
        rows = db.session.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608 - the schema's own names
        if any(word in str(row) for row in rows for word in WORDS):
            found.add(table)
    return found


@pytest.mark.parametrize("who", ["stranger", "teenager", "child"])
def test_no_address_sends_it_to_whoever_is_not_there_yet(said: Talk, who: str) -> None:
    asked = gets(said)
    assert len(asked) > 100 and first_thread() in asked and "/titles/night-ferry" in asked
    if who != "stranger":  # one of them at staff's doors is enough: none is let in
        asked = [address for address in asked if not address.startswith("/admin")]
    assert heard(said.person(who), asked) == {}


def test_no_act_sends_it_either(said: Talk) -> None:
    stranger = said.person("stranger")
    form = {"text": "x", "rating": "3", "reason": "spoiler", "note": "x"}
    for address in addresses_of(said.cast.app, "POST"):
        if address.startswith(("/titles/", "/reports/")) and not address.endswith("/seen"):
            for is_fragment in (False, True):
                db.session.execute(db.delete(TokenBucket))
                db.session.commit()
                answer = stranger.post(address, form, fragment=is_fragment)
                assert not [word for word in WORDS if word in answer.text + str(answer.headers)], address


def test_nothing_but_the_post_keeps_it(said: Talk) -> None:
    """Neither the index of the search, nor events, notifications, mail, the audit: what is not there cannot leak."""
    assert keep(inspect(db.session.connection()).get_table_names()) == {"post"}


def test_the_bell_tells_who_and_where_in_no_words_of_theirs(said: Talk) -> None:
    stranger = said.cast.profiles["stranger"]
    rows = list(db.session.scalars(db.select(Notification).filter_by(profile_id=stranger.id)))
    assert [KINDS[row.kind].sentence(row) for row in rows] == ["Nana replied to you about Night Ferry, S1 E1"]
    assert heard(said.person("stranger"), [row.url for row in rows]) == {}


def test_after_the_episode_it_arrives(said: Talk) -> None:
    said.seen("stranger", 0.4, 1, 2)
    assert heard(said.person("stranger"), [HOUSE, "/titles/night-ferry"]) == {}
    said.cast.stranger.post(f"{HOUSE}/seen", {"episode": "S1E2"})
    found = heard(said.person("stranger"), [HOUSE, "/titles/night-ferry", first_thread(), f"{HOUSE}?episode=S1E2"])
    assert found[HOUSE] == found["/titles/night-ferry"] == list(WORDS)
    assert found[first_thread()] == found[f"{HOUSE}?episode=S1E2"] == [WORD, REPLY]


def test_with_the_rule_away_the_canary_is_found(said: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    for part in ("_has_been_at", "_within_reach_of"):
        monkeypatch.setattr(reach, part, lambda *_: true())
    found = heard(said.person("stranger"), [HOUSE, "/titles/night-ferry", first_thread()])
    assert len(found) == 3
