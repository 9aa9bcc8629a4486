"""How far somebody is: one upsert, in which the newest playback and its latest beat win."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, or_
from sqlalchemy.dialects import postgresql, sqlite

from app.foundation import clock
from app.foundation.db import db
from app.foundation.events import publish, to_profile
from app.foundation.prepared import Prepared
from app.media.models import Video
from app.profiles.models import Profile
from app.watching.beats import Seat
from app.watching.models import Because, Playback, Progress

BEGUN_SHARE = 0.03
FINISHED_SHARE = 0.95
TELL_EVERY = timedelta(minutes=1)
REWIND_S = 3.0
GIVEN = ("profile_id", "video_id", "playback_id", "sequence", "finished_at")


@dataclass(frozen=True)
class Kept:
    """What came of a beat: whether the profile's other devices should hear of it, and the playback that has overtaken
    its own, if any."""

    is_news: bool
    newer_id: int | None


def record(seat: Seat, sequence: int, position_s: float) -> str:
    """Save a beat and what it leads to, in the session's current transaction: see `save` and `follow_up`."""
    return follow_up(seat, save(db.session.connection(), seat, sequence, position_s))


def save(connection: Connection, seat: Seat, sequence: int, position_s: float) -> Kept:
    """Save a beat of a playback, in the transaction of this connection. Early and late beats may come in any order:

    the position follows the newest playback and its highest sequence; the furthest point never goes back. The other
    devices of the profile need hear of the place when it matters (`_matters`), not of every beat.
    """
    moment = clock.now()
    position_s = clamped(position_s, seat.duration_s)
    beat = {
        "profile_id": seat.profile_id,
        "video_id": seat.video_id,
        "playback_id": seat.playback_id,
        "sequence": sequence,
        "position_s": position_s,
        "moment": moment,
        "finished_at": moment if is_over(position_s, seat) else None,
        "begun_s": BEGUN_SHARE * (seat.duration_s or 0.0),
        "long_ago": moment - TELL_EVERY,
    }
    newest_id, is_news = _upsert.one(connection, beat)
    return Kept(is_news, newest_id if newest_id > seat.playback_id else None)


def follow_up(seat: Seat, kept: Kept) -> str:
    """What a kept beat leads to, now and then, in the session's current transaction: the other devices are told, and a
    playback that another has overtaken is ended. Why is given back, for its player to say (`Because`; else empty)."""
    if kept.is_news:
        tell_changed(seat.profile_id, db.session.get_one(Video, seat.video_id).work.id)
    return _end(seat, kept.newer_id) if kept.newer_id else ""


def _end(seat: Seat, newer_id: int) -> Because:
    newer = db.session.get(Playback, newer_id)
    why = Because.ELSEWHERE if newer is not None and newer.is_heard else Because.ASIDE
    db.session.get_one(Playback, seat.playback_id).end(why)
    return why


def tell_changed(profile_id: int, title_id: int) -> None:
    """Tell all devices of a profile, in the current transaction, that it stands elsewhere in a title."""
    publish("progress-changed", to_profile(profile_id), title=title_id)


def clamped(position_s: float, duration_s: float | None) -> float:
    """The position inside the film: browsers report a few frames past the end."""
    return round(min(max(0.0, position_s), duration_s or math.inf), 3)


def is_over(position_s: float, film: Seat | Video) -> bool:
    """Whether only the credits are left: as they are marked, else the last twentieth."""
    credits_at_s = film.credits_at_s
    return is_finished(position_s, film.duration_s) or (credits_at_s is not None and position_s >= credits_at_s)


def is_finished(position_s: float, duration_s: float | None) -> bool:
    """Whether the last twentieth has begun."""
    return bool(duration_s) and position_s >= FINISHED_SHARE * (duration_s or 0.0)


def resume_position(video: Video, profile: Profile) -> float:
    """Where to go on: three seconds before the last place, to find the way back in; 0 when new or finished."""
    kept = db.session.get(Progress, (profile.id, video.id))
    if kept is None or kept.finished_at is not None:
        return 0.0
    return max(0.0, round(kept.position_s - REWIND_S, 3))


@Prepared
def _upsert(dialect: str) -> Any:
    """INSERT … ON CONFLICT DO UPDATE, which both databases know.

    Its parameters: the columns of `GIVEN`, `position_s`, `moment`, `begun_s` and `long_ago`. It gives back the newest
    playback and whether the other devices are to be told now.
    """
    kept = Progress.__table__
    moment = bindparam("moment", type_=Progress.updated_at.type)
    position_s = bindparam("position_s", type_=Progress.position_s.type)
    insert = (postgresql if dialect == "postgresql" else sqlite).insert(kept)
    insert = insert.values({name: bindparam(name) for name in GIVEN})
    insert = insert.values(position_s=position_s, furthest_s=position_s)
    insert = insert.values(started_at=moment, updated_at=moment, told_at=moment)
    given = insert.excluded
    opened_later = given.playback_id > kept.c.playback_id
    newer = or_(opened_later, and_(given.playback_id == kept.c.playback_id, given.sequence > kept.c.sequence))
    changes: dict[str, Any] = {
        name: case((newer, given[name]), else_=kept.c[name])
        for name in ("playback_id", "sequence", "position_s", "updated_at")
    }
    changes["furthest_s"] = case((given.furthest_s > kept.c.furthest_s, given.furthest_s), else_=kept.c.furthest_s)
    changes["finished_at"] = case((newer, _finish_kept(given)), else_=kept.c.finished_at)
    # taken off "continue watching" it stays off until it is opened again
    changes["hidden_at"] = case((opened_later, None), else_=kept.c.hidden_at)
    told = and_(newer, or_(opened_later, _matters(given)))
    changes["told_at"] = case((told, given.told_at), else_=kept.c.told_at)
    upsert = insert.on_conflict_do_update(index_elements=["profile_id", "video_id"], set_=changes)
    return upsert.returning(kept.c.playback_id, kept.c.told_at == moment)


def _matters(given: Any) -> Any:
    """Whether shelves would show something else: it counts as begun now, or as finished, or a minute has passed."""
    begun_s = bindparam("begun_s", type_=Progress.position_s.type)
    begun = and_(given.position_s >= begun_s, Progress.position_s < begun_s)
    finished = and_(given.finished_at.is_not(None), Progress.finished_at.is_(None))
    long_ago = bindparam("long_ago", type_=Progress.told_at.type)
    return or_(begun, finished, Progress.told_at.is_(None), Progress.told_at < long_ago)


def _finish_kept(given: Any) -> Any:
    """The moment it was first finished, unless it is being watched again from further back."""
    still_over = and_(given.finished_at.is_not(None), Progress.finished_at.is_not(None))
    return case((still_over, Progress.finished_at), else_=given.finished_at)
