"""Somebody must always be left who may give out roles, even when two people act at once."""

from __future__ import annotations

from app.accounts.models import Account, Permission, Role, RolePermission
from app.admin.refusing import Refused
from app.foundation.db import db

LAST = "Nobody would be left who may give out roles. Make another admin first."


def hold_admins() -> None:
    """Lock the grants of roles until the commit, so that two who take away the last two come one after the other."""
    grants = db.select(RolePermission).where(RolePermission.permission == Permission.ROLES_MANAGE)
    db.session.execute(grants.with_for_update())


def keep_an_admin(without: int = 0, without_role: int = 0) -> None:
    """Raise Refused unless an enabled account is left that may give out roles. Flushes."""
    db.session.flush()
    allows = Role.grants.any(RolePermission.permission == Permission.ROLES_MANAGE)
    left = db.select(Account.id).where(
        Account.is_enabled, Account.id != without, Account.roles.any(allows & (Role.id != without_role))
    )
    if db.session.scalar(left.limit(1)) is None:
        raise Refused(None, LAST)
