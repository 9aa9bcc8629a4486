"""What was asked in a house, as those who may answer see it."""

from __future__ import annotations

from flask import abort
from sqlalchemy import Select
from sqlalchemy.orm import contains_eager, joinedload

from app.catalogue.visibility import visible_to
from app.foundation.db import db
from app.profiles.models import Profile
from app.watching.models import WatchRequest

MOST = 50


def _in_the_house_of(answerer: Profile) -> Select[WatchRequest]:
    """Of films that the answerer may see, too."""
    select = db.select(WatchRequest).join(WatchRequest.profile).join(WatchRequest.title)
    whole = contains_eager(WatchRequest.profile), contains_eager(WatchRequest.title)
    here = Profile.household_id == answerer.household_id, Profile.id != answerer.id, visible_to(answerer)
    return select.where(*here).options(*whole, joinedload(WatchRequest.answered_by))


def asked_in(answerer: Profile) -> tuple[list[WatchRequest], list[WatchRequest]]:
    """Those that wait, the oldest first, and those answered, the newest first."""
    select = _in_the_house_of(answerer)
    waiting = db.session.scalars(select.where(WatchRequest.answer == "").order_by(WatchRequest.id).limit(MOST))
    done = select.where(WatchRequest.answer != "").order_by(WatchRequest.answered_at.desc()).limit(MOST)
    return list(waiting), list(db.session.scalars(done))


def find_asked(request_id: int, answerer: Profile) -> WatchRequest:
    """One of them, else 404."""
    found = db.session.scalar(_in_the_house_of(answerer).where(WatchRequest.id == request_id))
    return found or abort(404)
