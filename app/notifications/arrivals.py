"""What arrives: a new episode of a series that somebody listed or watches, a listed film that can be played."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CompoundSelect, Row, literal, union

from app.catalogue.models import Episode, Season, Title
from app.catalogue.visibility import for_whom
from app.foundation import clock
from app.foundation.db import UtcDateTime, db
from app.media.models import Video, VideoRole, VideoState
from app.notifications.kinds import kind
from app.notifications.models import Notification
from app.notifications.ringing import is_unwanted, once, tell_about
from app.profiles.models import Profile
from app.watching.models import ListEntry, Progress

EPISODE, FILM = "episode", "film"


@kind(EPISODE, "New episodes of what is on my list or what I watch", "tv", for_children=True)
def episode_sentence(told: Notification) -> str:
    """`The Aurora Keeper: season 1, episode 4 is here.`"""
    season, number = int(told.facts.get("season") or 0), int(told.facts.get("number") or 0)
    which = f"season {season}, episode {number}" if season else f"special {number}"
    return f"{told.title.name if told.title else 'A series'}: {which} is here."


@kind(FILM, "Films on my list that can be watched now", "clapperboard", for_children=True)
def film_sentence(told: Notification) -> str:
    """`Moth Hour can be watched now.`"""
    return f"{told.title.name if told.title else 'A film'} can be watched now."


def tell_of_video(video: Video, **_more: Any) -> None:
    """A film or an episode plays for the first time. Made anew, or in place of another, it is no news."""
    if video.role != VideoRole.MAIN or video.has_played_before or _is_another_of(video):
        return
    if video.episode_id is None:
        ring_for_title(video.title_id or 0, FILM, f"film:{video.title_id}")
        return
    place = _place_of(video.episode_id)
    facts = {"episode": video.episode_id, "season": place.season, "number": place.number}
    url = f"/titles/{place.slug}?season={place.season}"
    ring_for_title(place.title_id, EPISODE, f"episode:{video.episode_id}", url, **facts)


def tell_of_title(_session: Any, title_id: int, **_more: Any) -> None:
    """A title is published: a film that plays already rings now, and what rang unseen before is seen now."""
    if _plays(title_id):
        ring_for_title(title_id, FILM, f"film:{title_id}", is_told=False)
    tell_about(Notification.title_id == title_id, Notification.read_at.is_(None), Notification.removed_at.is_(None))


def ring_for_title(title_id: int, name: str, key: str, url: str = "", *, is_told: bool = True, **facts: Any) -> None:
    """Ring everybody who has the title on their list, or watches it, and whom it is for: once, in two statements.

    Its days do not count here: rung before it is shown, the bell tells of it when it is.
    """
    moment = clock.now()
    values = {
        "kind": literal(name),
        "key": literal(key),
        "title_id": Title.id,
        "url": literal(url),
        "facts": literal(facts, Notification.facts.type),
        "created_at": literal(moment, UtcDateTime()),
    }
    listeners = Profile.id.in_(_listeners(title_id)), ~Profile.is_simulated, ~is_unwanted(Profile.id, name)
    select = db.select(Profile.id, *values.values()).join(Title, Title.id == title_id).where(*listeners, for_whom())
    db.session.execute(once().from_select(["profile_id", *values], select).on_conflict_do_nothing())
    if is_told:
        tell_about(Notification.key == key, Notification.created_at == moment)


def _listeners(title_id: int) -> CompoundSelect[int]:
    """Who has it on their list, and who watches one of its episodes and has not taken it off "continue watching"."""
    watched = (
        db.select(Progress.profile_id)
        .join(Video, Video.id == Progress.video_id)
        .join(Episode, Episode.id == Video.episode_id)
        .join(Season, Season.id == Episode.season_id)
        .where(Season.title_id == title_id, Progress.hidden_at.is_(None))
    )
    return union(db.select(ListEntry.profile_id).where(ListEntry.title_id == title_id), watched)


def _is_another_of(video: Video) -> bool:
    """Whether the film or the episode plays already, by another file."""
    same = Video.episode_id == video.episode_id if video.episode_id else Video.title_id == video.title_id
    others = Video.id != video.id, Video.role == VideoRole.MAIN, Video.state == VideoState.READY, same
    return db.session.scalar(db.select(Video.id).where(*others).limit(1)) is not None


def _plays(title_id: int) -> bool:
    ready = Video.title_id == title_id, Video.role == VideoRole.MAIN, Video.state == VideoState.READY
    return db.session.scalar(db.select(Video.id).where(*ready).limit(1)) is not None


def _place_of(episode_id: int) -> Row[Any]:
    columns = Title.id.label("title_id"), Title.slug, Season.number.label("season"), Episode.number
    select = db.select(*columns).join(Season, Season.title_id == Title.id).join(Episode, Episode.season_id == Season.id)
    return db.session.execute(select.where(Episode.id == episode_id)).one()
