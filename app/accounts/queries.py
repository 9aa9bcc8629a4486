"""Accounts, as those who may ask see them."""

from __future__ import annotations

from app.accounts.models import Account, AccountSession, EmailAddress, Permission, RolePermission, account_role
from app.foundation.audit import AuditEvent
from app.foundation.db import db


def find_credentials(address: str) -> tuple[int | None, str]:
    """The id and password hash of the enabled account with this address; (None, "") when there is none."""
    select = (
        db.select(Account.id, Account.password_hash)
        .join(EmailAddress)
        .where(EmailAddress.address == address, Account.is_enabled)
    )
    row = db.session.execute(select).first()
    return (row[0], row[1]) if row else (None, "")


def find_by_address(address: str) -> Account | None:
    """The account with this address."""
    return db.session.scalar(db.select(Account).join(EmailAddress).where(EmailAddress.address == address))


def is_taken(address: str) -> bool:
    """Whether some account has this address."""
    return bool(db.session.scalar(db.select(db.exists().where(EmailAddress.address == address))))


def has_admin() -> bool:
    """Whether anybody may give out roles; while nobody may, the first admin's code works."""
    held = db.select(account_role.c.account_id).join(RolePermission, RolePermission.role_id == account_role.c.role_id)
    return bool(db.session.scalar(db.select(held.where(RolePermission.permission == Permission.ROLES_MANAGE).exists())))


def live_sessions_of(account: Account) -> list[AccountSession]:
    """The account's browsers that are signed in, this one first, then the last seen."""
    rows = db.session.scalars(db.select(AccountSession).where(AccountSession.account_id == account.id))
    live = sorted((row for row in rows if row.is_live), key=lambda row: row.seen_at, reverse=True)
    return sorted(live, key=lambda row: row is not account.session)


def find_session(key: str, account: Account) -> AccountSession:
    """One of the account's own sessions, else 404."""
    select = db.select(AccountSession).where(AccountSession.id == key, AccountSession.account_id == account.id)
    return db.first_or_404(select)


def events_of(account: Account, most: int = 12) -> list[AuditEvent]:
    """The last things that happened to this account."""
    select = db.select(AuditEvent).where(AuditEvent.account_id == account.id)
    return list(db.session.scalars(select.order_by(AuditEvent.id.desc()).limit(most)))
