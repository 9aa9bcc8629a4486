"""Who may register: anybody, whoever was invited, or with a code from the console the first admin."""

from __future__ import annotations

import re
import secrets

from app.accounts.models import Account
from app.accounts.queries import is_taken
from app.foundation import audit
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.foundation.settings import Setting, current_site
from app.foundation.signing import digest, sign, unsign

WEEK_S = 7 * 86_400
CODE = "first-admin-code"
USED = "invitation-used"
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that are read as another


def is_registration_open() -> bool:
    """Whether anybody may make an account."""
    return current_site().registration == "open"


def invite(address: str) -> str:
    """A token that lets this address register, once, for seven days."""
    return sign("invitation", {"address": address, "once": secrets.token_hex(4)})


def invited_address(token: str) -> str:
    """The address that a token invites; empty when it is forged, too old or used."""
    value = unsign("invitation", token, WEEK_S) if token else None
    if not isinstance(value, dict) or is_taken(value["address"]) or _is_used(token):
        return ""
    return str(value["address"])


def use_invitation(token: str, account: Account) -> None:
    """Note that it has let somebody in, so that it lets in nobody else."""
    audit.record(USED, digest(token), account_id=account.id)


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


def _is_used(token: str) -> bool:
    return bool(
        db.session.scalar(db.select(db.exists().where(AuditEvent.kind == USED, AuditEvent.subject == digest(token))))
    )
