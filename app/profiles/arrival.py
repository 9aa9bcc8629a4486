"""A new account finds a seat of its own."""

from __future__ import annotations

import secrets

from app.accounts.models import Account
from app.profiles.choices import AVATARS
from app.profiles.forms import LONGEST_NAME
from app.profiles.models import Profile


def give_first_profile(account: Account) -> None:
    """Make the first profile, named like the account."""
    assert account.membership is not None  # noqa: S101 - it has just moved in
    name = account.name[:LONGEST_NAME].strip()
    Profile.add(account.membership.household_id, name, avatar_seed=secrets.choice(AVATARS))
