"""Who may register: anybody, whoever was invited, or with a code from the console the first admin."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from enum import StrEnum

from app.accounts.models import Account, Household, OneTimeLink, Purpose, Role
from app.accounts.models.account import Awaits
from app.accounts.queries import is_taken
from app.accounts.roles import give_role
from app.foundation import audit
from app.foundation.db import db
from app.foundation.settings import Setting, current_site
from app.foundation.signing import digest

CODE = "first-admin-code"
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that are read as another


class Registration(StrEnum):
    """Who may make an account without being invited."""

    OPEN = "open"
    DOMAINS = "domains"  # whoever has an address of a certain domain, and opens the link sent there
    APPROVAL = "approval"  # anybody, but somebody has to let them in
    INVITATION = "invitation"


def is_registration_open() -> bool:
    """Whether anybody may ask for an account without being invited."""
    return current_site().registration != Registration.INVITATION


def awaited(address: str) -> str:
    """What an account made with this address, without an invitation, waits for (`Awaits`); empty for nothing.

    Raises ValueError with a sentence where such an address may not.
    """
    site = current_site()
    if site.registration == Registration.DOMAINS:
        allowed = [name.strip().lower() for name in site.domains.split(",") if name.strip()]
        if address.rpartition("@")[2] not in allowed:
            raise ValueError(f"Only addresses at {', '.join(allowed) or 'no place yet'} may make an account.")
        return Awaits.ADDRESS
    return Awaits.APPROVAL if site.registration == Registration.APPROVAL else ""


def invite(
    address: str, role: Role | None = None, lasts: timedelta | None = None, household: Household | None = None
) -> str:
    """A token that lets this address register, once, for seven days or as said; with a role, if one is given, and
    into a household instead of one of its own."""
    return OneTimeLink.issue(Purpose.INVITE, lasts=lasts, address=address, role=role, household=household)


def find_invitation(token: str) -> OneTimeLink | None:
    """The invitation of this token, while it works and its address is nobody's yet."""
    link = OneTimeLink.find(Purpose.INVITE, token) if token else None
    return None if link is None or is_taken(link.address) else link


def accept(invitation: OneTimeLink, account: Account) -> bool:
    """It lets this account in, in the current transaction, and nobody else; False when a twin was faster.

    Its address is proven by it: nobody else could have read the letter.
    """
    if not invitation.use():
        return False
    account.confirm_address(invitation.address)
    if invitation.role is not None:
        give_role(account, invitation.role)
    audit.record("invitation-used", invitation.address, account_id=account.id)
    return True


def new_first_admin_code() -> str:
    """The code that makes the first admin (98 random bits), in place of any before it. Its digest is kept."""
    groups = ["".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4)]
    row = db.session.get(Setting, CODE) or Setting(key=CODE)
    row.value = digest("".join(groups))
    db.session.add(row)
    return "-".join(groups)


def is_first_admin_code(typed: str) -> bool:
    """Whether this is the present code."""
    kept = db.session.scalar(db.select(Setting.value).where(Setting.key == CODE))
    return isinstance(kept, str) and secrets.compare_digest(kept, _digest_of(typed))


def end_first_admin_code() -> bool:
    """Take the code away; False when somebody else has just done so."""
    ended = db.session.execute(db.delete(Setting).where(Setting.key == CODE))
    return bool(ended.rowcount)  # type: ignore[attr-defined]


def _digest_of(typed: str) -> str:
    return digest(re.sub(r"[^A-Z0-9]", "", typed.upper()))
