"""A beat of the player, every ten seconds of everybody's evening: who says it, and what it adds, in few statements.

They are written out once and ask for columns, not for objects: that halves what a beat costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Update, and_, bindparam, extract, or_

from app.accounts.models import Account, AccountSession
from app.accounts.models.session import IDLE
from app.catalogue.models import Episode, Season, Title
from app.catalogue.visibility import for_whom, showing
from app.foundation import clock
from app.foundation.db import db
from app.foundation.prepared import Prepared
from app.foundation.signing import digest
from app.media.marks import closing_credits_at_s, in_force
from app.media.models import PLAYABLE, Video
from app.media.storage import REFERENCE
from app.profiles.models import Profile
from app.watching.models import Playback, Progress

LONGEST_STEP_S = 60.0  # beats come every ten seconds; whoever paused for an hour has not watched one
MOMENT = Playback.created_at.type
OPENED: Any = Playback.__table__
FILMS: Any = Video.__table__
PROFILES: Any = Profile.__table__
OWN = ("id", "profile_id", "video_id", "is_private", "ended_at", "ended_because")
SEAT = ("playback_id", *OWN[1:], "has_contract", "duration_s")


@dataclass(frozen=True)
class Seat:
    """A playback, whose it is, and what of its film a place is measured by."""

    playback_id: int
    profile_id: int
    video_id: int
    duration_s: float | None
    credits_at_s: float | None
    is_private: bool = False
    ended_at: datetime | None = None
    ended_because: str = ""
    has_contract: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.ended_at is None

    @property
    def keeps_place(self) -> bool:
        """Whether its place may be saved."""
        return self.is_open and not self.is_private

    @classmethod
    def of(cls, playback: Playback, video: Video) -> Seat:
        """The same, of what is loaded already."""
        whose = playback.id, playback.profile_id, video.id
        return cls(*whose, video.duration_s, video.credits_at_s, playback.is_private)


def find_seat(connection: Connection, token: str, reference: str, playback: str, position_s: float) -> Seat | None:
    """The playback of this name, if the session of this token opened it for the profile it has now, and that profile
    may watch this video now: what signing in, choosing a profile and `visible_to` ask, asked at once.

    One that is open is noted in the same breath as playing at this moment, with what was watched since the last beat,
    in the transaction of this connection.
    """
    if not REFERENCE.fullmatch(reference) or not REFERENCE.fullmatch(playback):  # a NUL, say, is in no text
        return None
    moment = clock.now()
    asked = {"of_session": digest(token), "of_video": reference, "of_playback": playback, "now_at_s": position_s}
    asked |= {"moment": moment, "idle_since": moment - IDLE}
    row = _beaten.one_or_none(connection, asked) or _over.one_or_none(connection, asked)
    if row is None:
        return None
    *facts, found, by_hand = row
    seat = dict(zip(SEAT, facts, strict=True))
    return Seat(**seat, credits_at_s=closing_credits_at_s(in_force(found, by_hand), seat["duration_s"]))


@Prepared
def _beaten(dialect: str) -> Update:
    moment = bindparam("moment", type_=MOMENT)
    beaten = db.update(OPENED).where(_is_theirs(moment), OPENED.c.ended_at.is_(None))
    beaten = beaten.values(beat_at=moment, watched_s=OPENED.c.watched_s + _step(moment, dialect))
    return beaten.returning(*_facts())


@Prepared
def _over(_dialect: str) -> Select[Any]:
    moment = bindparam("moment", type_=MOMENT)
    return db.select(*_facts()).where(_is_theirs(moment), OPENED.c.ended_at.is_not(None))


def _facts() -> list[Any]:
    film = db.select(FILMS.c.duration_s).where(FILMS.c.id == OPENED.c.video_id)
    marks = (film.with_only_columns(FILMS.c[name]) for name in ("marks_found", "marks_by_hand"))
    return [*(OPENED.c[name] for name in OWN), _has_contract(), *(one.scalar_subquery() for one in (film, *marks))]


def _has_contract() -> Any:
    agreed = or_(*(PROFILES.c[term].is_not(None) for term in ("minutes_a_day", "bed_from", "asks_above")))
    return db.select(agreed).where(PROFILES.c.id == OPENED.c.profile_id).scalar_subquery()


def _is_theirs(moment: Any) -> ColumnElement[bool]:
    """Its parameters are named unlike columns, which an UPDATE would set."""
    allowed = (
        db.select(Video.id)
        .outerjoin(Episode, Episode.id == Video.episode_id)
        .outerjoin(Season, Season.id == Episode.season_id)
        .join(Title, Title.id == db.func.coalesce(Video.title_id, Season.title_id))
        .join(AccountSession, AccountSession.id == bindparam("of_session"))
        .join(Account, Account.id == AccountSession.account_id)
        .join(Profile, Profile.id == AccountSession.profile_id)
        .where(Video.reference == bindparam("of_video"), Account.is_enabled)
        .where(or_(*(Video.state == one for one in PLAYABLE)))  # the list of an IN would be written anew each time
        .where(AccountSession.expires_at > moment, AccountSession.seen_at > bindparam("idle_since", type_=MOMENT))
        .where(AccountSession.id == OPENED.c.session_id, Profile.id == OPENED.c.profile_id)
        .where(Video.id == OPENED.c.video_id, *(rule.holds for rule in showing(moment)), for_whom())
        .correlate(OPENED)
    )
    return and_(OPENED.c.reference == bindparam("of_playback"), allowed.exists())


def _step(moment: Any, dialect: str) -> Any:
    """Seconds from the place that was kept to this one, but no more than have passed: jumps are not watched."""
    places: Any = Progress.__table__
    here = places.c.profile_id == OPENED.c.profile_id, places.c.video_id == OPENED.c.video_id
    before = db.func.coalesce(db.select(places.c.position_s).where(*here).scalar_subquery(), 0.0)
    moved = bindparam("now_at_s", type_=Progress.position_s.type) - before
    passed = _seconds_since(moment, dialect)
    if dialect == "postgresql":
        return db.func.greatest(0.0, db.func.least(moved, passed, LONGEST_STEP_S))
    return db.func.max(0.0, db.func.min(moved, passed, LONGEST_STEP_S))  # of several values: the least, the greatest


def _seconds_since(moment: Any, dialect: str) -> Any:
    """From the last beat, or the opening, to now; by each database's own clockwork."""
    last = db.func.coalesce(OPENED.c.beat_at, OPENED.c.created_at)
    if dialect == "postgresql":
        return extract("epoch", moment - last)
    return (db.func.julianday(moment) - db.func.julianday(last)) * timedelta(days=1).total_seconds()
