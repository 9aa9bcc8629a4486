"""`Less like this`, and taking that back."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite

from app.foundation import clock
from app.foundation.db import db
from app.foundation.events import publish, to_profile
from app.profiles.models import Profile
from app.recommendations.models import Disinterest

MOST = 200


def dislike(profile: Profile, title_id: int) -> None:
    """Offer this title no more, and less of what is like it, in the current transaction. Twice is once."""
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(Disinterest)
    values = {"profile_id": profile.id, "title_id": title_id, "since": clock.now()}
    db.session.execute(insert.values(values).on_conflict_do_nothing())
    publish("taste-changed", to_profile(profile.id))


def offer_again(profile: Profile, title_id: int) -> None:
    """Take it back, in the current transaction; nothing happens if it was never said."""
    mine = Disinterest.profile_id == profile.id, Disinterest.title_id == title_id
    db.session.execute(db.delete(Disinterest).where(*mine))
    publish("taste-changed", to_profile(profile.id))


def disliked_by(profile: Profile) -> list[Disinterest]:
    """The latest first."""
    select = db.select(Disinterest).where(Disinterest.profile_id == profile.id)
    return list(db.session.scalars(select.order_by(Disinterest.since.desc(), Disinterest.title_id).limit(MOST)))
