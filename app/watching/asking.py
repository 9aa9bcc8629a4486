"""Films that a profile sees but asks for before it watches them: those above `asks_above`, till a grown-up says yes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.catalogue.models import Title
from app.foundation import clock
from app.foundation.db import db
from app.media.models import Video
from app.profiles.models import Profile
from app.watching.contract import local_now, midnight, today, why_not_now
from app.watching.models import NO, TODAY, Because, WatchRequest


def is_asked_for(profile: Profile, title: Title) -> bool:
    """Whether a yes is needed for it, said or not. A title without an age mark is asked for, too."""
    if profile.asks_above is None:
        return False
    return title.maturity_years is None or title.maturity_years > profile.asks_above


def must_ask(profile: Profile, title: Title) -> bool:
    """Whether it has to be asked for, and nobody has said yes."""
    return is_asked_for(profile, title) and not is_allowed(request_of(profile, title))


def is_allowed(row: WatchRequest | None) -> bool:
    """Whether it was asked, and somebody's yes still holds."""
    return row is not None and row.allows


def request_of(profile: Profile, title: Title) -> WatchRequest | None:
    """What it has asked about this title."""
    mine = WatchRequest.profile_id == profile.id, WatchRequest.title_id == title.id
    return db.session.scalar(db.select(WatchRequest).where(*mine))


def may_ask(row: WatchRequest | None) -> bool:
    """Whether it can be asked now: not while it waits, and after a no on another day."""
    if row is None:
        return True
    if row.waits or row.allows:
        return False
    return row.answer != NO or row.answered_at is None or local_day(row, row.answered_at) < today(row.profile)


def local_day(row: WatchRequest, moment: datetime) -> date:
    """The day that a moment was by the asker's clock."""
    return moment.astimezone(local_now(row.profile).tzinfo).date()


def why_not(profile: Profile, title: Title) -> str:
    """Why it may not watch this now: BEDTIME, MINUTES, `Because.ASKS`, or nothing."""
    return why_not_now(profile) or (Because.ASKS if must_ask(profile, title) else "")


def refuses(profile: Profile, reference: str = "") -> bool:
    """Whether pieces of this video are kept back now; subscribed to `pieces_asked`."""
    if why_not_now(profile):
        return True
    if profile.asks_above is None:
        return False
    video = db.session.scalar(db.select(Video).where(Video.reference == reference))
    return video is not None and must_ask(profile, video.work)


def answer(row: WatchRequest, said: str, by: Profile) -> None:
    """Say `today`, `always` or `no`, in the current transaction."""
    row.answer, row.answered_at, row.answered_by = said, clock.now(), by
    row.good_until = midnight(row.profile) + timedelta(days=1) if said == TODAY else None
