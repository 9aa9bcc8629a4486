"""Posts as something that can be reported: by whoever is sent them, and nobody else."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload

from app.discussions.bell import ring_for, unring_for
from app.discussions.models import Post
from app.discussions.queries import find_reportable
from app.foundation.db import db
from app.moderation.moderatable import Subject, moderate
from app.moderation.signals import words_hidden, words_shown


def find_for_staff(post_id: int) -> Post | None:
    """The post, whoever may see it."""
    return db.session.get(Post, post_id, options=(joinedload(Post.profile), joinedload(Post.title)))


def register() -> None:
    """Let posts be reported and decided about; the bell of whoever was answered follows what is decided."""
    subject = Subject(
        name="post",
        noun="post",
        find=find_reportable,
        row=find_for_staff,
        author=lambda post: post.profile,
        words=lambda post: post.text,
        title_id=lambda post: post.title_id,
        url=lambda post: post.url,
    )
    moderate(subject)
    words_hidden.connect(_hidden)
    words_shown.connect(_shown)


def _hidden(row: Any) -> None:
    if isinstance(row, Post):
        unring_for(row)


def _shown(row: Any) -> None:
    if isinstance(row, Post) and row.is_published:
        ring_for(row)
