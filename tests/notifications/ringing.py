"""What the tests of the bell ring and read."""

from __future__ import annotations

import re
from typing import Any

from app.foundation.db import db
from app.foundation.events import Event
from app.notifications.kinds import KINDS, kind
from app.notifications.models import Notification
from app.notifications.ringing import ring
from app.profiles.models import Profile
from tests.cast import Person

TALK, QUIET = "test-talk", "test-quiet"


def know_kinds() -> None:
    """Two kinds of the tests' own: talk, and what is for children too."""
    kind(TALK, "Somebody says something", "message-circle")(lambda told: f"{told.actor or 'Somebody'} spoke.")
    kind(QUIET, "Something quiet", "bell", in_digest=False, for_children=True)(lambda told: f"Quiet {told.facts['n']}.")


def forget_kinds() -> None:
    """As it was."""
    for name in (TALK, QUIET):
        KINDS.pop(name, None)


def ring_talk(profile: Profile, n: int = 1, **more: Any) -> Notification:
    """One of the talkative kind."""
    return _rung(profile, TALK, n, **more)


def ring_quiet(profile: Profile, n: int = 1, **more: Any) -> Notification:
    """One of the quiet kind."""
    return _rung(profile, QUIET, n, **more)


def told(profile: Profile) -> list[Notification]:
    """All rows of a profile, the oldest first."""
    return list(db.session.scalars(db.select(Notification).filter_by(profile_id=profile.id).order_by(Notification.id)))


def bell_facts(profile: Profile) -> int:
    """How often this profile's devices were told to look at the bell again."""
    mine = Event.kind == "bell-changed", Event.audience == f"profile:{profile.id}"
    return db.session.scalar(db.select(db.func.count(Event.id)).where(*mine)) or 0


def count_on(person: Person, path: str = "/") -> str:
    """The number on the bell of a page; empty without one."""
    found = re.search(r'bell__count"[^>]*>([^<]+)<', person.get(path).text)
    return found[1] if found else ""


def _rung(profile: Profile, name: str, n: int, **more: Any) -> Notification:
    ring(profile.id, name, f"{name}:{n}", n=n, **more)
    db.session.commit()
    return told(profile)[-1]
