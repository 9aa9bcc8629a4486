"""A new account comes with a household of its own, or into one that has invited it."""

from __future__ import annotations

from app.accounts.models import Account, Household
from app.accounts.models.household import MEMBER, OWNER
from app.accounts.roles import ADMIN, ensure_roles, give_role
from app.accounts.signals import account_registered
from app.foundation import audit
from app.foundation.db import db


def move_in(account: Account, household_name: str = "", household: Household | None = None) -> Household:
    """Give a new account its household in the current transaction: one of its own, or the one that invited it."""
    db.session.add(account)
    if household is None:
        household = found_household(account, household_name)
    else:
        household.admit(account, MEMBER)
        _tell(account)
    audit.record("account-registered", account.email, account_id=account.id)
    return household


def found_household(account: Account, name: str = "") -> Household:
    """A household of the account's own, in the current transaction."""
    household = Household(name=name or f"{account.name[:60]}’s house")
    db.session.add(household)
    household.admit(account, OWNER)
    _tell(account)
    return household


def _tell(account: Account) -> None:
    """Profiles hear that somebody came."""
    db.session.flush()
    account_registered.send(account)


def make_admin(account: Account) -> None:
    """Give the account the admin role."""
    give_role(account, ensure_roles()[ADMIN])
