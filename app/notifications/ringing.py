"""Ringing a profile's bell, in the transaction of what it tells of."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from app.foundation import clock
from app.foundation.db import db
from app.foundation.events import publish, to_profile
from app.notifications.models import Notification, NotificationSwitch


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

    Nothing happens for somebody's own doing, or for a kind that the profile has switched off on its bell.
    """
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
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(Notification)
    added = db.session.execute(insert.values(values).on_conflict_do_nothing().returning(Notification.id)).first()
    if added:
        publish("bell-changed", to_profile(profile_id))


def _is_wanted(profile_id: int, kind: str) -> bool:
    switch = db.session.get(NotificationSwitch, (profile_id, kind))
    return switch is None or switch.on_bell
