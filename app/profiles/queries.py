"""Profiles, as those who may ask see them: a household sees its own and no others."""

from __future__ import annotations

from flask import abort
from sqlalchemy import ColumnElement

from app.accounts.models import Account, HouseholdMember
from app.accounts.models.household import OWNER
from app.foundation.db import db
from app.foundation.paging import LARGEST_KEY
from app.profiles.models import Profile


def profiles_of(account: Account) -> list[Profile]:
    """The profiles of the account's household, in the order in which they came."""
    if account.membership is None:
        return []
    select = db.select(Profile).where(Profile.household_id == account.membership.household_id)
    return list(db.session.scalars(select.order_by(Profile.id)))


def find_profile(profile_id: int | str, account: Account) -> Profile:
    """A profile of the account's own household, else 404; `profile_id` may be text that somebody sent."""
    text = str(profile_id)
    if not (text.isascii() and text.isdecimal() and len(text) < 11 and int(text) <= LARGEST_KEY):
        abort(404)
    if account.membership is None:
        abort(404)
    own = Profile.household_id == account.membership.household_id
    profile: Profile = db.first_or_404(db.select(Profile).where(Profile.id == int(text), own))
    return profile


def owner_name(account: Account) -> str:
    """Who keeps the account's household, by name."""
    if account.membership is None:
        return ""
    members = account.membership.household.members
    return next((member.account.name for member in members if member.role == OWNER), "")


def has_somebody() -> ColumnElement[bool]:
    """A condition on `Profile`: an account of its household can sign in. A simulated profile has nobody."""
    here = HouseholdMember.household_id == Profile.household_id
    return db.select(Account.id).join(HouseholdMember).where(here, Account.is_enabled).correlate(Profile).exists()
