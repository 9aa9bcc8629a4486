"""What one wants to be told of, by which way."""

from __future__ import annotations

from app.foundation.db import db
from app.notifications.models import Digest, NotificationSwitch
from app.notifications.ringing import ring
from tests.cast import Cast
from tests.fragments import assert_fragment_in_page, assert_part_of
from tests.notifications.ringing import QUIET, TALK, bell_facts, count_on, ring_quiet, ring_talk, told
from tests.statements import count_statements

ALL = ("episode", "film", QUIET, TALK)


def test_the_switches_are_a_part_of_their_page(cast: Cast) -> None:
    assert_fragment_in_page(cast.owner, "/notifications/settings", "settings")
    text = cast.owner.get("/notifications/settings").text
    assert "Something quiet" in text and "New episodes of what is on my list" in text
    assert "ruth@example.org" in text and "sends no mail yet" in text


def test_a_kind_switched_off_is_neither_listed_nor_counted_and_comes_back(cast: Cast) -> None:
    ruth = cast.profiles["owner"]
    ring_talk(ruth)
    ring_quiet(ruth)
    cast.owner.post("/notifications/settings", {"bell": [QUIET], "mail": [TALK]})
    assert count_on(cast.owner) == "1" and "spoke" not in cast.owner.get("/notifications").text
    ring_talk(ruth, 2)
    assert count_on(cast.owner) == "1" and len(told(ruth)) == 3, "it is for the mail alone"
    cast.owner.post("/notifications/settings", {"bell": [QUIET, TALK]})
    assert count_on(cast.owner) == "3"


def test_switched_off_everywhere_it_does_not_even_ring(cast: Cast) -> None:
    ruth = cast.profiles["owner"]
    cast.owner.post("/notifications/settings", {"bell": [QUIET]})
    heard = bell_facts(ruth)
    ring(ruth.id, TALK, "x")
    db.session.commit()
    assert told(ruth) == [] and bell_facts(ruth) == heard


def test_switches_are_one_profiles_own(cast: Cast) -> None:
    ring_talk(cast.profiles["member"])
    cast.owner.post("/notifications/settings", {})
    assert count_on(cast.member) == "1"


def test_with_scripts_the_form_comes_back_as_chosen_and_the_bell_hears(cast: Cast) -> None:
    answer = cast.owner.post("/notifications/settings", {"bell": [TALK], "digest": "on"}, fragment=True)
    assert answer.status_code == 200 and "bell-changed" in answer.headers["HX-Trigger"]
    assert_part_of(cast.owner.get("/notifications/settings").text, answer.text, "settings")
    assert f'id="bell-{TALK}" name="bell" value="{TALK}" checked' in answer.text
    assert f'id="bell-{QUIET}" name="bell" value="{QUIET}" checked' not in answer.text


def test_twins_and_unknown_kinds_make_one_row_each_and_no_more(cast: Cast) -> None:
    form = {"bell": [TALK, "no-such-kind", "\x00", "x" * 9000], "digest": "on"}
    for _ in range(2):
        assert cast.owner.post("/notifications/settings", form).status_code == 303
    rows = db.session.scalars(db.select(NotificationSwitch.kind)).all()
    assert {TALK, QUIET} <= set(rows) and len(rows) == len(set(rows)) and "no-such-kind" not in rows
    assert len(db.session.scalars(db.select(Digest)).all()) == 1


def test_the_mail_is_asked_for_and_ended(cast: Cast) -> None:
    cast.owner.post("/notifications/settings", {"digest": "on"})
    digest = db.session.get(Digest, cast.profiles["owner"].id)
    assert digest is not None and digest.account_id == cast.accounts["owner"].id
    cast.owner.post("/notifications/settings", {})
    assert db.session.scalars(db.select(Digest)).all() == []


def test_a_child_chooses_nothing(cast: Cast) -> None:
    assert cast.child.get("/notifications/settings").status_code == 403
    assert cast.child.post("/notifications/settings", {"digest": "on"}).status_code == 403
    assert "What to be told" not in cast.child.get("/notifications").text


def test_choosing_takes_the_same_statements_for_any_number_of_kinds(cast: Cast) -> None:
    cast.owner.post("/notifications/settings", {})
    with count_statements() as sent:
        cast.owner.post("/notifications/settings", {"bell": list(ALL), "mail": list(ALL)})
    assert sum("notification_switch" in statement for statement in sent) == 1
