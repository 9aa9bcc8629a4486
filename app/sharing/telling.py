"""How a recommendation reads on the bell, and how moderators meet it."""

from __future__ import annotations

from typing import Any

from app.foundation.db import db
from app.moderation.moderatable import Subject, moderate
from app.moderation.signals import words_hidden, words_shown
from app.notifications.kinds import kind
from app.notifications.models import Notification
from app.sharing.models import Share
from app.sharing.queries import find_reportable
from app.sharing.sending import KIND, announce, hush


@kind(KIND, "Somebody recommends a film to me", "share-2")
def sentence(told: Notification) -> str:
    """Who and what; the note waits on the page."""
    who = told.actor.name if told.actor else "Somebody"
    return f"{who} recommends {told.title.name if told.title else 'a title'} to you"


@words_hidden.connect
def _hidden(row: Any) -> None:
    if isinstance(row, Share):
        hush(row)


@words_shown.connect
def _shown(row: Any) -> None:
    if isinstance(row, Share):
        announce(row)


moderate(
    Subject(
        name="share",
        noun="recommendation",
        find=find_reportable,
        row=lambda share_id: db.session.get(Share, share_id),
        author=lambda share: share.sender,
        words=lambda share: share.note,
        title_id=lambda share: share.title_id,
        url=lambda _share: "/shares",
    )
)
