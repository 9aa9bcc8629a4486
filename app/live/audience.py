"""Who listens, and what they may hear. Identity is the session's row, looked at again every few seconds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Account, AccountSession, Permission, Role
from app.foundation.db import db, reading
from app.foundation.events import EVERYONE, STAFF, to_account, to_profile


@dataclass(frozen=True)
class Identity:
    """Who a stream belongs to, as its session's row said."""

    session_id: str
    account_id: int
    profile_id: int | None
    is_staff: bool

    @property
    def audiences(self) -> frozenset[str]:
        """The audiences that it is part of."""
        names = {EVERYONE, to_account(self.account_id)}
        if self.profile_id is not None:
            names.add(to_profile(self.profile_id))
        return frozenset(names | {STAFF} if self.is_staff else names)


def identify(session: AccountSession) -> Identity:
    """Who this session is."""
    account = session.account
    is_staff = session.is_fresh and account.can(Permission.ADMIN_ENTER)  # staff permissions lapse after half an hour
    return Identity(session.id, account.id, session.profile_id, is_staff)


def find_identities(session_ids: Iterable[str]) -> dict[str, Identity]:
    """Who these sessions are now; those that were ended or grew too old are not there."""
    account = joinedload(AccountSession.account)
    select = (
        db.select(AccountSession)
        .join(AccountSession.account)
        .options(account.selectinload(Account.roles).options(selectinload(Role.grants)))
        .where(AccountSession.id.in_(list(session_ids)), Account.is_enabled)
    )
    with reading():
        return {row.id: identify(row) for row in db.session.scalars(select) if row.is_live}
