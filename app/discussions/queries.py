"""Reads of discussions. Each begins with what is within the reader's reach."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort
from sqlalchemy import Select, func, not_, or_
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.catalogue.models import Episode, Season, Title
from app.discussions.models import PUBLISHED, Post
from app.discussions.places import Place
from app.discussions.reach import is_reached, is_readable, posts_within_reach_of, within_reach_of
from app.foundation.db import db
from app.foundation.paging import LARGEST_KEY, Page
from app.profiles.models import Profile

PAGE = 10
REPLIES_IN_LIST, REPLIES_IN_THREAD = 5, 200
CODE = re.compile(r"s([0-9]{1,4}) ?e([0-9]{1,4})", re.ASCII | re.IGNORECASE)
WHOLE = (joinedload(Post.profile), joinedload(Post.episode).joinedload(Episode.season))


@dataclass(frozen=True)
class Ahead:
    """What lies after where a reader is: how many posts, and the place of the first. Nothing else is told."""

    count: int
    next: Place | None


@dataclass(frozen=True)
class Replies:
    """The last replies of a thread, and how many there are within reach."""

    posts: list[Post]
    total: int


def find_episode(title: Title, code: str | None) -> Episode | None:
    """The episode of a code such as `S1E4`; None without a code, 404 for one that there is not."""
    if not code:
        return None
    match = CODE.fullmatch(code) or abort(404)
    select = db.select(Episode).join(Episode.season).options(contains_eager(Episode.season))
    numbers = Season.number == int(match[1]), Episode.number == int(match[2])
    return db.session.scalar(select.where(Season.title_id == title.id, *numbers)) or abort(404)


def heads_of(
    title: Title, profile: Profile, episode: Episode | None, cursor: str | None, *, oldest: bool = False
) -> Page[Post]:
    """The posts that begin threads, the newest first unless `oldest`."""
    select = _heads(profile).where(Post.title_id == title.id)
    if episode is not None:
        select = select.where(Post.episode_id == episode.id)
    if cursor and cursor.isascii() and cursor.isdecimal() and len(cursor) < 11:
        number = min(int(cursor), LARGEST_KEY)
        select = select.where(Post.id > number if oldest else Post.id < number)
    order = Post.id.asc() if oldest else Post.id.desc()
    rows = list(db.session.scalars(select.order_by(order).limit(PAGE + 1).options(*WHOLE)))
    return Page(rows[:PAGE], str(rows[PAGE - 1].id) if len(rows) > PAGE else None)


def find_head(title: Title, post_id: int, profile: Profile) -> Post:
    """The post that a thread begins with; 404 for whoever may not be sent it."""
    select = _heads(profile).where(Post.title_id == title.id, Post.id == post_id)
    return db.session.scalar(select.options(*WHOLE)) or abort(404)


def find_parent(title: Title, post_id: int, profile: Profile) -> Post:
    """The post that a reply answers, whatever its state: it may have gone a moment ago. 404 beyond one's reach."""
    select = posts_within_reach_of(profile).where(Post.title_id == title.id, Post.id == post_id)
    return db.session.scalar(select.where(Post.parent_id.is_(None)).options(*WHOLE)) or abort(404)


def find_own(title: Title, post_id: int, profile: Profile) -> Post:
    """The profile's own post that still has its words, else 404."""
    mine = Post.title_id == title.id, Post.id == post_id, Post.profile_id == profile.id, Post.text != ""
    return db.session.scalar(posts_within_reach_of(profile).where(*mine).options(*WHOLE)) or abort(404)


def newest_own_id(title: Title, profile: Profile) -> int:
    """The number of this profile's newest post about the title; 0 without one."""
    mine = Post.title_id == title.id, Post.profile_id == profile.id
    return db.session.scalar(db.select(func.max(Post.id)).where(*mine)) or 0


def find_reportable(post_id: int, profile: Profile) -> Post | None:
    """A post of somebody else that is up and within reach, or None."""
    select = posts_within_reach_of(profile).where(Post.id == post_id, Post.state == PUBLISHED)
    return db.session.scalar(select.where(Post.profile_id != profile.id).options(*WHOLE))


def replies_of(heads: Sequence[Post], profile: Profile, most: int) -> dict[int, Replies]:
    """Head id -> its last replies within reach, the oldest of them first; in one statement."""
    newest = func.row_number().over(partition_by=Post.parent_id, order_by=Post.id.desc()).label("newest")
    total = func.count().over(partition_by=Post.parent_id).label("total")
    inside = posts_within_reach_of(profile).where(Post.parent_id.in_([head.id for head in heads]))
    ranked = inside.where(is_readable(Post, profile)).with_only_columns(Post.id, newest, total).subquery()
    select = db.select(Post, ranked.c.total).join(ranked, ranked.c.id == Post.id).where(ranked.c.newest <= most)
    found: dict[int, list[Post]] = defaultdict(list)
    totals: dict[int, int] = {}
    for post, count in db.session.execute(select.order_by(Post.id).options(*WHOLE)) if heads else ():
        found[post.parent_id].append(post)
        totals[post.parent_id] = count
    return {head_id: Replies(posts, totals[head_id]) for head_id, posts in found.items()}


def ahead_of(title: Title, profile: Profile, episode: Episode | None = None) -> Ahead:
    """How many posts lie after where this profile is, and where the first of them opens."""
    beyond = db.select(Post).where(Post.title_id == title.id, Post.state == PUBLISHED, not_(within_reach_of(profile)))
    if episode is not None:
        beyond = beyond.where(Post.episode_id == episode.id)
    count = db.session.scalar(beyond.with_only_columns(func.count(Post.id))) or 0
    return Ahead(count, _first_of(beyond.where(not_(is_reached(Post, profile.id)))) if count else None)


def _first_of(beyond: Select[Any]) -> Place | None:
    select = (
        beyond.outerjoin(Episode, Episode.id == Post.episode_id)
        .outerjoin(Season, Season.id == Episode.season_id)
        .with_only_columns(Post.episode_id, Season.number, Episode.number, Post.at_s)
        .order_by(Season.number == 0, Season.number, Episode.number, Post.at_s)
    )
    row = db.session.execute(select.limit(1)).first()
    return Place(*row) if row else None


def _heads(profile: Profile) -> Select[Any]:
    """What begins threads: readable, or gone with replies that are not."""
    reply = aliased(Post)
    live = db.select(reply.id).where(
        reply.parent_id == Post.id, is_readable(reply, profile), is_reached(reply, profile.id)
    )
    shown = or_(is_readable(Post, profile), live.correlate(Post).exists())
    return posts_within_reach_of(profile).where(Post.parent_id.is_(None), shown)
