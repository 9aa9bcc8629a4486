"""Whether somebody knows an account's password; counted, and equally slow for accounts that do not exist."""

from __future__ import annotations

from flask import request

from app.accounts import passwords
from app.accounts.models import Account
from app.accounts.queries import find_credentials
from app.foundation import audit
from app.foundation.db import db, let_go, reading
from app.foundation.limits import Limit, forgive, spend
from app.foundation.signing import digest

EACH = Limit(burst=10, period_s=300)
ALL = Limit(burst=1_000, period_s=300)


def authenticate(address: str, password: str) -> Account | None:
    """The account, or None with the refusal noted; the caller commits. Raises 429 after ten tries in five minutes.

    One that waits for something is refused like any other, and counted: else its tries would tell that it is new.
    Ten from one network address for one e-mail address: whoever guesses from elsewhere does not lock the owner out.
    """
    _count(address)
    with reading():
        account_id, known_hash = find_credentials(address)
    is_right = passwords.is_password(password, known_hash)
    new_hash = passwords.hash_password(password) if is_right and passwords.is_outdated(known_hash) else known_hash
    account = db.session.get(Account, account_id) if account_id is not None else None
    if account is None or not is_right or account.password_hash != known_hash or account.awaits:
        audit.record("sign-in-refused", account.email if account else "", account_id=account_id)
        return None
    account.password_hash = new_hash
    forgive(_key(address))
    return account


def knows_password(account: Account, password: str) -> bool:
    """Whether whoever is signed in knows the account's own password. Same limits; holds no transaction meanwhile."""
    _count(account.email)
    let_go()
    if not passwords.is_password(password, account.password_hash):
        return False
    forgive(_key(account.email))
    return True


def _count(address: str) -> None:
    spend("sign-in", ALL)
    spend(_key(address), EACH)


def _key(address: str) -> str:
    return f"sign-in:{digest(address)[:32]}:{request.remote_addr}"
