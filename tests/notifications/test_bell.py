"""The bell and the list behind it: who is told what, read and unread, taken away and back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from app.foundation import clock
from app.foundation.db import db
from app.notifications.jobs import sweep
from app.notifications.models import Notification
from app.notifications.ringing import ring, unring
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page
from tests.notifications.ringing import QUIET, bell_facts, count_on, ring_quiet, ring_talk, told
from tests.programme import make_title
from tests.statements import count_statements

CANARY = "the butler did it"


def test_an_empty_bell_says_so(cast: Cast) -> None:
    assert "All quiet" in cast.owner.get("/notifications").text
    assert "All quiet" in cast.child.get("/notifications").text
    assert count_on(cast.owner) == ""


def test_what_is_rung_is_counted_on_every_page_and_listed_newest_first(cast: Cast) -> None:
    make_title("Moth Hour")
    ruth = cast.profiles["owner"]
    ring_talk(ruth, 1, actor_id=cast.profiles["stranger"].id)
    ring_quiet(ruth, 2)
    for path in ("/", "/titles/moth-hour", "/browse", "/my-list", "/notifications"):
        assert count_on(cast.owner, path) == "2", path
    text = cast.owner.get("/notifications").text
    assert text.index("Quiet 2.") < text.index("Iris spoke.")


def test_bell_and_list_are_parts_of_their_page(cast: Cast) -> None:
    ring_talk(cast.profiles["owner"])
    assert_fragment_in_page(cast.owner, "/notifications", "notifications")
    assert_fragment_in_page(cast.owner, "/notifications/bell", "bell")


def test_two_tabs_and_two_devices_see_the_same_count(cast: Cast) -> None:
    ruth = cast.profiles["owner"]
    other = cast.person("owner")
    one, two = ring_talk(ruth, 1), ring_talk(ruth, 2)
    assert count_on(cast.owner) == count_on(other) == "2"
    cast.owner.post(f"/notifications/{one.id}/read")
    assert count_on(cast.owner) == count_on(other) == "1"
    heard = bell_facts(ruth)
    other.post(f"/notifications/{two.id}/remove", fragment=True)
    assert count_on(cast.owner) == count_on(other) == ""
    assert bell_facts(ruth) == heard + 1, "the other device is told"


def test_nobody_sees_or_touches_anothers(cast: Cast) -> None:
    row = ring_talk(cast.profiles["owner"])
    assert "spoke" not in cast.stranger.get("/notifications").text and count_on(cast.stranger) == ""
    assert cast.stranger.get(f"/notifications/{row.id}").status_code == 404
    for verb in ("read", "unread", "remove", "restore"):
        assert cast.stranger.post(f"/notifications/{row.id}/{verb}").status_code == 404
        assert cast.member.post(f"/notifications/{row.id}/{verb}").status_code == 404
    assert not told(cast.profiles["owner"])[0].is_read


def test_a_child_is_told_what_is_no_talk(cast: Cast) -> None:
    mia = cast.profiles["child"]
    talk, _quiet = ring_talk(mia, 1), ring_quiet(mia, 2)
    text = cast.child.get("/notifications").text
    assert "Quiet 2." in text and "spoke" not in text and count_on(cast.child) == "1"
    assert cast.child.get(f"/notifications/{talk.id}").status_code == 404


def test_opened_it_is_read_and_leads_where_it_should(cast: Cast) -> None:
    title = make_title("Moth Hour")
    ruth = cast.profiles["owner"]
    here, there = ring_quiet(ruth, 1, title_id=title.id), ring_quiet(ruth, 2, url="/my-list")
    answer = cast.owner.get(f"/notifications/{here.id}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/titles/moth-hour")
    assert cast.owner.get(f"/notifications/{there.id}").headers["Location"] == "/my-list"
    assert count_on(cast.owner) == "" and "All read" in cast.owner.get("/notifications").text


def test_an_address_elsewhere_is_not_followed(cast: Cast) -> None:
    row = ring_quiet(cast.profiles["owner"], url="//evil.example")
    assert cast.owner.get(f"/notifications/{row.id}").headers["Location"] == "/notifications"


def test_a_housemates_link_asks_who_is_watching(cast: Cast) -> None:
    row = ring_talk(cast.profiles["owner"])
    answer = cast.member.get(f"/notifications/{row.id}")
    assert answer.headers["Location"] == f"/profiles?next=/notifications/{row.id}"
    assert not told(cast.profiles["owner"])[0].is_read


def test_all_are_marked_and_that_is_undone_alone(cast: Cast) -> None:
    ruth = cast.profiles["owner"]
    first = ring_talk(ruth, 1)
    cast.owner.post(f"/notifications/{first.id}/read")
    ring_talk(ruth, 2)
    ring_talk(ruth, 3)
    answer = cast.owner.post("/notifications/read", fragment=True)
    assert count_on(cast.owner) == ""
    cast.owner.post(json.loads(answer.headers["HX-Trigger"])["notice"]["undo_url"])
    assert count_on(cast.owner) == "2", "the one read before stays read"
    cast.owner.post("/notifications/read")
    cast.owner.post("/notifications/unread")
    assert count_on(cast.owner) == "3"


def test_marking_all_leaves_others_and_the_hidden_alone(cast: Cast) -> None:
    title = make_title("Late Show", 18)
    teo = cast.profiles["teenager"]
    ring_quiet(teo, 1, title_id=title.id)
    ring_quiet(cast.profiles["owner"], 2)
    cast.teenager.post("/notifications/read")
    assert not told(teo)[0].is_read and not told(cast.profiles["owner"])[0].is_read


@pytest.mark.parametrize("at", ["x", "2026-01-01", "\x00", "9" * 5000, "0001-01-01T00:00:00+23:59"])
def test_an_odd_moment_undoes_nothing(cast: Cast, at: str) -> None:
    row = ring_talk(cast.profiles["owner"])
    cast.owner.post(f"/notifications/{row.id}/read")
    assert cast.owner.post("/notifications/unread", query_string={"at": at}).status_code in (303, 400)
    assert count_on(cast.owner) == ""


def test_one_is_taken_away_and_put_back_with_scripts_off_too(cast: Cast) -> None:
    row = ring_talk(cast.profiles["owner"])
    answer = cast.owner.post(f"/notifications/{row.id}/remove", fragment=True)
    told_back = json.loads(answer.headers["HX-Trigger"])
    assert answer.status_code == 204 and "bell-changed" in told_back
    assert "spoke" not in cast.owner.get("/notifications").text and count_on(cast.owner) == ""
    cast.owner.post(told_back["notice"]["undo_url"], fragment=True)
    assert count_on(cast.owner) == "1"
    back = cast.owner.post(f"/notifications/{row.id}/remove", {"next": "/notifications?after=9"})
    assert (back.status_code, back.headers["Location"]) == (303, "/notifications?after=9")


def test_what_was_taken_away_or_read_long_ago_is_swept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ruth = cast.profiles["owner"]
    gone, read, _unread = (ring_talk(ruth, n) for n in (1, 2, 3))
    cast.owner.post(f"/notifications/{gone.id}/remove")
    cast.owner.post(f"/notifications/{read.id}/read")
    left = []
    begun = clock.now()
    for days in (0, 1, 100, 400):
        monkeypatch.setattr(clock, "now", lambda d=days: begun + timedelta(days=d))
        sweep(None)
        left.append(len(told(ruth)))
    assert left == [3, 2, 1, 0]


def test_a_title_that_may_not_be_seen_is_neither_listed_nor_counted(cast: Cast) -> None:
    title = make_title("Late Show", 15)
    teo = cast.profiles["teenager"]
    row = ring_quiet(teo, title_id=title.id)
    assert count_on(cast.teenager) == "1"
    title.maturity_years = 18
    db.session.commit()
    assert count_on(cast.teenager) == "" and "Quiet" not in cast.teenager.get("/notifications").text
    assert cast.teenager.get(f"/notifications/{row.id}").status_code == 404
    assert "0 unread" not in cast.teenager.get("/notifications").text


def test_a_twin_rings_once(cast: Cast) -> None:
    ruth = cast.profiles["owner"]
    for _ in range(3):
        ring_talk(ruth)
    assert len(told(ruth)) == 1 and bell_facts(ruth) == 1


def test_ones_own_doing_does_not_ring(cast: Cast) -> None:
    ruth = cast.profiles["owner"]
    ring(ruth.id, QUIET, "mine", actor_id=ruth.id)
    assert told(ruth) == []


def test_when_the_thing_goes_its_notifications_go_and_no_others(cast: Cast) -> None:
    ruth, iris = cast.profiles["owner"], cast.profiles["stranger"]
    for key in ("post:12", "post:12:reply", "post:123", "post_12:x"):
        ring(ruth.id, QUIET, key, n=1)
    ring(iris.id, QUIET, "post:12", n=1)
    unring("post:12")
    db.session.commit()
    assert [row.key for row in told(ruth)] == ["post:123", "post_12:x"] and told(iris) == []
    assert bell_facts(iris) == 1, "told once, though it came and went"


def test_words_cannot_be_rung(cast: Cast) -> None:
    for words in (CANARY, "a\nb", "x" * 61, ["a"], {"a": 1}):
        with pytest.raises(ValueError, match="never words"):
            ring(cast.profiles["owner"].id, QUIET, "k", note=words)
    assert told(cast.profiles["owner"]) == []
    ring(cast.profiles["owner"].id, QUIET, "k", n=1, act="hide", place="S1 E12", at=clock.now().isoformat(), who=None)
    assert len(told(cast.profiles["owner"])) == 1


def test_a_kind_that_this_version_does_not_know_is_passed_over(cast: Cast) -> None:
    ruth = cast.profiles["owner"]
    ring(ruth.id, "from-tomorrow", "k")
    db.session.commit()
    assert count_on(cast.owner) == "" and "All quiet" in cast.owner.get("/notifications").text


def test_older_ones_are_a_page_away(cast: Cast) -> None:
    ruth = cast.profiles["owner"]
    rows = [ring_quiet(ruth, n) for n in range(23)]
    first = cast.owner.get("/notifications").text
    assert "Quiet 22." in first and "Quiet 3." in first and "Quiet 2." not in first
    older = cast.owner.get(f"/notifications?after={rows[3].id}").text
    assert "Quiet 2." in older and "Quiet 3." not in older
    assert "Nothing older" in cast.owner.get(f"/notifications?after={rows[0].id}").text
    assert cast.owner.get("/notifications?after=abc").status_code == 200


def test_many_are_counted_as_many(cast: Cast) -> None:
    moment, ruth = clock.now(), cast.profiles["owner"]
    rows = [
        Notification(profile_id=ruth.id, kind=QUIET, key=f"k{n}", facts={"n": n}, created_at=moment) for n in range(120)
    ]
    db.session.add_all(rows)
    db.session.commit()
    assert count_on(cast.owner) == "99+"


def test_statements_do_not_grow_with_the_rows(cast: Cast) -> None:
    ruth = cast.profiles["owner"]
    ring_talk(ruth, 0, actor_id=cast.profiles["stranger"].id, title_id=make_title("One").id)
    cast.owner.get("/notifications")
    with count_statements() as few:
        cast.owner.get("/notifications")
    for n in range(1, 20):
        actor = list(cast.profiles.values())[n % 5 + 3]
        ring_talk(ruth, n, actor_id=actor.id, title_id=make_title(f"Film {n}").id)
    with count_statements() as many:
        cast.owner.get("/notifications")
    assert len(many) == len(few), many


def test_the_bell_costs_one_statement(cast: Cast) -> None:
    cast.owner.get("/notifications/bell", fragment=True)
    with count_statements() as sent:
        cast.owner.get("/notifications/bell", fragment=True)
    assert len([statement for statement in sent if "notification" in statement]) == 1


def test_signed_out_and_without_a_profile_there_is_no_bell(cast: Cast) -> None:
    from tests.cast import Person

    nobody = Person(cast.app, cast.accounts["owner"], None)
    assert 'id="bell"' not in nobody.get("/profiles/manage").text
    assert cast.anonymous.get("/notifications").status_code == 302
    assert cast.anonymous.get("/notifications/bell", fragment=True).status_code == 401
