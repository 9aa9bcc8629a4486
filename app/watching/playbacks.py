"""Openings of the watch page: begun with it, ended when somebody of lesser age takes the seat."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, extract

from app.accounts.models import AccountSession
from app.foundation import clock
from app.foundation.db import db
from app.media.models import Video
from app.profiles.models import Profile
from app.watching.models import Because, Playback, Progress

AS_IT_IS = {"synchronize_session": False, "populate_existing": True}
LONGEST_STEP_S = 60.0  # beats come every ten seconds; whoever paused for an hour has not watched one


def open_playback(session_id: str, profile: Profile, video: Video, *, is_private: bool = False) -> Playback:
    """A new playback, in the current transaction."""
    facts = {"session_id": session_id, "profile_id": profile.id, "video_id": video.id}
    playback = Playback(**facts, is_private=is_private)
    db.session.add(playback)
    db.session.flush()
    return playback


def find_playback(reference: str, session_id: str, profile: Profile, video: Video) -> Playback | None:
    """The playback of this name, if this session opened it for this profile and this video."""
    return db.session.scalar(db.select(Playback).where(*_is(reference, session_id, profile, video)))


def find_and_beat(
    reference: str, session_id: str, profile: Profile, video: Video, position_s: float
) -> Playback | None:
    """The same, alive at this moment and with what was watched since the last beat added, in one statement.

    One that is over is given as it is.
    """
    facts = {"of_reference": reference, "of_session": session_id, "of_profile": profile.id, "of_video": video.id}
    facts |= {"moment": clock.now(), "now_at_s": position_s}
    found = db.session.scalar(_beaten(db.engine.dialect.name), facts, execution_options=AS_IT_IS)
    return found or find_playback(reference, session_id, profile, video)


@cache
def _beaten(dialect: str) -> Any:
    """The statement, built once. Its parameters are named unlike columns, which an UPDATE would set."""
    whose = (
        Playback.reference == bindparam("of_reference"),
        Playback.session_id == bindparam("of_session"),
        Playback.profile_id == bindparam("of_profile"),
        Playback.video_id == bindparam("of_video"),
    )
    moment = bindparam("moment", type_=Playback.created_at.type)
    seconds = Playback.watched_s + _step(moment, dialect)
    beaten = db.update(Playback).where(*whose, Playback.ended_at.is_(None))
    return beaten.values(beat_at=moment, watched_s=seconds).returning(Playback)


def _is(reference: str, session_id: str, profile: Profile, video: Video) -> tuple[ColumnElement[bool], ...]:
    return (
        Playback.reference == reference,
        Playback.session_id == session_id,
        Playback.profile_id == profile.id,
        Playback.video_id == video.id,
    )


def _step(moment: Any, dialect: str) -> Any:
    """Seconds from the place that was kept to this one, but no more than have passed: jumps are not watched."""
    here = Progress.profile_id == bindparam("of_profile"), Progress.video_id == bindparam("of_video")
    before = db.func.coalesce(db.select(Progress.position_s).where(*here).scalar_subquery(), 0.0)
    moved = bindparam("now_at_s", type_=Progress.position_s.type) - before
    passed = _seconds_since(moment, dialect)
    shorter = case((moved < passed, moved), else_=passed)
    return case((shorter <= 0, 0.0), (shorter > LONGEST_STEP_S, LONGEST_STEP_S), else_=shorter)


def _seconds_since(moment: Any, dialect: str) -> Any:
    """From the last beat, or the opening, to now; by each database's own clockwork."""
    last = db.func.coalesce(Playback.beat_at, Playback.created_at)
    if dialect == "postgresql":
        return extract("epoch", moment - last)
    return (db.func.julianday(moment) - db.func.julianday(last)) * timedelta(days=1).total_seconds()


def carry_over(session: AccountSession, *, old_id: str) -> None:
    """A film goes on when its session gets a new id; subscribed to `session_renewed`."""
    theirs = db.update(Playback).where(Playback.session_id == old_id)
    db.session.execute(theirs.values(session_id=session.id))


def end_privacy(session: AccountSession, **_more: object) -> None:
    """What somebody else watches here is noted as ever; subscribed to `profile_switched`."""
    session.is_private = False


def end_when_a_child_sits_down(session: AccountSession, *, after: Profile, **_more: object) -> None:
    """What an adult began must not go on beside a child; subscribed to `profile_switched`."""
    if after.is_child:
        end_others(session.id, after)


def end_others(session_id: str, profile: Profile) -> None:
    """End what this session plays for other profiles."""
    others = Playback.session_id == session_id, Playback.profile_id != profile.id, Playback.ended_at.is_(None)
    db.session.execute(db.update(Playback).where(*others).values(ended_at=clock.now(), ended_because=Because.SEAT))
