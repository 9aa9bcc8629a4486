"""Going for good: a week in which it can be taken back, then nothing of the account is left."""

from __future__ import annotations

from datetime import timedelta

from app.accounts import letters
from app.accounts.models import Account, Household, HouseholdMember, OneTimeLink, Permission, Role, RolePermission
from app.accounts.models.household import OWNER
from app.foundation import audit, clock
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.foundation.mail import Mail
from app.foundation.text import plural
from app.privacy.models import Export

GRACE = timedelta(days=7)


class LastAdmin(Exception):
    """Nobody would be left who may give out roles."""


def ask_to_leave(account: Account) -> None:
    """Go in seven days, in the current transaction. Raises LastAdmin."""
    if is_last_admin(account):
        raise LastAdmin
    account.leaves_at = clock.now() + GRACE
    audit.record("leaving-asked", account.email)
    letters.tell(account, "leaving", days=plural(GRACE.days, "day"))


def stay(account: Account) -> None:
    """Do not go after all, in the current transaction."""
    account.leaves_at = None
    audit.record("leaving-taken-back", account.email)


def leave(account: Account) -> list[Export]:
    """Go, in the current transaction: the account with all its rows, the household of whoever was alone in it with its
    profiles, the letters, and the names in the audit. The downloads whose files are to be removed after it.

    Raises LastAdmin.
    """
    if is_last_admin(account):
        raise LastAdmin
    addresses = [row.address for row in account.addresses]
    exports = list(db.session.scalars(db.select(Export).where(Export.account_id == account.id)))
    alone = _household_of_one(account)
    db.session.execute(db.delete(Mail).where(Mail.recipient.in_(addresses)))
    db.session.execute(db.delete(OneTimeLink).where(OneTimeLink.address.in_(addresses)))
    for address in addresses:  # others did something to this account, and what is named there is its address
        named = AuditEvent.subject.contains(address, autoescape=True)
        db.session.execute(db.update(AuditEvent).where(named).values(subject=""))
    mine = AuditEvent.account_id == account.id
    db.session.execute(db.update(AuditEvent).where(mine).values(actor="", subject="", address="", changes={}))
    home = account.membership.household_id if account.membership else 0
    db.session.delete(account)
    db.session.flush()
    if alone is not None:
        db.session.delete(alone)
    else:
        _give_the_keys(home)
    return exports


def is_last_admin(account: Account) -> bool:
    """Whether it may give out roles, and nobody else may who can sign in."""
    allows = Role.grants.any(RolePermission.permission == Permission.ROLES_MANAGE)
    others = db.select(Account.id).where(Account.is_enabled, Account.id != account.id, Account.roles.any(allows))
    return account.can(Permission.ROLES_MANAGE) and db.session.scalar(others.limit(1)) is None


def _give_the_keys(household_id: int) -> None:
    """A household whose owner has gone is kept by whoever has been in the house the longest."""
    here = HouseholdMember.household_id == household_id
    left = list(db.session.scalars(db.select(HouseholdMember).where(here).order_by(HouseholdMember.account_id)))
    if left and not any(member.is_owner for member in left):
        left[0].role = OWNER


def _household_of_one(account: Account) -> Household | None:
    if account.membership is None:
        return None
    home = account.membership.household_id
    others = db.select(HouseholdMember).where(
        HouseholdMember.household_id == home, HouseholdMember.account_id != account.id
    )
    return None if db.session.scalar(others.limit(1)) else db.session.get(Household, home)
