"""The end of the daily mail: by the link in it, signed in or not, and by nothing else."""

from __future__ import annotations

import re

import pytest
from itsdangerous import URLSafeTimedSerializer

from app.foundation.db import db
from app.foundation.signing import sign
from app.notifications import digest
from app.notifications.models import Digest
from app.profiles.models import Profile
from tests.cast import Cast
from tests.notifications.digests import gather, link_in, mails
from tests.notifications.ringing import ring_talk


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
