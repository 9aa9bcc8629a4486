"""The one rule of who may see which title. Lists, counts, pictures, search, media: all begin here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, and_, or_

from app.accounts.models import HouseholdMember
from app.catalogue.models import Title, title_group
from app.foundation import clock
from app.foundation.db import db
from app.groups.models import account_group_member
from app.groups.queries import groups_of
from app.profiles.models import NO_CAP, Profile


def visible_to(profile: Profile, at: datetime | None = None) -> ColumnElement[bool]:
    """A condition on `Title`: published, inside its window, within the profile's limit, and kept for no group or for
    one that somebody of the profile's household is in.

    An unrated title is not for a capped profile. Whoever has no profile sees nothing.
    """
    conditions = [showing(at or clock.now()), _not_kept_from(profile)]
    if profile.is_capped:
        conditions.append(Title.maturity_years <= profile.maturity_limit)
    return and_(*conditions)


def showing(at: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Published, and inside its window."""
    return and_(
        Title.published_at <= at,
        or_(Title.available_from.is_(None), Title.available_from <= at),
        or_(Title.available_until.is_(None), Title.available_until > at),
    )


def _not_kept_from(profile: Profile) -> ColumnElement[bool]:
    """Titles that are kept for groups are few: their ids are one small set, looked up once a statement."""
    theirs = title_group.c.group_id.in_(groups_of(profile.household_id))
    kept = db.select(title_group.c.title_id)
    return or_(Title.id.not_in(kept), Title.id.in_(kept.where(theirs)))


def for_whom() -> ColumnElement[bool]:
    """The same rule from the other side, without its days: a condition on `Profile` and `Title`, for statements that
    name every profile that a title is for. `visible_to` has the last word when somebody reads.
    """
    known = or_(Profile.maturity_limit >= NO_CAP, Title.maturity_years <= Profile.maturity_limit)
    kept = db.select(title_group.c.title_id).where(title_group.c.title_id == Title.id).correlate(Title)
    theirs = (
        db.select(title_group.c.title_id)
        .join(account_group_member, account_group_member.c.group_id == title_group.c.group_id)
        .join(HouseholdMember, HouseholdMember.account_id == account_group_member.c.account_id)
        .where(title_group.c.title_id == Title.id, HouseholdMember.household_id == Profile.household_id)
        .correlate(Title, Profile)
    )
    return and_(known, or_(~kept.exists(), theirs.exists()))
