"""How long a profile may watch in a day, and until when: what a house has agreed with its children.

Asked where a film is opened, with every beat, and every five seconds of the pieces themselves.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func

from app.foundation import clock
from app.foundation.db import db
from app.foundation.settings import current_site
from app.profiles.models import Profile
from app.watching.models import Playback

BEDTIME, MINUTES = "bedtime", "minutes"
MORE_MINUTES = 30
DAY = 24 * 60


def why_not_now(profile: Profile) -> str:
    """BEDTIME, MINUTES, or nothing while it may watch."""
    if not profile.has_contract:
        return ""
    local = local_now(profile)
    if is_bedtime(profile, local.hour * 60 + local.minute):
        return BEDTIME
    left = left_today_s(profile)
    return MINUTES if left is not None and left <= 0 else ""


def is_bedtime(profile: Profile, minute: int) -> bool:
    """Whether the day's minute (0 to 1439) is between going to bed and getting up, which may be after midnight."""
    begin, end = profile.bed_from, profile.bed_until
    if begin is None or end is None or begin == end:
        return False
    return begin <= minute < end if begin < end else minute >= begin or minute < end


def left_today_s(profile: Profile) -> float | None:
    """Seconds that are left of today's, not below 0; None where nobody counts."""
    if profile.minutes_a_day is None:
        return None
    given = profile.granted_minutes if profile.granted_on == today(profile) else 0
    return max(0.0, (profile.minutes_a_day + given) * 60 - watched_today_s(profile))


def watched_today_s(profile: Profile) -> float:
    """Seconds that were really watched since midnight by the profile's clock, privately or not. A film that began
    before counts whole."""
    since = func.coalesce(Playback.beat_at, Playback.created_at) >= midnight(profile)
    select = db.select(func.sum(Playback.watched_s)).where(Playback.profile_id == profile.id, since)
    return float(db.session.scalar(select) or 0.0)


def give_more(profile: Profile, minutes: int = MORE_MINUTES) -> None:
    """Let it watch longer, today alone, in the current transaction."""
    day = today(profile)
    profile.granted_minutes = minutes + (profile.granted_minutes if profile.granted_on == day else 0)
    profile.granted_on = day


def local_now(profile: Profile) -> datetime:
    """Now, by the profile's clock."""
    return clock.now().astimezone(clock.zone(profile.zone or current_site().zone))


def midnight(profile: Profile) -> datetime:
    """When its day began."""
    return local_now(profile).replace(hour=0, minute=0, second=0, microsecond=0)


def today(profile: Profile) -> date:
    """The day that it is there."""
    return local_now(profile).date()


def until_words(profile: Profile) -> str:
    """`07:00`, when it may watch again after bedtime."""
    return words(profile.bed_until)


def words(minute: int | None) -> str:
    """A minute of the day as `20:30`; nothing for none."""
    return "" if minute is None else f"{timedelta(minutes=minute) // timedelta(hours=1):02}:{minute % 60:02}"


def minute_of(text: str) -> int | None:
    """The same read back; None for nothing. Raises ValueError for what is no time of the day."""
    if not text.strip():
        return None
    at = datetime.strptime(text.strip(), "%H:%M")
    return at.hour * 60 + at.minute
