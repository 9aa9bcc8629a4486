"""The one rule of who may see which title. Lists, counts, pictures, search, media: all begin here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from app.catalogue.models import Title, title_group
from app.foundation import clock
from app.foundation.db import db
from app.groups.queries import groups_of
from app.profiles.models import Profile


def visible_to(profile: Profile, at: datetime | None = None) -> ColumnElement[bool]:
    """A condition on `Title`: published, inside its window, within the profile's limit, and kept for no group or for
    one that somebody of the profile's household is in.

    An unrated title is not for a capped profile. Whoever has no profile sees nothing.
    """
    moment = at or clock.now()
    conditions = [
        Title.published_at <= moment,
        or_(Title.available_from.is_(None), Title.available_from <= moment),
        or_(Title.available_until.is_(None), Title.available_until > moment),
        _not_kept_from(profile),
    ]
    if profile.is_capped:
        conditions.append(Title.maturity_years <= profile.maturity_limit)
    return and_(*conditions)


def _not_kept_from(profile: Profile) -> ColumnElement[bool]:
    """Titles that are kept for groups are few: their ids are one small set, looked up once a statement."""
    theirs = title_group.c.group_id.in_(groups_of(profile.household_id))
    kept = db.select(title_group.c.title_id)
    return or_(Title.id.not_in(kept), Title.id.in_(kept.where(theirs)))
