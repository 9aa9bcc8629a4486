"""The daily mail: one a day, of what is unread and may be seen, in the reader’s own morning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from app.foundation.db import db
from app.notifications import digest
from app.notifications.kinds import KINDS, sentence_of
from app.notifications.models import Digest, Notification
from app.profiles.models import Profile
from tests.cast import Cast
from tests.notifications.digests import NOON, gather, mails
from tests.notifications.ringing import TALK, count_on, ring_quiet, ring_talk, told
from tests.programme import make_title
from tests.statements import count_statements

CANARY = "thebutlerdidit"


def test_a_day_is_one_mail_of_what_is_unread(cast: Cast, ruth: Profile) -> None:
    ring_talk(ruth, 1, actor_id=cast.profiles["stranger"].id)
    ring_quiet(ruth, 2)
    seen = ring_talk(ruth, 3)
    assert cast.owner.post(f"/notifications/{seen.id}/read").status_code == 303
    gather()
    mail = mails()[0]
    assert (mail.recipient, mail.subject) == ("ruth@example.org", "Matinee: 2 things for Ruth")
    for part in (mail.text, mail.html):
        assert part.index("Somebody says something") < part.index("Something quiet")
        assert "Iris spoke." in part and "Quiet 2." in part and mail.unsubscribe_url in part.replace("&amp;", "&")
    assert f"http://localhost:8000/notifications/{told(ruth)[0].id}" in mail.text


def test_run_twice_or_an_hour_later_it_is_still_one(cast: Cast, ruth: Profile, at: Any) -> None:
    ring_talk(ruth, 1)
    gather()
    assert digest.issue(ruth.id) is False, "a job that was run again"
    ring_talk(ruth, 2)
    at(NOON + timedelta(hours=1))
    gather()
    assert len(mails()) == 1
    at(NOON + timedelta(days=1))
    gather()
    assert len(mails()) == 2 and mails()[1].subject == "Matinee: 1 thing for Ruth"


def test_asked_for_in_the_afternoon_it_begins_the_next_morning(cast: Cast, at: Any) -> None:
    cast.owner.post("/notifications/settings", {"mail": [*KINDS], "digest": "on"})
    ring_talk(cast.profiles["owner"])
    found = []
    for hours in (1, 18.9, 19.1):
        at(NOON + timedelta(hours=hours))
        gather()
        found.append(len(mails()))
    assert found == [0, 0, 1]


def test_ended_and_asked_for_again_it_is_still_one_a_day(cast: Cast, ruth: Profile, at: Any) -> None:
    ring_talk(ruth, 1)
    gather()
    cast.owner.post("/notifications/settings", {"mail": [*KINDS]})
    at(NOON + timedelta(hours=1))
    cast.owner.post("/notifications/settings", {"mail": [*KINDS], "digest": "on"})
    ring_talk(ruth, 2)
    at(NOON + timedelta(hours=2))
    gather()
    assert len(mails()) == 1


def test_two_that_gather_at_once_send_one(cast: Cast, ruth: Profile) -> None:
    ring_talk(ruth)
    one, two = digest._draft(ruth.id), digest._draft(ruth.id)
    assert one and two
    assert digest._claim(one) and not digest._claim(two)


def test_there_is_none_when_there_is_nothing_and_the_day_is_over_all_the_same(
    cast: Cast, ruth: Profile, at: Any
) -> None:
    gather()
    ring_talk(ruth)
    at(NOON + timedelta(hours=2))
    gather()
    assert mails() == [], "a morning's mail does not come in the afternoon"


def test_it_comes_in_the_readers_morning_and_tells_the_readers_time(cast: Cast, ruth: Profile, at: Any) -> None:
    ruth.zone = "America/New_York"
    db.session.commit()
    ring_talk(ruth)
    at(datetime(2026, 11, 26, 11, 59, tzinfo=UTC))
    gather()
    assert mails() == []
    at(datetime(2026, 11, 26, 12, 1, tzinfo=UTC))
    gather()
    assert "25 Nov, 07:00" in mails()[0].text


def test_who_has_not_asked_gets_none(cast: Cast, ruth: Profile) -> None:
    ring_talk(cast.profiles["stranger"])
    ring_talk(cast.profiles["member"])
    gather()
    assert mails() == []


def test_a_title_that_may_not_be_seen_is_not_mailed(cast: Cast, ruth: Profile) -> None:
    film = make_title("Moth Hour")
    ring_quiet(ruth, 1, title_id=film.id)
    ring_quiet(ruth, 2)
    film.withdraw()
    db.session.commit()
    gather()
    assert "Quiet 1." not in mails()[0].text and "1 thing for" in mails()[0].subject


def test_a_kind_switched_off_for_the_mail_stays_on_the_bell(cast: Cast, ruth: Profile) -> None:
    cast.owner.post("/notifications/settings", {"bell": [*KINDS], "mail": [], "digest": "on"})
    ring_talk(ruth)
    gather()
    assert mails() == [] and count_on(cast.owner) == "1"


def test_a_kind_may_be_for_the_mail_alone(cast: Cast, ruth: Profile) -> None:
    cast.owner.post("/notifications/settings", {"bell": [], "mail": [TALK], "digest": "on"})
    ring_talk(ruth)
    gather()
    assert len(mails()) == 1 and count_on(cast.owner) == ""


def test_whoever_left_the_house_or_may_not_sign_in_gets_none(cast: Cast, ruth: Profile) -> None:
    ring_talk(ruth)
    account = cast.accounts["owner"]
    account.is_enabled = False
    db.session.commit()
    gather()
    account.is_enabled, account.membership.household = True, cast.quay  # type: ignore[union-attr]
    db.session.commit()
    gather()
    assert mails() == []


def test_a_profile_that_became_a_childs_gets_none(cast: Cast, ruth: Profile) -> None:
    ring_quiet(ruth)
    ruth.maturity_limit = 7
    db.session.commit()
    gather()
    assert mails() == []


def test_more_than_a_mail_holds_is_said_and_not_mailed_twice(cast: Cast, ruth: Profile, at: Any) -> None:
    for n in range(43):
        ring_quiet(ruth, n)
    gather()
    assert "And 3 things more" in mails()[0].text and mails()[0].text.count("- Quiet") == 40
    at(NOON + timedelta(days=1))
    gather()
    assert len(mails()) == 1


def test_the_time_it_takes_does_not_grow_with_what_it_tells(cast: Cast, ruth: Profile) -> None:
    def cost(rung: int) -> int:
        for n in range(rung):
            ring_talk(ruth, n, actor_id=cast.profiles["stranger"].id, title_id=make_title(f"Film {rung} {n}").id)
        db.session.expire_all()
        with count_statements() as sent:
            assert digest.issue(ruth.id)
        digest_row = db.session.get_one(Digest, ruth.id)
        digest_row.looked_at = None
        for row in told(ruth):
            db.session.delete(row)
        db.session.commit()
        return len(sent)

    cost(1)  # reads the site's settings once
    assert cost(2) == cost(15)


def test_no_fact_sentence_or_mail_holds_words_that_somebody_wrote(cast: Cast, ruth: Profile) -> None:
    """Whatever a room may put into facts, the sentences of every kind name people and titles alone."""
    for name in KINDS:
        row = Notification(
            profile_id=ruth.id, kind=name, key=name, actor_id=cast.profiles["stranger"].id,
            title_id=make_title(f"Film of {name}").id, facts={"n": 1, "text": CANARY, "note": CANARY, "words": CANARY},
        )  # fmt: skip
        db.session.add(row)
    db.session.commit()
    assert all(CANARY not in sentence_of(row) for row in told(ruth))
    gather()
    assert len(mails()) == 1 and CANARY not in mails()[0].text + mails()[0].html + mails()[0].subject
    assert CANARY not in cast.owner.get("/notifications").text


def test_markup_in_a_name_stays_text(cast: Cast, ruth: Profile) -> None:
    cast.profiles["stranger"].name = "<b>Iris</b>"
    ring_talk(ruth, actor_id=cast.profiles["stranger"].id)
    gather()
    assert "&lt;b&gt;Iris&lt;/b&gt; spoke." in mails()[0].html and "<b>Iris" not in mails()[0].html
    assert "<b>Iris</b> spoke." in mails()[0].text
