"""What plays on an account now, on how many screens that may be at once, and stopping one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort
from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from app.accounts.models import Account, AccountSession
from app.catalogue.models import Title
from app.foundation import clock
from app.foundation.db import db
from app.foundation.settings import current_site
from app.media.models import Video
from app.media.queries import playable_of
from app.profiles.models import Profile
from app.watching.models import HEARD_WITHIN, Because, Playback
from app.watching.page import subtitle_of

SESSION = Playback.session_id


@dataclass(frozen=True)
class Stream:
    """A screen of the account on which something plays. What its viewer may not know of has no name."""

    playback: Playback
    session: AccountSession
    title: Title | None
    part: str

    @property
    def name(self) -> str:
        """`Harbour Office. Season 1, episode 2`."""
        if self.title is None:
            return "Something that is not for this profile"
        return ". ".join(part for part in (self.title.name, self.part) if part)

    @property
    def who(self) -> str:
        """The profile that watches."""
        return self.playback.profile.name

    @property
    def stop_url(self) -> str:
        """Where a POST stops it."""
        return f"/streams/{self.playback.reference}/stop"


def streams_of(account: Account, viewer: Profile) -> list[Stream]:
    """What plays on the account, the latest begun first, as this profile may read of it; one for each browser."""
    playing = _playing(account).add_columns(AccountSession).options(joinedload(Playback.profile))
    newest: dict[str, tuple[Playback, AccountSession]] = {}
    for playback, session in db.session.execute(playing.order_by(Playback.id.desc())):
        newest.setdefault(session.id, (playback, session))
    videos = playable_of((playback.video_id for playback, _ in newest.values()), viewer)
    return [_stream(playback, session, videos.get(playback.video_id)) for playback, session in newest.values()]


def is_full(session: AccountSession) -> bool:
    """Whether other browsers of the account already play as much as the house allows; one's own never counts."""
    most = current_site().streams
    if not most:
        return False
    others = _playing(session.account).where(Playback.session_id != session.id)
    return (db.session.scalar(others.with_only_columns(db.func.count(SESSION.distinct()))) or 0) >= most


def stop(account: Account, reference: str) -> None:
    """Stop what plays in the browser of this playback, in the current transaction; its player hears it with its next
    beat. Once stopped it may be said again. 404 for another account's.
    """
    if not reference.isascii() or not reference.isprintable():
        abort(404)
    session_id = db.session.scalar(_of(account).where(Playback.reference == reference).with_only_columns(SESSION))
    here = Playback.session_id == (session_id or abort(404)), Playback.ended_at.is_(None)
    db.session.execute(db.update(Playback).where(*here).values(ended_at=clock.now(), ended_because=Because.STOPPED))


def _of(account: Account) -> Select[Any]:
    select = db.select(Playback).join(AccountSession, AccountSession.id == Playback.session_id)
    return select.where(AccountSession.account_id == account.id)


def _playing(account: Account) -> Select[Any]:
    """One that rests takes nobody's place."""
    heard: Any = db.func.coalesce(Playback.beat_at, Playback.created_at)
    return _of(account).where(Playback.ended_at.is_(None), heard > clock.now() - HEARD_WITHIN)


def _stream(playback: Playback, session: AccountSession, video: Video | None) -> Stream:
    return Stream(playback, session, video.work if video else None, subtitle_of(video) if video else "")
