"""A film on another screen, which has its address and no cookie: as long as its playback goes on, and no longer."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.models import AccountSession
from app.foundation import clock
from app.foundation.db import db
from app.foundation.security import without_signature
from app.media.models import Video, VideoState
from app.media.tokens import LIFE_S, token_for
from app.watching.casting import PURPOSE
from app.watching.casting_routes import handed
from app.watching.contract import local_now
from app.watching.models import Playback
from tests.cast import PASSWORD, Cast, Person
from tests.films import FILES, film, ready_video
from tests.statements import count_statements
from tests.watching.beating import beat

WHOLE = FILES["direct.mp4"]


@pytest.fixture
def video(cast: Cast) -> Video:
    return ready_video(film(age=12))


@pytest.fixture(autouse=True)
def asked_each_time() -> None:
    handed.fresh_s = 0.0


def address_of(person: Person, video: Video) -> str:
    html = person.get(f"/watch/{video.reference}").text
    found = re.search(r' data-cast="([^"]*)"', html)
    assert found
    return found[1]


def newest() -> Playback:
    return db.session.scalars(db.select(Playback).order_by(Playback.id.desc()).limit(1)).one()


def on_screen(cast: Cast, address: str) -> int:
    """What the screen itself is told, which is signed in nowhere."""
    return cast.anonymous.get(address).status_code


def test_the_watch_page_names_an_address_that_needs_no_cookie(cast: Cast, video: Video) -> None:
    answer = cast.anonymous.get(address_of(cast.owner, video))
    assert (answer.status_code, answer.data, answer.content_type) == (200, WHOLE, "video/mp4")
    assert "Set-Cookie" not in answer.headers


def test_it_is_sent_in_parts(cast: Cast, video: Video) -> None:
    address = address_of(cast.owner, video)
    part = cast.anonymous.get(address, headers={"Range": "bytes=10-29"})
    assert (part.status_code, part.data) == (206, WHOLE[10:30])
    assert cast.anonymous.open("HEAD", address).content_length == len(WHOLE)
    assert cast.anonymous.get(address, headers={"Range": "bytes=9999999-"}).status_code == 416


def test_a_page_of_the_screens_own_may_play_it(cast: Cast, video: Video) -> None:
    answer = cast.anonymous.get(address_of(cast.owner, video))
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers, "its bytes are played, not read"


def test_the_browsers_own_player_offers_no_screen_an_address_that_wants_a_cookie(cast: Cast, video: Video) -> None:
    html = cast.owner.get(f"/watch/{video.reference}").text
    player = re.search(r'<video [^>]*src="([^"#]+)"[^>]*>', html)
    assert player and " disableremoteplayback " in player[0]
    assert on_screen(cast, player[1]) == 404


def test_an_opening_told_to_a_player_has_one_too(cast: Cast, video: Video) -> None:
    opened = cast.owner.post(f"/watch/{video.reference}/opening").get_json()
    assert opened["playback"] in opened["cast"]
    assert on_screen(cast, opened["cast"]) == 200


def test_a_page_that_is_fetched_ahead_has_none_yet(cast: Cast, video: Video) -> None:
    html = cast.owner.get(f"/watch/{video.reference}", headers={"Sec-Purpose": "prefetch"}).text
    assert ' data-cast=""' in html


def test_a_film_that_is_still_being_encoded_has_none(cast: Cast, video: Video) -> None:
    kept = address_of(cast.owner, video)
    video.state = VideoState.GROWING
    db.session.commit()
    assert address_of(cast.owner, video) == ""
    assert on_screen(cast, kept) == 404


def test_whose_minutes_are_counted_has_none(cast: Cast, video: Video) -> None:
    kept = address_of(cast.teenager, video)
    assert on_screen(cast, kept) == 200
    cast.profiles["teenager"].minutes_a_day = 60
    db.session.commit()
    assert address_of(cast.teenager, video) == ""
    assert on_screen(cast, kept) == 404


@pytest.mark.parametrize("other", ["stranger", "child"])
def test_nobody_makes_one_by_changing_anothers(cast: Cast, video: Video, other: str) -> None:
    theirs = ready_video(film("For All"))
    own, address = address_of(cast.person(other), theirs), address_of(cast.owner, video)
    token, playback = own.split("/")[2:4]
    others_playback = address.split("/")[3]
    assert on_screen(cast, own) == 200
    assert on_screen(cast, f"/cast/{token}/{others_playback}/film.mp4") == 404
    assert on_screen(cast, address.replace(others_playback, playback)) == 404


def test_the_child_has_none_for_a_film_it_may_not_see(cast: Cast, video: Video) -> None:
    assert cast.child.get(f"/watch/{video.reference}").status_code == 404
    assert cast.child.post(f"/watch/{video.reference}/opening").status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        lambda token: "1" + token,
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: str(int(token.split(".")[0]) + 600) + "." + token.split(".")[1],
        lambda token: token.split(".")[1],
        lambda _token: "x" * 300,
        lambda _token: "%00",
    ],
)
def test_a_changed_address_is_not_found(cast: Cast, video: Video, change: Callable[[str], str]) -> None:
    token = address_of(cast.owner, video).split("/")[2]
    assert on_screen(cast, f"/cast/{change(token)}/{newest().reference}/film.mp4") == 404


@pytest.mark.parametrize("playback", ["", "x" * 300, "..", "🎬"])
def test_a_signature_over_what_no_playback_is_called_opens_nothing(app: Flask, cast: Cast, playback: str) -> None:
    with app.test_request_context():
        token = token_for(PURPOSE, playback)
    assert on_screen(cast, f"/cast/{token}/{playback}/film.mp4") in (404, 308)


def test_it_is_over_after_six_hours_and_says_so(cast: Cast, video: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    address = address_of(cast.owner, video)
    later = clock.now() + timedelta(seconds=LIFE_S + 1)
    monkeypatch.setattr("app.media.tokens.clock.now", lambda: later)
    answer = cast.anonymous.get(address)
    assert answer.status_code == 410
    assert "good for six hours" in answer.text


def withdraw(video: Video, _session: AccountSession, _cast: Cast) -> None:
    video.title.withdraw()


def raise_the_mark(video: Video, _session: AccountSession, _cast: Cast) -> None:
    video.title.maturity_years = 18


def sign_out(_video: Video, session: AccountSession, _cast: Cast) -> None:
    db.session.delete(session)


def disable(_video: Video, session: AccountSession, _cast: Cast) -> None:
    session.account.is_enabled = False


def idle(_video: Video, session: AccountSession, _cast: Cast) -> None:
    session.seen_at -= timedelta(days=15)


def switch(_video: Video, session: AccountSession, cast: Cast) -> None:
    session.profile_id = cast.profiles["child"].id


def stop(_video: Video, _session: AccountSession, _cast: Cast) -> None:
    newest().end("stopped")


def ask_first(_video: Video, _session: AccountSession, cast: Cast) -> None:
    cast.profiles["teenager"].asks_above = 6


def go_to_bed(_video: Video, _session: AccountSession, cast: Cast) -> None:
    profile = cast.profiles["teenager"]
    now = local_now(profile)
    minute = 60 * now.hour + now.minute
    profile.bed_from, profile.bed_until = (minute - 60) % 1440, (minute + 60) % 1440


@pytest.mark.parametrize("end", [withdraw, raise_the_mark, sign_out, disable, idle, switch, stop, ask_first, go_to_bed])
def test_whatever_ends_the_watching_ends_it_there(
    cast: Cast, video: Video, end: Callable[[Video, AccountSession, Cast], None]
) -> None:
    address = address_of(cast.teenager, video)
    assert on_screen(cast, address) == 200
    end(video, db.session.get_one(AccountSession, cast.teenager.session_id), cast)
    db.session.commit()
    assert on_screen(cast, address) == 404


def test_it_goes_on_when_the_session_gets_a_new_id(cast: Cast, video: Video) -> None:
    address, old_id = address_of(cast.owner, video), cast.owner.session_id
    assert cast.owner.post("/confirm", {"password": PASSWORD}).status_code == 303
    db.session.expire_all()
    assert db.session.get(AccountSession, old_id) is None
    assert on_screen(cast, address) == 200


def test_playing_the_film_on_another_device_ends_it(cast: Cast, video: Video) -> None:
    address, first = address_of(cast.owner, video), newest()
    assert beat(cast.owner, first, video, 1, 10) == 204
    second = cast.person("owner")
    address_of(second, video)
    assert beat(second, newest(), video, 1, 12) == 204
    assert beat(cast.owner, first, video, 2, 20) == 409
    assert on_screen(cast, address) == 404


def test_whether_it_goes_on_is_asked_every_five_seconds(cast: Cast, video: Video) -> None:
    handed.fresh_s = 5.0
    address = address_of(cast.owner, video)
    assert on_screen(cast, address) == 200
    newest().end("stopped")
    db.session.commit()
    with count_statements() as asked:
        assert on_screen(cast, address) == 200
    assert not asked
    handed.forget()
    assert on_screen(cast, address) == 404


def test_nobody_reads_it_in_the_log() -> None:
    assert without_signature("/cast/17.abc/x/film.mp4") == "/cast/…/x/film.mp4"


def test_the_page_asks_nothing_more_for_it(cast: Cast, video: Video) -> None:
    cast.owner.get(f"/watch/{video.reference}")
    with count_statements() as opened:
        cast.owner.post(f"/watch/{video.reference}/opening")
    video.state = VideoState.GROWING
    db.session.commit()
    with count_statements() as without:
        cast.owner.post(f"/watch/{video.reference}/opening")
    assert len(opened) == len(without)
