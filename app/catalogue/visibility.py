"""The one rule of who may see which title. Lists, counts, pictures, search, media: all begin here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from app.catalogue.models import Title
from app.foundation import clock
from app.profiles.models import Profile


def visible_to(profile: Profile, at: datetime | None = None) -> ColumnElement[bool]:
    """A condition on `Title`: published, inside its window, and within the profile's limit.

    An unrated title is not for a capped profile. Whoever has no profile sees nothing.
    """
    moment = at or clock.now()
    conditions = [
        Title.published_at <= moment,
        or_(Title.available_from.is_(None), Title.available_from <= moment),
        or_(Title.available_until.is_(None), Title.available_until > moment),
    ]
    if profile.is_capped:
        conditions.append(Title.maturity_years <= profile.maturity_limit)
    return and_(*conditions)
