"""Openings of the watch page: begun with it, ended when somebody of lesser age takes the seat."""

from __future__ import annotations

from app.accounts.models import AccountSession
from app.foundation import clock
from app.foundation.db import db
from app.media.models import Video
from app.profiles.models import Profile
from app.watching.models import Because, Playback


def open_playback(session_id: str, profile: Profile, video: Video, *, is_private: bool = False) -> Playback:
    """A new playback, in the current transaction."""
    facts = {"session_id": session_id, "profile_id": profile.id, "video_id": video.id}
    playback = Playback(**facts, is_private=is_private)
    db.session.add(playback)
    db.session.flush()
    return playback


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
