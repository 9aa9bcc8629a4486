"""The stream: who hears what, where one goes on, and when it ends."""

from __future__ import annotations

import socket
import time

import pytest
from flask import Flask

from app.accounts.models import AccountSession
from app.foundation.db import db
from app.foundation.events import EVERYONE, STAFF, Fact, outbox, to_account, to_profile
from app.live import hub
from app.live.audience import Identity
from app.live.listener import MOST_WAITING, Listener
from tests.cast import Cast
from tests.live.hearing import hearing, tell


def test_everyone_hears_what_is_for_everyone(stage: Cast) -> None:
    with hearing(stage.owner) as ruth, hearing(stage.stranger) as iris:
        tell("video-became-ready", EVERYONE, video="abc")
        ruth.waits_for("video-became-ready")
        iris.waits_for("video-became-ready")
        assert ruth.facts[-1] == {"id": int(ruth.last_id), "kind": "video-became-ready", "facts": {"video": "abc"}}


def test_a_stranger_hears_nothing_of_another_profile_account_or_the_staff(stage: Cast) -> None:
    ruth_only = to_profile(stage.profiles["owner"].id)
    account_only = to_account(stage.accounts["owner"].id)
    with hearing(stage.owner) as ruth, hearing(stage.child) as mia, hearing(stage.stranger) as iris:
        tell("my-list-changed", ruth_only)
        tell("password-changed", account_only)
        tell("jobs-changed", STAFF)
        tell("lamp-lit", EVERYONE)
        for stream in (ruth, mia, iris):
            stream.waits_for("lamp-lit")
        assert ruth.kinds == ["my-list-changed", "password-changed", "lamp-lit"]
        assert mia.kinds == ["password-changed", "lamp-lit"]  # the same account, another profile
        assert iris.kinds == ["lamp-lit"]


def test_staff_hear_that_jobs_changed(stage: Cast) -> None:
    with hearing(stage.editor) as editor:
        tell("jobs-changed", STAFF, job=1)
        editor.waits_for("jobs-changed")


def test_a_stream_goes_on_after_the_last_fact_that_was_heard(stage: Cast) -> None:
    with hearing(stage.owner) as first:
        tell("lamp-lit", EVERYONE)
        first.waits_for("lamp-lit")
        last = first.last_id
    tell("my-list-changed", to_profile(stage.profiles["stranger"].id))
    tell("video-became-ready", EVERYONE)
    with hearing(stage.owner, {"Last-Event-ID": last}) as again:
        again.waits_for("video-became-ready")
        assert again.kinds == ["video-became-ready"]
    with hearing(stage.stranger, {"Last-Event-ID": last}) as iris:
        iris.waits_for("video-became-ready")
        assert iris.kinds == ["my-list-changed", "video-became-ready"]


@pytest.mark.parametrize("forged", ["-1", "1e9", "9" * 18, "9" * 400, "' OR 1=1", "٣", "0x10", "NaN"])
def test_a_forged_last_event_id_asks_for_everything_anew_and_goes_on_from_now(stage: Cast, forged: str) -> None:
    tell("lamp-lit", EVERYONE)
    time.sleep(2 * hub.POLL_S)  # a poller that still runs has read it
    with hearing(stage.owner, {"Last-Event-ID": forged.encode().decode("latin-1")}) as ruth:
        tell("video-became-ready", EVERYONE)
        ruth.waits_for("video-became-ready")
        assert ruth.kinds == ["stream-reset", "video-became-ready"]


def test_the_answer_is_an_event_stream_that_nobody_keeps_or_holds_back(stage: Cast) -> None:
    with hearing(stage.owner) as ruth:
        headers = ruth.response.headers
        assert ruth.response.mimetype == "text/event-stream"
        assert headers["Cache-Control"] == "no-store, no-transform" and headers["X-Accel-Buffering"] == "no"
        assert "Content-Encoding" not in headers and ruth.text.startswith("retry: 3000\n")


def test_who_is_signed_out_hears_nothing(stage: Cast) -> None:
    assert stage.anonymous.get("/events").status_code == 302
    assert stage.anonymous.get("/events", fragment=True).status_code == 401


def ends_within(stream: object, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not stream.has_ended:  # type: ignore[attr-defined]
        time.sleep(0.05)
    return bool(stream.has_ended)  # type: ignore[attr-defined]


def test_a_revoked_session_and_a_switched_profile_end_their_streams_within_six_seconds(stage: Cast) -> None:
    with hearing(stage.owner) as ruth, hearing(stage.member) as nana, hearing(stage.stranger) as iris:
        db.session.execute(db.delete(AccountSession).where(AccountSession.id == stage.owner.session_id))
        nana_is = AccountSession.id == stage.member.session_id
        db.session.execute(db.update(AccountSession).where(nana_is).values(profile_id=stage.profiles["child"].id))
        db.session.commit()
        assert ends_within(ruth, 6) and ends_within(nana, 1)
        assert not iris.has_ended


def test_an_account_has_so_many_streams_and_no_more(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "MOST_PER_ACCOUNT", 1)
    with hearing(stage.owner), hearing(stage.stranger):
        refused = stage.child.get("/events")  # another profile of the same account
        assert refused.status_code == 429 and refused.headers["Retry-After"]
    with hearing(stage.child):
        pass  # a stream that was closed makes room


def test_a_full_house_says_when_to_come_again(stage: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage.owner.app.extensions["matinee.live"], "most", 1)
    with hearing(stage.owner):
        refused = stage.stranger.get("/events")
        assert refused.status_code == 503 and refused.headers["Retry-After"]


def test_nobody_polls_when_nobody_listens(stage: Cast, stage_house: Flask) -> None:
    with hearing(stage.owner):
        assert stage_house.extensions["matinee.live"].position == outbox.newest_id()
    deadline = time.monotonic() + 3
    while stage_house.extensions["matinee.live"].position and time.monotonic() < deadline:
        time.sleep(0.05)
    assert stage_house.extensions["matinee.live"].position == 0


def test_a_browser_that_hung_up_makes_room_before_its_next_heartbeat() -> None:
    ours, theirs = socket.socketpair()
    listener = Listener(Identity("s", 1, None, False), 0, ours)
    assert not listener.is_gone()
    theirs.close()
    assert listener.is_gone()
    ours.close()
    assert listener.is_gone()


def test_a_browser_too_slow_to_take_its_facts_is_let_go() -> None:
    listener = Listener(Identity("s", 1, None, False), 0)
    for number in range(MOST_WAITING + 1):
        listener.hear(Fact(number, "lamp-lit", EVERYONE, {}))
    assert not listener.is_open
