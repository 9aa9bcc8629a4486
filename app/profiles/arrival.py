"""A new account finds a seat of its own."""

from __future__ import annotations

import secrets
from contextlib import suppress

from app.accounts.models import Account
from app.profiles.choices import AVATARS
from app.profiles.forms import LONGEST_NAME
from app.profiles.models import HouseFull, NameTaken, Profile


def give_first_profile(account: Account) -> None:
    """Make the first profile, named like the account. In a house that is full, or where somebody is called so already,
    there are others to watch as."""
    assert account.membership is not None  # noqa: S101 - it has just moved in
    name = account.name[:LONGEST_NAME].strip()
    with suppress(HouseFull, NameTaken):
        Profile.add(account.membership.household_id, name, avatar_seed=secrets.choice(AVATARS))
