"""The one rule of who is sent which post. Pages, fragments, counts, reports, notifications: all begin here."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_
from sqlalchemy.orm import aliased

from app.catalogue.models import Title
from app.catalogue.visibility import BUILT, visible_to
from app.discussions.models import PUBLISHED, Post
from app.foundation.db import db
from app.media.models import Video, VideoRole
from app.profiles.models import Profile
from app.watching.models import Progress
from app.watching.progress import FINISHED_SHARE


def posts_within_reach_of(profile: Profile) -> Select[Any]:
    """Every post that may be sent to this profile: of a title that it may see, at a place where it has been.

    A child's house has no talk.
    """
    allowed = false() if profile.is_child else visible_to(profile)
    return db.select(Post).join(Title, Title.id == Post.title_id).where(allowed, within_reach_of(profile))


def within_reach_of(profile: Profile) -> ColumnElement[bool]:
    """A condition on `Post`: the profile has been at its place, and at its parent's. One's own is never kept back."""
    return _within_reach_of(profile.id)


@lru_cache(maxsize=BUILT)
def _within_reach_of(profile_id: int) -> ColumnElement[bool]:
    """It depends on the number alone, and takes an eighth of a title's page to build."""
    parent = aliased(Post)
    reached = db.select(parent.id).where(parent.id == Post.parent_id, is_reached(parent, profile_id))
    return and_(is_reached(Post, profile_id), or_(Post.parent_id.is_(None), reached.correlate(Post).exists()))


def is_reached(post: Any, profile_id: int) -> ColumnElement[bool]:
    """A condition on `Post` or an alias of it: it is the profile's own, or stands where the profile has been."""
    return or_(post.profile_id == profile_id, _has_been_at(post, profile_id))


def is_readable(post: Any, profile: Profile) -> ColumnElement[bool]:
    """A condition: it is up, or it is the profile's own and still has its words (held, or just taken back)."""
    return or_(post.state == PUBLISHED, and_(post.profile_id == profile.id, post.text != ""))


def _has_been_at(post: Any, profile_id: int) -> ColumnElement[bool]:
    """Everybody has been at the beginning of a title. Elsewhere it is the furthest point in a main video of that very
    film or episode that counts, so that a film watched again hides nothing; past the credits all of it counts.
    """
    beginning = and_(post.episode_id.is_(None), post.at_s <= 0)
    of_the_film = and_(post.episode_id.is_(None), Video.title_id == post.title_id)
    far_enough = or_(
        Progress.furthest_s >= post.at_s,
        Progress.finished_at.is_not(None),
        Progress.furthest_s >= FINISHED_SHARE * Video.duration_s,
    )
    been = (
        db.select(Progress.video_id)
        .join(Video, Video.id == Progress.video_id)
        .where(Progress.profile_id == profile_id, Video.role == VideoRole.MAIN)
        .where(or_(Video.episode_id == post.episode_id, of_the_film), far_enough)
    )
    return or_(beginning, been.correlate(post).exists())
