"""Posting: within the writer's own reach, one row however often it is sent, and the reason when it is refused."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import TooManyRequests

from app.catalogue.models import Title
from app.discussions.bell import ring_for, unring_for
from app.discussions.models import REMOVED, Post
from app.discussions.places import Place
from app.foundation import audit, clock
from app.foundation.db import db
from app.foundation.errors import Sentence
from app.foundation.limits import Limit, spend
from app.foundation.text import random_reference
from app.moderation.speaking import why_silent
from app.profiles.models import Profile

A_MINUTE, A_DAY = Limit(10, 60), Limit(200, 86_400)
SAME_WITHIN = timedelta(minutes=1)
GONE = Sentence("The post that you answer was just taken away. Your words are kept: post them on their own, or not.")


class Refused(Exception):
    """Why it was not posted: a status and a sentence. Whoever wrote it keeps their words."""

    def __init__(self, status: int, reason: str, wait_s: int = 0) -> None:
        super().__init__(reason)
        self.status, self.reason, self.wait_s = status, reason, wait_s


def allow(profile: Profile) -> None:
    """Raise Refused for whoever may not speak, or has spoken a lot: 10 a minute and 200 a day."""
    if reason := why_silent(profile):
        raise Refused(403, reason)
    try:
        spend_a_turn(profile)
    except TooManyRequests as error:
        raise Refused(429, str(error.description), getattr(error, "retry_after", 1)) from None


def spend_a_turn(profile: Profile) -> None:
    """10 a minute and 200 a day; raises 429 beyond. Spends in a transaction of its own."""
    spend(f"post:minute:{profile.id}", A_MINUTE)
    spend(f"post:day:{profile.id}", A_DAY)


def post(profile: Profile, title: Title, place: Place, text: str, key: str, parent: Post | None = None) -> Post:
    """Say something of a title, in the current transaction. Raises Refused (409) when what it answers has gone.

    Sent twice it is one row: by the form's key, and by the same words again within a minute.
    """
    db.session.get_one(Profile, profile.id, with_for_update=True)  # twins of one writer come one after the other
    if said := _said_already(profile, title, text, key, parent):
        return said
    if parent is not None:
        db.session.refresh(parent, ["state"], with_for_update=True)
        if not parent.is_published:
            raise Refused(409, GONE)
    made = _add(profile, title, place, text, key, parent)
    audit.record("post-posted", f"title {title.id}", post=made.id)
    made.tell()
    ring_for(made)
    return made


def revise(row: Post, text: str, place: Place) -> None:
    """Say it otherwise, in the current transaction."""
    row.revise(text, place.episode_id, place.at_s)
    audit.record("post-changed", f"post {row.id}")


def take_back(row: Post) -> None:
    """Take a post out of sight, in the current transaction."""
    row.take_back()
    unring_for(row)
    audit.record("post-removed", f"post {row.id}")


def put_back(row: Post) -> None:
    """Undo that, in the current transaction."""
    row.put_back()
    if row.is_published:
        ring_for(row)
    audit.record("post-restored", f"post {row.id}")


def _said_already(profile: Profile, title: Title, text: str, key: str, parent: Post | None) -> Post | None:
    mine = Post.profile_id == profile.id, Post.title_id == title.id, Post.text == text, Post.state != REMOVED
    same = db.or_(Post.key == key, Post.created_at > clock.now() - SAME_WITHIN)
    select = db.select(Post).where(*mine, same, Post.parent_id.is_not_distinct_from(parent.id if parent else None))
    return db.session.scalar(select.order_by(Post.id.desc()).limit(1))


def _add(profile: Profile, title: Title, place: Place, text: str, key: str, parent: Post | None) -> Post:
    """A form sent again with other words, after Back, is another post: its key is taken, so it gets a new one."""
    row = Post(title_id=title.id, profile_id=profile.id, parent_id=parent.id if parent else None, text=text, key=key)
    row.episode_id, row.at_s = place.episode_id, place.at_s
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        row.key = random_reference(len(key))
        db.session.add(row)
        db.session.flush()
    return row
