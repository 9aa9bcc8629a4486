"""A new account comes with a household of its own."""

from __future__ import annotations

from app.accounts.models import Account, Household
from app.accounts.models.household import OWNER
from app.accounts.roles import ADMIN, ensure_roles, give_role
from app.accounts.signals import account_registered
from app.foundation import audit
from app.foundation.db import db


def move_in(account: Account, household_name: str = "") -> Household:
    """Give a new account its household, as owner, in the current transaction; profiles hear of it."""
    household = Household(name=household_name or f"{account.name[:60]}’s house")
    db.session.add_all([account, household])
    household.admit(account, OWNER)
    db.session.flush()
    account_registered.send(account)
    audit.record("account-registered", account.email, account_id=account.id)
    return household


def make_admin(account: Account) -> None:
    """Give the account the admin role."""
    give_role(account, ensure_roles()[ADMIN])
