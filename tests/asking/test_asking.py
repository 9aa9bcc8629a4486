"""A child asks for a film that it sees but may not watch alone; a grown-up of the house answers from the bell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.accounts.models import AccountSession
from app.catalogue.models import Title
from app.foundation import clock
from app.foundation.db import db
from app.media import routes as media_routes
from app.media.models import Video
from app.media.queries import find_watching
from app.notifications.models import Notification
from app.watching import casting_routes
from app.watching.casting import cast_address
from app.watching.models import WatchRequest
from app.watching.playbacks import open_playback
from tests.cast import Cast, Person
from tests.films import film, ready_video
from tests.statements import count_statements

EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


@pytest.fixture
def video(cast: Cast) -> Video:
    cast.profiles["child"].asks_above = 0
    found = ready_video(film("Snow", age=6), duration_s=3000)
    db.session.commit()
    return found


@pytest.fixture(autouse=True)
def evening(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, EVENING)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)
    media_routes.viewers.forget()
    casting_routes.handed.forget()


def token_of(person: Person) -> str:
    with person.client.session_transaction() as cookie:
        return str(cookie["_user_id"])


def plays(person: Person, video: Video) -> bool:
    """On the page, at an opening, in a beat, for the pieces and on another screen alike."""
    db.session.expire_all()
    assert person.profile is not None
    playback = open_playback(person.session_id, person.profile, video)
    db.session.commit()
    beat = {"playback": playback.reference, "sequence": 1, "position_s": 5}
    reference, screen = video.reference, cast_address(playback)
    answers = {
        "screen": Person(person.app).get(screen).status_code == 200,
        "beat": person.post(f"/watch/{reference}/progress", beat).status_code == 204,
        "page": person.get(f"/watch/{reference}").status_code == 200,
        "opening": person.post(f"/watch/{reference}/opening").status_code == 200,
        "pieces": find_watching(token_of(person), reference) is not None,
    }
    assert len(set(answers.values())) == 1, answers
    return answers["page"]


def ask(person: Person, title: Title) -> None:
    assert person.post(f"/titles/{title.slug}/ask").status_code == 303


def bells(person: Person) -> list[str]:
    page = person.get("/notifications").text
    return [
        line
        for line in ("asks to watch Snow", "may watch Snow today", "whenever you like", "not for now")
        if line in page
    ]


def asked() -> WatchRequest:
    db.session.expire_all()
    return db.session.scalars(db.select(WatchRequest)).one()


def test_nothing_plays_until_somebody_said_yes(cast: Cast, video: Video) -> None:
    page = cast.child.get(f"/titles/{video.work.slug}").text
    assert "Ask to watch it" in page and f"/watch/{video.reference}" not in page
    assert "Ask first" in cast.child.get(f"/watch/{video.reference}").text
    assert cast.child.post(f"/watch/{video.reference}/opening").get_json() == {"ended": "asks"}
    assert not plays(cast.child, video) and plays(cast.teenager, video)
    ask(cast.child, video.work)
    assert "You have asked" in cast.child.get(f"/titles/{video.work.slug}").text
    assert bells(cast.owner) == ["asks to watch Snow"] and not bells(cast.stranger) and not bells(cast.teenager)
    assert not plays(cast.child, video)
    answer = cast.owner.post(f"/asking/{asked().id}", {"answer": "today"})
    assert answer.status_code == 303 and plays(cast.child, video)
    assert "Mia may watch Snow today" in cast.owner.get("/asking").text
    assert bells(cast.child) == ["may watch Snow today"] and not bells(cast.owner)


def test_a_yes_for_today_ends_with_the_day(cast: Cast, video: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(cast.child, video.work)
    cast.owner.post(f"/asking/{asked().id}", {"answer": "today"})
    at(monkeypatch, EVENING + timedelta(hours=5))
    assert plays(cast.child, video)
    at(monkeypatch, EVENING + timedelta(hours=7))
    assert not plays(cast.child, video)
    ask(cast.child, video.work)
    assert asked().waits and bells(cast.owner)


def test_a_yes_for_always_is_always(cast: Cast, video: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(cast.child, video.work)
    cast.owner.post(f"/asking/{asked().id}", {"answer": "always"})
    at(monkeypatch, EVENING + timedelta(days=7))
    assert plays(cast.child, video) and bells(cast.child) == ["whenever you like"]


def test_a_no_can_be_asked_again_another_day(cast: Cast, video: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(cast.child, video.work)
    cast.owner.post(f"/asking/{asked().id}", {"answer": "no"})
    assert bells(cast.child) == ["not for now"] and not plays(cast.child, video)
    assert "Not now, was the answer" in cast.child.get(f"/titles/{video.work.slug}").text
    ask(cast.child, video.work)
    assert asked().answer == "no"
    at(monkeypatch, EVENING + timedelta(days=1))
    ask(cast.child, video.work)
    assert asked().waits


def test_the_answer_can_be_changed(cast: Cast, video: Video) -> None:
    ask(cast.child, video.work)
    cast.owner.post(f"/asking/{asked().id}", {"answer": "always"})
    assert "Change the answer" in cast.owner.get("/asking").text
    cast.owner.post(f"/asking/{asked().id}", {"answer": "no"})
    assert not plays(cast.child, video)


def test_asking_twice_rings_once(cast: Cast, video: Video) -> None:
    ask(cast.child, video.work)
    ask(cast.child, video.work)
    rung = db.session.scalars(db.select(Notification).where(Notification.profile_id == cast.profiles["owner"].id)).all()
    assert len(rung) == 1 and asked()


def test_only_grown_ups_of_the_house_answer(cast: Cast, video: Video) -> None:
    ask(cast.child, video.work)
    path = f"/asking/{asked().id}"
    for person, status in ((cast.stranger, 404), (cast.child, 403), (cast.teenager, 403), (cast.admin, 404)):
        assert person.get(path).status_code == status
        assert person.post(path, {"answer": "always"}).status_code == status
    assert asked().waits
    assert cast.owner.post(path, {"answer": "perhaps"}).status_code == 400
    assert cast.owner.get(path).status_code == 200 and "May Mia watch Snow?" in cast.owner.get(path).text


def test_a_child_with_the_parents_device_does_not_answer(cast: Cast, video: Video) -> None:
    """Without a PIN before the profile, the password is asked once it was given long ago."""
    ask(cast.child, video.work)
    session = db.session.get_one(AccountSession, cast.owner.session_id)
    session.grow_stale()
    db.session.commit()
    answer = cast.owner.post(f"/asking/{asked().id}", {"answer": "always"})
    assert answer.headers["Location"].startswith("/confirm") and asked().waits
    cast.profiles["owner"].pin_hash = "kept"
    db.session.commit()
    assert cast.owner.post(f"/asking/{asked().id}", {"answer": "always"}).headers["Location"] == "/asking"


def test_what_a_child_does_not_see_it_does_not_ask_for(cast: Cast, video: Video) -> None:
    secret = film("Grown", age=18)
    db.session.commit()
    assert cast.child.post(f"/titles/{secret.slug}/ask").status_code == 404
    assert not db.session.scalars(db.select(WatchRequest)).all()


def test_who_need_not_ask_is_sent_back(cast: Cast, video: Video) -> None:
    assert cast.teenager.post(f"/titles/{video.work.slug}/ask").headers["Location"] == f"/titles/{video.work.slug}"
    assert not db.session.scalars(db.select(WatchRequest)).all()


def test_the_owner_says_above_which_age_one_asks_and_what_is_not_shown(app: Flask, cast: Cast, video: Video) -> None:
    child = cast.profiles["child"]
    path = f"/profiles/{child.id}/time"
    assert "Above All" in cast.owner.get(path).text and "Above 18+" not in cast.owner.get(path).text
    assert cast.owner.post(path, {"minutes_a_day": "0", "asks_above": "6"}).status_code == 303
    assert plays(cast.child, video)
    assert cast.owner.post(path, {"minutes_a_day": "0", "asks_above": "99"}).status_code == 303
    db.session.expire_all()
    assert child.asks_above is None
    assert cast.owner.post(path, {"minutes_a_day": "0", "asks_above": "5000"}).status_code == 422
    assert cast.stranger.post(path, {"minutes_a_day": "0", "asks_above": "99"}).status_code == 404


def test_its_page_looks_once_for_what_was_asked(cast: Cast, video: Video) -> None:
    with count_statements() as sent:
        assert cast.child.get(f"/titles/{video.title.slug}").status_code == 200
    assert sum("FROM watch_request" in statement for statement in sent) == 1
