"""What is done with the accounts that were chosen in the list, and to whom it may be done."""

from __future__ import annotations

from typing import Any

from flask import flash
from flask_admin.actions import action

from app.accounts import letters
from app.accounts.current import current_account
from app.accounts.factors import second_factor
from app.accounts.models import Account, AccountSession
from app.accounts.models.account import Awaits
from app.admin.refusing import Refused
from app.foundation import audit
from app.foundation.db import db
from app.foundation.mail import absolute
from app.foundation.text import plural

ABOVE = "This account may do things that you may not. Somebody who may has to change it."


class AccountActs:
    """Letting in, taking a lost second step away, signing out; for the list of accounts."""

    rows_chosen: Any

    @action("let_in", "Let in", "Those who wait to be let in may sign in, and get a letter that says so.")
    def let_in(self, ids: list[str]) -> None:
        """Approve the chosen accounts that wait for it."""
        waiting = [account for account in self.rows_chosen() if account.awaits == Awaits.APPROVAL]
        for account in waiting:
            account.awaits = ""
            audit.record("account-approved", account.email, account_id=account.id)
            letters.tell(account, "approved", url=absolute("/sign-in"))
        db.session.commit()
        flash(f"{plural(len(waiting), 'account')} let in.", "success" if waiting else "danger")

    @action("end_two_step", "Ask for no code", "For those who lost the app and the codes: the password alone lets in.")
    def end_two_step(self, ids: list[str]) -> None:
        """Take the second factor of the chosen accounts away; they are told by letter."""
        chosen = [account for account in self.rows_chosen() if is_below(account)]
        for account in chosen:
            second_factor.withdraw(account)
            end_sessions(account)
            audit.record("two-step-off", account.email, account_id=account.id)
            letters.tell(account, "two-step-off")
        db.session.commit()
        flash(f"{plural(len(chosen), 'account')} changed.", "success" if chosen else "danger")

    @action("end_sessions", "Sign out everywhere", "They are signed out on every device and can sign in again.")
    def sign_out(self, ids: list[str]) -> None:
        """End the chosen accounts' sessions."""
        ended = sum(end_sessions(account) for account in self.rows_chosen() if is_below(account))
        db.session.commit()
        flash(f"{plural(ended, 'sign-in')} ended.", "success")


def is_below(account: Account) -> bool:
    """Whether it may do nothing that the present one may not."""
    return account.permissions <= current_account.permissions


def refuse_above(account: Account) -> None:
    """Nobody gets more by giving a new password to somebody who may do more."""
    if not is_below(account):
        raise Refused(None, ABOVE)


def end_sessions(account: Account) -> int:
    """Sign it out everywhere but here."""
    rows = db.session.scalars(db.select(AccountSession).where(AccountSession.account_id == account.id))
    mine = current_account.session.id if current_account.session else ""
    ended = [row for row in rows if row.id != mine]
    for row in ended:
        db.session.delete(row)
    return len(ended)
