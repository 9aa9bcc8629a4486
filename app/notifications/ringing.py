"""Ringing a profile's bell, in the transaction of what it tells of; and taking that back when the thing goes."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.dialects import postgresql, sqlite

from app.foundation import clock
from app.foundation.db import db
from app.foundation.events import publish, to_profile
from app.notifications.models import Notification, NotificationSwitch

BELL_CHANGED = "bell-changed"
FACT = re.compile(r"(?:[A-Za-z0-9_:.+-]{0,60}|S\d{1,9} E\d{1,9})\Z")  # the name of a state, or an episode's code


def ring(
    profile_id: int,
    kind: str,
    key: str,
    *,
    title_id: int | None = None,
    actor_id: int | None = None,
    url: str = "",
    **facts: Any,
) -> None:
    """Tell a profile of something, once for each `key`, in the current transaction.

    Nothing happens for somebody's own doing, or for a kind that the profile wants neither on its bell nor in its
    digest. Facts are numbers and names of states; ValueError for words, which are nobody's to keep twice.
    """
    if not all(_is_fact(value) for value in facts.values()):
        raise ValueError("A notification holds ids and states, never words.")
    if actor_id == profile_id or not _is_wanted(profile_id, kind):
        return
    values = {
        "profile_id": profile_id,
        "kind": kind,
        "key": key[:120],
        "title_id": title_id,
        "actor_id": actor_id,
        "url": url,
        "facts": facts,
        "created_at": clock.now(),
    }
    added = db.session.execute(once().values(values).on_conflict_do_nothing().returning(Notification.id)).first()
    if added:
        publish(BELL_CHANGED, to_profile(profile_id))


def unring(prefix: str) -> None:
    """Take back what was rung with this key, or with a longer one (`post:12` and `post:12:reply`, never `post:123`),
    for everybody, in the current transaction: the thing is gone.
    """
    named = or_(Notification.key == prefix, Notification.key.startswith(f"{prefix}:", autoescape=True))
    gone = db.session.scalars(db.delete(Notification).where(named).returning(Notification.profile_id))
    for profile_id in set(gone):
        publish(BELL_CHANGED, to_profile(profile_id))


def once() -> Any:
    """An insert into the notifications that can let twins pass."""
    return (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(Notification)


def tell_about(*which: Any) -> None:
    """Say to the profile of each of these notifications that its bell has changed: two statements for all of them."""
    for profile_id in db.session.scalars(db.select(Notification.profile_id).where(*which).distinct()):
        publish(BELL_CHANGED, to_profile(profile_id))


def _is_wanted(profile_id: int, kind: str) -> bool:
    switch = db.session.get(NotificationSwitch, (profile_id, kind))
    return switch is None or switch.on_bell or switch.in_digest


def is_unwanted(profile_id: Any, kind: str) -> Any:
    """The same as a condition, for statements about many profiles."""
    off = and_(~NotificationSwitch.on_bell, ~NotificationSwitch.in_digest)
    mine = NotificationSwitch.profile_id == profile_id, NotificationSwitch.kind == kind
    return db.select(NotificationSwitch.kind).where(*mine, off).exists()


def _is_fact(value: Any) -> bool:
    if isinstance(value, str):
        return bool(FACT.match(value))
    return value is None or isinstance(value, int | float)
