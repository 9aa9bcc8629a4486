"""Reads of groups, as the rule of visibility needs them."""

from __future__ import annotations

from flask import g
from sqlalchemy import Select

from app.accounts.models import HouseholdMember
from app.foundation.db import db
from app.groups.models import account_group_member
from app.profiles.models import Profile


def groups_of(household_id: int) -> Select[int]:
    """The ids of the groups that any account of this household is a member of.

    Groups hold accounts, and a profile belongs to a household: what one of the house may see, its profiles may.
    """
    here = HouseholdMember.account_id == account_group_member.c.account_id
    select = db.select(account_group_member.c.group_id).join(HouseholdMember, here)
    return select.where(HouseholdMember.household_id == household_id)


def group_ids_of(profile: Profile) -> frozenset[int]:
    """The same for a profile, asked once a request."""
    kept: dict[int, frozenset[int]] = g.setdefault("group_ids", {})
    if profile.household_id not in kept:
        kept[profile.household_id] = frozenset(db.session.scalars(groups_of(profile.household_id)))
    return kept[profile.household_id]
