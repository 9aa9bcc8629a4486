"""Whether an address is whose it is said to be: a link is sent there."""

from __future__ import annotations

from app.accounts import letters
from app.accounts.models import Account, EmailAddress, OneTimeLink, Purpose
from app.foundation.mail import absolute


def ask_whose(account: Account, row: EmailAddress) -> None:
    """Write to an address whether it is this account's, in the current transaction."""
    token = OneTimeLink.issue(Purpose.VERIFY, account=account, address=row.address)
    letters.write("verify", row.address, name=account.name, url=absolute(f"/verify/{token}"))
