"""Reads of videos, named by who may see them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import abort
from sqlalchemy import Select, and_, or_
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.signing_in import find_by_token
from app.catalogue.models import Episode, Season, Title
from app.catalogue.visibility import visible_to
from app.foundation.db import db
from app.media.models import PLAYABLE, Video, VideoRole
from app.media.signals import pieces_asked
from app.media.storage import REFERENCE
from app.media.tokens import Viewer
from app.profiles.models import Profile


def playable_videos_for(profile: Profile) -> Select[Video]:
    """Videos that can be watched, of the titles that this profile may see, joined to their `Title`."""
    return (
        db.select(Video)
        .outerjoin(Video.episode)
        .outerjoin(Episode.season)
        .join(Title, or_(Title.id == Video.title_id, Title.id == Season.title_id))
        .where(Video.state.in_(PLAYABLE), visible_to(profile))
    )


WHOLE = (
    joinedload(Video.title),
    contains_eager(Video.episode).contains_eager(Episode.season).joinedload(Season.title),
)


def find_playable_video(reference: str, profile: Profile) -> Video:
    """The video with its title, or with its episode, season and title; 404 to whoever may not watch it."""
    return db.session.scalar(_named(reference, profile).options(*WHOLE)) or abort(404)


def playable_of(ids: Iterable[int], profile: Profile) -> dict[int, Video]:
    """Video id -> the same for several; those that it may not watch are left out."""
    select = playable_videos_for(profile).where(Video.id.in_(list(ids))).options(*WHOLE)
    return {video.id: video for video in db.session.scalars(select)}


def next_episode_video(video: Video, profile: Profile) -> Video | None:
    """The main video of the episode after this one, over the end of a season; None for films and trailers."""
    return _neighbour(video, profile, operator.gt, db.asc)


def previous_episode_video(video: Video, profile: Profile) -> Video | None:
    """The same of the episode before."""
    return _neighbour(video, profile, operator.lt, db.desc)


def _neighbour(video: Video, profile: Profile, beyond: Callable[[Any, Any], Any], order: Callable[[Any], Any]) -> Any:
    if video.episode is None or video.role != VideoRole.MAIN:
        return None
    season, number = video.episode.season, video.episode.number
    within = and_(Season.number == season.number, beyond(Episode.number, number))
    select = playable_videos_for(profile).where(Season.title_id == season.title_id, Video.role == VideoRole.MAIN)
    select = select.where(or_(beyond(Season.number, season.number), within))
    whole = contains_eager(Video.episode).contains_eager(Episode.season)
    nearest = order(Season.number), order(Episode.number), order(Video.id)
    return db.session.scalar(select.order_by(*nearest).limit(1).options(whole))


@dataclass(frozen=True)
class Watching:
    """Who may watch a video now, the store it lies in, and whether their minutes are counted."""

    viewer: Viewer
    store: str
    is_counted: bool = False


def find_watching(token: str, reference: str) -> Watching | None:
    """Who holds this session token, if the profile it has chosen may watch the video now."""
    account = find_by_token(token)
    if account is None or account.session is None or account.session.profile_id is None:
        return None
    profile = db.session.get(Profile, account.session.profile_id)
    if profile is None or any(refuses for _, refuses in pieces_asked.send(profile, reference=reference)):
        return None
    store = db.session.scalar(_named(reference, profile).with_only_columns(Video.store))
    viewer = Viewer(profile.id, account.session.lineage)
    return Watching(viewer, store, profile.is_counted) if store else None


def _named(reference: str, profile: Profile) -> Select[Video]:
    if not REFERENCE.fullmatch(reference):  # a NUL, say, which PostgreSQL takes in no text
        abort(404)
    return playable_videos_for(profile).where(Video.reference == reference)
