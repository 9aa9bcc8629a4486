"""Who listens, and what they may hear. Identity is the session's row, looked at again every few seconds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.accounts.models import Account, AccountSession, Permission
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


def find_identities(listening: Iterable[Identity]) -> dict[str, Identity]:
    """Who their sessions are now, by session; those that were ended or grew too old are not there.

    One statement for all of them; roles are read only for those that were staff, who may have lost them.
    """
    before = {identity.session_id: identity for identity in listening}
    select = db.select(AccountSession).join(AccountSession.account)
    select = select.where(AccountSession.id.in_(before), Account.is_enabled)
    with reading():
        rows = [row for row in db.session.scalars(select) if row.is_live]
        return {row.id: _identify_again(row, before[row.id]) for row in rows}


def _identify_again(session: AccountSession, before: Identity) -> Identity:
    if before.is_staff:
        return identify(session)
    return Identity(session.id, session.account_id, session.profile_id, is_staff=False)
