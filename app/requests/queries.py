"""Reads of requests: one's own, and the inbox."""

from __future__ import annotations

from flask import abort
from sqlalchemy import Select
from sqlalchemy.orm import joinedload, selectinload

from app.catalogue.models import Episode, Season, Title
from app.catalogue.queries import find_title
from app.foundation.db import db
from app.foundation.paging import Page, page_by_id
from app.media.models import Video
from app.media.queries import find_playable_video
from app.profiles.models import Profile
from app.requests.models import OPEN, Request

PAGE = 20
WITH_VIDEO = joinedload(Request.video).joinedload(Video.episode).joinedload(Episode.season).joinedload(Season.title)


def mine(profile: Profile, cursor: str | None) -> Page[Request]:
    """What this profile asked, newest first, with the replies."""
    return page_by_id(_of(profile).options(selectinload(Request.replies), WITH_VIDEO), Request.id, cursor, PAGE)


def find_mine(request_id: int, profile: Profile, *, for_change: bool = False) -> Request:
    """One of this profile's requests; 404 for anybody else's."""
    select = _of(profile).where(Request.id == request_id)
    if for_change:
        select = select.with_for_update(of=Request).execution_options(populate_existing=True)
    return db.session.scalar(select) or abort(404)


def find_place(title_slug: str, reference: str, profile: Profile) -> tuple[Title, Video | None]:
    """The title, and the video if one is meant, that a problem is about; 404 for what this profile may not see."""
    if reference:
        video = find_playable_video(reference, profile)
        return video.work, video
    return find_title(title_slug, profile), None


def open_requests() -> int:
    """How many wait for the house."""
    return db.session.scalar(db.select(db.func.count(Request.id)).where(Request.state == OPEN)) or 0


def _of(profile: Profile) -> Select[tuple[Request]]:
    return db.select(Request).where(Request.profile_id == profile.id)
