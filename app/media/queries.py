"""Reads of videos, named by who may see them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort
from sqlalchemy import Select, and_, or_
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.signing_in import find_by_token
from app.catalogue.models import Episode, Season, Title
from app.catalogue.visibility import visible_to
from app.foundation.db import db
from app.media.models import PLAYABLE, Video, VideoRole
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


def find_playable_video(reference: str, profile: Profile) -> Video:
    """The video with its title, or with its episode, season and title; 404 to whoever may not watch it."""
    select = _named(reference, profile)
    whole = (
        joinedload(Video.title),
        contains_eager(Video.episode).contains_eager(Episode.season).joinedload(Season.title),
    )
    return db.session.scalar(select.options(*whole)) or abort(404)


def next_episode_video(video: Video, profile: Profile) -> Video | None:
    """The main video of the episode after this one, over the end of a season; None for films and trailers."""
    if video.episode is None or video.role != VideoRole.MAIN:
        return None
    here = video.episode
    after = or_(
        Season.number > here.season.number, and_(Season.number == here.season.number, Episode.number > here.number)
    )
    select = playable_videos_for(profile).where(
        Season.title_id == here.season.title_id, Video.role == VideoRole.MAIN, after
    )
    whole = contains_eager(Video.episode).contains_eager(Episode.season)
    found: Video | None = db.session.scalar(
        select.order_by(Season.number, Episode.number, Video.id).limit(1).options(whole)
    )
    return found


@dataclass(frozen=True)
class Watching:
    """Who may watch a video now, and the store it lies in."""

    viewer: Viewer
    store: str


def find_watching(token: str, reference: str) -> Watching | None:
    """Who holds this session token, if the profile it has chosen may watch the video now."""
    account = find_by_token(token)
    if account is None or account.session is None or account.session.profile_id is None:
        return None
    profile = db.session.get(Profile, account.session.profile_id)
    store = db.session.scalar(_named(reference, profile).with_only_columns(Video.store)) if profile else None
    return Watching(Viewer(profile.id, account.session.lineage), store) if profile and store else None


def _named(reference: str, profile: Profile) -> Select[Video]:
    if not REFERENCE.fullmatch(reference):  # a NUL, say, which PostgreSQL takes in no text
        abort(404)
    return playable_videos_for(profile).where(Video.reference == reference)
