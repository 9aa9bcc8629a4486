"""The daily mail: one a day, of what is unread and may be seen, in the reader's own morning; and its end."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from itsdangerous import URLSafeTimedSerializer

from app.foundation import clock
from app.foundation.db import db
from app.foundation.mail import Mail
from app.foundation.signing import sign
from app.notifications import digest
from app.notifications.jobs import send_digests
from app.notifications.kinds import KINDS, sentence_of
from app.notifications.models import Digest, Notification
from app.profiles.models import Profile
from tests.cast import Cast
from tests.notifications.ringing import TALK, count_on, ring_quiet, ring_talk, told
from tests.programme import make_title
from tests.statements import count_statements

CANARY = "thebutlerdidit"
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the clock; it stands at noon of a Wednesday."""

    def _set(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    _set(NOON)
    return _set


@pytest.fixture
def ruth(cast: Cast, at: Any) -> Profile:
    """Ruth, who has asked for her mail the day before."""
    at(NOON - timedelta(days=1))
    cast.owner.post("/notifications/settings", {"bell": [*KINDS], "mail": [*KINDS], "digest": "on"})
    at(NOON)
    return cast.profiles["owner"]


def gather() -> None:
    """Run the job. It ends its transactions, and in the tests those would take what a request did with them."""
    db.session.commit()
    send_digests(None)


def mails() -> list[Mail]:
    return list(db.session.scalars(db.select(Mail).order_by(Mail.id)))


def link_in(mail: Mail) -> str:
    """The way out, as a path."""
    return mail.unsubscribe_url.removeprefix("http://localhost:8000")


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


def test_the_link_in_it_ends_it_signed_out_after_asking(cast: Cast, ruth: Profile) -> None:
    ring_talk(ruth)
    gather()
    link = link_in(mails()[0])
    page = cast.anonymous.get(link)
    assert page.status_code == 200 and "End the daily mail?" in page.text and "Ruth" in page.text
    assert db.session.get(Digest, ruth.id) is not None, "mail programs open links by themselves"
    for _ in range(2):
        over = cast.anonymous.post(link)
        assert over.status_code == 200 and "No more mail" in over.text
    assert db.session.scalars(db.select(Digest)).all() == []


def test_a_mail_program_ends_it_in_one_click_without_a_form_of_ours(cast: Cast, ruth: Profile) -> None:
    ring_talk(ruth)
    gather()
    answer = cast.anonymous.client.post(link_in(mails()[0]), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and db.session.scalars(db.select(Digest)).all() == []


def test_no_other_address_takes_a_post_without_its_token(cast: Cast, ruth: Profile) -> None:
    for path in ("/notifications/settings", "/notifications/read", "/notifications/unread"):
        assert cast.owner.client.post(path, data={}).status_code == 400, path


def tokens(cast: Cast, ruth: Profile) -> dict[str, str]:
    ids = [ruth.id, cast.accounts["owner"].id]
    good = digest.unsubscribe_token(*ids)
    other_key = URLSafeTimedSerializer("another key of thirty-two characters", salt=f"matinee.{digest.PURPOSE}")
    return {
        "none": "",
        "cut": good[:-3],
        "changed": ("A" if good[0] != "A" else "B") + good[1:],
        "of another house": str(other_key.dumps(ids)),
        "for something else": sign("feed", ids),
        "of another shape": sign(digest.PURPOSE, {"profile": ruth.id}),
        "of words": sign(digest.PURPOSE, ["1", "2"]),
        "too short": sign(digest.PURPOSE, [ruth.id]),
        "long": "x" * 100_000,
        "NUL": "\x00",
    }


def test_a_link_that_is_not_ours_ends_nothing(cast: Cast, ruth: Profile) -> None:
    for name, token in tokens(cast, ruth).items():
        for ask in (cast.anonymous.get, cast.anonymous.post):
            answer = ask("/notifications/unsubscribe", query_string={"token": token})
            assert answer.status_code == 404 and "incomplete" in answer.text, name
    assert db.session.get(Digest, ruth.id) is not None


def test_a_link_of_two_years_ago_ends_nothing(cast: Cast, ruth: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    token = digest.unsubscribe_token(ruth.id, cast.accounts["owner"].id)
    monkeypatch.setattr(digest, "LINK_LASTS_S", -1)
    assert cast.anonymous.post(f"/notifications/unsubscribe?token={token}").status_code == 404
    assert db.session.get(Digest, ruth.id) is not None


def test_an_old_link_does_not_end_the_mail_of_whoever_took_over(cast: Cast, ruth: Profile) -> None:
    token = digest.unsubscribe_token(ruth.id, cast.accounts["owner"].id)
    row = db.session.get_one(Digest, ruth.id)
    row.account_id = cast.accounts["member"].id
    db.session.commit()
    assert cast.anonymous.post(f"/notifications/unsubscribe?token={token}").status_code == 200
    assert db.session.get(Digest, ruth.id) is not None


def test_the_token_is_in_no_log(cast: Cast, ruth: Profile, caplog: pytest.LogCaptureFixture) -> None:
    token = digest.unsubscribe_token(ruth.id, cast.accounts["owner"].id)
    with caplog.at_level("INFO", "matinee"):
        cast.anonymous.get(f"/notifications/unsubscribe?token={token}")
    assert re.search("/notifications/unsubscribe", caplog.text) and token not in caplog.text
