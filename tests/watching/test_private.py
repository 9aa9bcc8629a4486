"""Watching privately: nothing is noted in this browser until it is ended."""

from __future__ import annotations

from app.accounts.models import AccountSession
from app.admin import figures
from app.foundation import clock
from app.foundation.db import db
from app.media.models import Video
from app.watching.models import Playback, Progress
from tests.cast import PASSWORD, Cast, Person
from tests.films import film, ready_video


def watched(person: Person, video: Video) -> int:
    """Open it and say that one is at its fortieth second."""
    reference = (person.post(f"/watch/{video.reference}/opening").json or {})["playback"]
    facts = {"playback": reference, "sequence": 1, "position_s": 40, "duration": 100}
    return person.post(f"/watch/{video.reference}/progress", facts).status_code


def noted() -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(Progress)) or 0


def test_nothing_is_noted_until_it_is_ended(cast: Cast) -> None:
    video = ready_video(film("Harbour Lights"), duration_s=100)
    assert "Watch privately" in cast.owner.get("/history").text
    cast.owner.post("/history/private", {"on": "1"})
    assert "You watch privately" in cast.owner.get("/history").text
    assert watched(cast.owner, video) == 204 and noted() == 0
    assert "Nothing here yet" in cast.owner.get("/history").text
    assert "Private" in cast.owner.get(f"/watch/{video.reference}").text
    cast.owner.post("/history/private", {"on": ""})
    assert watched(cast.owner, video) == 204 and noted() == 1


def test_other_browsers_note_as_ever(cast: Cast) -> None:
    video = ready_video(film(), duration_s=100)
    cast.owner.post("/history/private", {"on": "1"})
    watched(cast.person("owner"), video)
    assert noted() == 1


def test_nobody_reads_in_the_admin_what_was_watched_privately(cast: Cast) -> None:
    video = ready_video(film("Harbour Lights"), duration_s=100)
    cast.owner.post("/history/private", {"on": "1"})
    watched(cast.owner, video)
    assert db.session.scalars(db.select(Playback.is_private)).all() == [True]
    assert figures.watching_now() == []


def test_without_scripts_a_place_is_not_noted_either_and_says_so(cast: Cast) -> None:
    video = ready_video(film(), duration_s=600)
    cast.owner.post("/history/private", {"on": "1"})
    answer = cast.owner.post(f"/watch/{video.reference}/place", {"stopped_at": "5:00"})
    assert answer.status_code == 303 and noted() == 0
    assert "nothing was noted" in cast.owner.get(answer.location).text


def test_it_ends_when_somebody_else_takes_the_seat(cast: Cast) -> None:
    cast.owner.post("/history/private", {"on": "1"})
    cast.owner.post("/profiles/current", {"profile": cast.profiles["teenager"].id})
    row = db.session.get_one(AccountSession, cast.owner.session_id, populate_existing=True)
    assert row.profile_id == cast.profiles["teenager"].id and not row.is_private


def test_it_stays_when_the_session_is_renewed(cast: Cast) -> None:
    cast.owner.post("/history/private", {"on": "1"})
    row = db.session.get_one(AccountSession, cast.owner.session_id)
    row.authenticated_at = clock.now().replace(year=2020)
    db.session.commit()
    assert cast.owner.post("/confirm", {"password": PASSWORD}).status_code == 303
    db.session.expire_all()
    kept = db.select(AccountSession.is_private).where(AccountSession.account_id == cast.accounts["owner"].id)
    assert True in db.session.scalars(kept).all()


def test_a_child_watches_nothing_privately(cast: Cast) -> None:
    assert cast.child.post("/history/private", {"on": "1"}).status_code == 403
    assert "Watch privately" not in cast.child.get("/history").text
