"""Going on after the fact that was heard last, by stream or by asking, and what ends a stream at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.accounts.models import AccountSession
from app.foundation import clock
from app.foundation.db import db
from app.foundation.events import EVERYONE, Event, outbox, publish, to_profile
from app.live import hub, resuming
from app.live.resuming import resume
from tests.cast import Cast
from tests.live.hearing import hearing, tell


def kinds(answer: object) -> list[str]:
    return [fact["kind"] for fact in answer.get_json()["facts"]]  # type: ignore[attr-defined]


def test_who_is_ahead_of_this_process_hears_nothing_again(stage: Cast) -> None:
    tell("lamp-lit", EVERYONE)
    newest = outbox.newest_id()
    assert resume(str(newest), newest - 1, {EVERYONE}) == (newest, [])


def test_what_was_swept_away_asks_for_everything_anew(stage: Cast) -> None:
    tell("lamp-lit", EVERYONE)
    old = outbox.newest_id()
    tell("lamp-lit", EVERYONE)
    tell("lamp-lit", EVERYONE)
    db.session.execute(db.update(Event).values(at=clock.now() - timedelta(hours=25)))
    while outbox.sweep():
        db.session.commit()
    db.session.commit()
    newest = outbox.newest_id()
    assert resume(str(old), newest, {EVERYONE}) == (newest, [resuming.RESET])
    assert resume(str(newest), newest, {EVERYONE}) == (newest, [])


def test_more_than_can_be_told_asks_for_everything_anew(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resuming, "MOST_MISSED", 2)
    begin = outbox.newest_id()
    for number in range(3):
        publish("lamp-lit", EVERYONE, number=number)
    db.session.commit()
    assert resume(str(begin), begin + 3, {EVERYONE})[1] == [resuming.RESET]
    assert len(resume(str(begin + 1), begin + 3, {EVERYONE})[1]) == 2


def test_asking_tells_the_same_facts_to_the_same_people(stage: Cast) -> None:
    first = stage.owner.get("/events/since")
    assert first.get_json()["facts"] == [] and first.headers["Cache-Control"].startswith("no-store")
    last = first.get_json()["last"]
    tell("my-list-changed", to_profile(stage.profiles["stranger"].id))
    tell("lamp-lit", EVERYONE)
    assert kinds(stage.owner.get(f"/events/since?after={last}")) == ["lamp-lit"]
    assert kinds(stage.stranger.get(f"/events/since?after={last}")) == ["my-list-changed", "lamp-lit"]
    assert kinds(stage.child.get("/events/since?after=-5")) == ["stream-reset"]
    assert stage.anonymous.get("/events/since").status_code == 302


def test_with_all_streams_taken_pages_answer_and_the_refused_may_ask(
    stage: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage.app.extensions["matinee.live"], "most", 1)
    with hearing(stage.owner):
        assert stage.stranger.get("/events").status_code == 503
        assert stage.stranger.get("/my-list").status_code == 200
        assert stage.stranger.get("/events/since").status_code == 200


@pytest.mark.parametrize("how", ["switch", "sign-out", "disabled"])
def test_nothing_told_after_a_change_of_identity_reaches_who_it_was(
    stage: Cast, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "LOOK_EVERY_S", 3600.0)  # only the fact itself may end it
    with hearing(stage.member) as nana:
        row = db.session.get_one(AccountSession, stage.member.session_id)
        if how == "switch":
            row.profile_id = stage.profiles["child"].id
        elif how == "disabled":
            row.account.is_enabled = False
        else:
            db.session.delete(row)
        publish("my-list-changed", to_profile(stage.profiles["member"].id))
        db.session.commit()
        tell("progress-changed", to_profile(stage.profiles["member"].id))
        nana._thread.join(5)
        assert nana.has_ended and "progress-changed" not in nana.kinds


def test_a_role_that_is_lost_ends_what_staff_hears(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "LOOK_EVERY_S", 3600.0)
    with hearing(stage.editor) as editor:
        account = stage.accounts["editor"]
        account.roles.clear()
        db.session.commit()
        tell("jobs-changed", "staff")
        editor._thread.join(5)
        assert editor.has_ended and editor.kinds == []


def moment_of(page: str) -> str:
    return re.findall(r'since="(\d+)"', page)[0]


def test_what_is_told_between_a_page_and_its_stream_is_heard(stage: Cast) -> None:
    tell("curtain-raised", EVERYONE)
    db.session.execute(db.update(Event).values(at=clock.now() - timedelta(seconds=5)))
    db.session.commit()
    moment = moment_of(stage.owner.get("/").text)
    tell("my-list-changed", to_profile(stage.profiles["stranger"].id))
    tell("lamp-lit", EVERYONE)
    assert kinds(stage.owner.get(f"/events/since?since={moment}")) == ["lamp-lit"]
    with hearing(stage.owner, query=f"?since={moment}") as owner:
        assert owner.kinds == ["lamp-lit"]
        tell("lamp-out", EVERYONE)
        owner.waits_for("lamp-out")
        assert owner.kinds == ["lamp-lit", "lamp-out"]


def test_who_has_heard_something_goes_on_after_that_and_not_after_the_page(stage: Cast) -> None:
    moment = moment_of(stage.owner.get("/").text)
    tell("lamp-lit", EVERYONE)
    newest = outbox.newest_id()
    assert kinds(stage.owner.get(f"/events/since?since={moment}&after={newest}")) == []


def test_a_page_of_the_day_before_yesterday_asks_for_everything_anew(stage: Cast) -> None:
    for _ in range(2):
        tell("lamp-lit", EVERYONE)
    db.session.execute(db.update(Event).values(at=clock.now() - timedelta(hours=25)))
    while outbox.sweep():
        db.session.commit()
    db.session.commit()
    old = int((clock.now() - timedelta(hours=48)).timestamp() * 1000)
    assert kinds(stage.owner.get(f"/events/since?since={old}")) == ["stream-reset"]


@pytest.mark.parametrize("moment", ["", "x", "-1", "9" * 30, "1" * 9, "99999999999999", "٣" * 13, "1%00"])
def test_what_is_no_moment_begins_now(stage: Cast, moment: str) -> None:
    tell("lamp-lit", EVERYONE)
    answer = stage.owner.get(f"/events/since?since={moment}")
    assert (answer.status_code, kinds(answer)) == (200, [])
