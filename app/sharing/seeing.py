"""Seeing what was recommended: on the page, on the bell, on home."""

from __future__ import annotations

from collections.abc import Iterable

from app.foundation import clock
from app.foundation.db import db, writing
from app.foundation.events import publish, to_profile
from app.notifications.models import Notification
from app.profiles.models import Profile
from app.sharing.models import Share
from app.sharing.sending import KIND


def mark_seen(profile: Profile, shares: Iterable[Share]) -> None:
    """These are seen from now on, and the bell rings for them no more. The rows in hand still say that they are new."""
    new = [share.id for share in shares if share.seen_at is None]
    if not new:
        return
    unread = Notification.profile_id == profile.id, Notification.kind == KIND, Notification.read_at.is_(None)
    with writing():
        for table, which, what in ((Share, (Share.id.in_(new),), "seen_at"), (Notification, unread, "read_at")):
            change = db.update(table).where(*which).values({what: clock.now()})
            db.session.execute(change, execution_options={"synchronize_session": False})
        publish("bell-changed", to_profile(profile.id))
