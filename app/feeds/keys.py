"""The token in a feed's address: it is the authority, since a feed reader has no cookie.

`<profile>.<serial>.<mac>`. The mac covers the moment at which the profile was made too: SQLite may give the number of
a profile that is gone to another.
"""

from __future__ import annotations

import re

from sqlalchemy.dialects import postgresql, sqlite

from app.catalogue.addresses import stamp
from app.feeds.models import FeedKey
from app.foundation import audit, clock
from app.foundation.db import db
from app.foundation.paging import LARGEST_KEY
from app.foundation.signing import is_mac, mac
from app.profiles.models import Profile
from app.profiles.queries import has_somebody

TOKEN = re.compile(r"([1-9][0-9]{0,9})\.([1-9][0-9]{0,9})\.([0-9a-f]{32})\Z")
PURPOSE = "feed"


def token_of(profile: Profile) -> str:
    """The token of a profile's feeds as they are now."""
    serial = serial_of(profile)
    return f"{profile.id}.{serial}.{mac(PURPOSE, profile.id, serial, stamp(profile.created_at))}"


def find_reader(token: str) -> Profile | None:
    """Whose feeds this token opens: a profile that is there, of a household where somebody can still sign in."""
    match = TOKEN.match(token)
    if not match or int(match[1]) > LARGEST_KEY:
        return None
    profile = db.session.scalar(db.select(Profile).where(Profile.id == int(match[1]), has_somebody()))
    serial = serial_of(profile) if profile else 1
    made = stamp(profile.created_at) if profile else ""
    fits = is_mac(match[3], PURPOSE, match[1], serial, made) and match[2] == str(serial)
    return profile if fits else None


def serial_of(profile: Profile) -> int:
    """The number of the present addresses; 1 until they are renewed."""
    return db.session.scalar(db.select(FeedKey.serial).where(FeedKey.profile_id == profile.id)) or 1


def renew(profile: Profile) -> None:
    """End all addresses so far, in the current transaction."""
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(FeedKey)
    first = insert.values(profile_id=profile.id, serial=2, renewed_at=clock.now())
    again = {"serial": FeedKey.serial + 1, "renewed_at": clock.now()}
    db.session.execute(first.on_conflict_do_update(index_elements=[FeedKey.profile_id], set_=again))
    audit.record("feeds-renewed", f"profile {profile.id}")
