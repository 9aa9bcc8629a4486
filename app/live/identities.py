"""Tells the hubs of all processes at once when a session ends or is somebody else now, so that its streams end.

Without it they would only be found at the next look, seconds later.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, inspect

from app.accounts.models import Account, AccountSession, HouseholdMember
from app.foundation.events import publish, to_account


def _publish(account_id: int | None) -> None:
    if account_id is not None:
        publish("identity-changed", to_account(account_id))


@event.listens_for(AccountSession, "after_delete")
@event.listens_for(HouseholdMember, "after_update")
@event.listens_for(HouseholdMember, "after_delete")
def _ended(_mapper: Any, _connection: Any, row: AccountSession | HouseholdMember) -> None:
    _publish(row.account_id)


@event.listens_for(AccountSession, "after_update")
def _switched(_mapper: Any, _connection: Any, row: AccountSession) -> None:
    if inspect(row).attrs.profile_id.history.has_changes():
        _publish(row.account_id)


@event.listens_for(Account, "after_update")
def _disabled(_mapper: Any, _connection: Any, row: Account) -> None:
    if inspect(row).attrs.is_enabled.history.has_changes():
        _publish(row.id)


@event.listens_for(Account.roles, "append")
@event.listens_for(Account.roles, "remove")
def _given_or_taken(account: Account, _role: Any, _initiator: Any) -> None:
    _publish(account.id)
