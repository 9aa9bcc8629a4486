"""A second factor: codes of an authenticator app (TOTP, RFC 6238), and codes on paper for when it is lost."""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno
from flask import abort

from app.accounts.models import Account, Authenticator, RecoveryCode
from app.foundation import clock
from app.foundation.db import db
from app.foundation.errors import Sentence
from app.foundation.limits import Limit, forgive, spend
from app.foundation.settings import current_site
from app.foundation.signing import digest, seal, unseal

TRIES = Limit(burst=5, period_s=300)
STEP_S, STEPS_OFF = 30, 1  # a clock may be half a minute off, either way
CODES = 10
PURPOSE = "authenticator"


def authenticator_of(account: Account) -> Authenticator | None:
    """The account's authenticator; None while the password alone opens it."""
    return db.session.get(Authenticator, account.id)


def new_secret() -> str:
    """160 random bits in base32, as apps take them (RFC 4226 recommends so many)."""
    return pyotp.random_base32()


def address_of(secret: str, account: Account) -> str:
    """The `otpauth:` address that an app reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=current_site().name)


@dataclass(frozen=True)
class Picture:
    """A QR code as an SVG draws it: so many squares wide, and one path over the dark ones."""

    width: int
    path: str


def picture_of(text: str) -> Picture:
    """A QR code (ISO/IEC 18004) of this text, at error correction M."""
    rows = segno.make(text, error="m", micro=False).matrix
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Picture(len(rows), "".join(dark))


def enrol(account: Account, secret: str, typed: str) -> list[str] | None:
    """Ask for codes from now on, in the current transaction: the recovery codes, to be shown once; None when `typed`
    is not the app's present code."""
    step = _step_of(secret, typed)
    if step is None:
        return None
    standing = authenticator_of(account)
    if standing is not None:
        db.session.delete(standing)
        db.session.flush()
    facts = {"sealed_secret": seal(PURPOSE, secret), "last_step": step, "confirmed_at": clock.now()}
    db.session.add(Authenticator(account_id=account.id, **facts))
    return new_recovery_codes(account)


def withdraw(account: Account) -> None:
    """Ask for the password alone again, in the current transaction."""
    db.session.execute(db.delete(Authenticator).where(Authenticator.account_id == account.id))
    db.session.execute(db.delete(RecoveryCode).where(RecoveryCode.account_id == account.id))


def new_recovery_codes(account: Account) -> list[str]:
    """Ten codes of 120 bits in place of those before, in the current transaction; their digests are kept."""
    db.session.execute(db.delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = [base64.b32encode(secrets.token_bytes(15)).decode() for _ in range(CODES)]
    db.session.add_all(RecoveryCode(account_id=account.id, digest=digest(code)) for code in codes)
    return ["-".join(re.findall("....", code)) for code in codes]


def ask_both(account: Account) -> None:
    """403 for a browser that came in without the account's second factor, as a television does: the password alone
    must not change what is asked besides it."""
    came_with_one = account.session is not None and account.session.second_factor_at is not None
    if authenticator_of(account) is not None and not came_with_one:
        abort(403, Sentence("Sign out and in again with your second step; then this can be changed."))


def codes_left(account: Account) -> int:
    """How many recovery codes were not used yet."""
    unused = RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None)
    return db.session.scalar(db.select(db.func.count(RecoveryCode.id)).where(*unused)) or 0


def is_second_factor(account: Account, typed: str) -> bool:
    """Whether this is the app's code now, or a code on paper, used up by this, in the current transaction.

    Raises 429 after five tries in five minutes.
    """
    key = f"second-factor:{account.id}"
    spend(key, TRIES)
    is_right = _take_app_code(account, typed) or _take_recovery_code(account, typed)
    if is_right:
        forgive(key)
    return is_right


def _take_app_code(account: Account, typed: str) -> bool:
    mine = authenticator_of(account)
    step = _step_of(unseal(PURPOSE, mine.sealed_secret), typed) if mine else None
    if step is None:
        return False
    later = Authenticator.account_id == account.id, Authenticator.last_step < step
    return _changes_one(db.update(Authenticator).where(*later).values(last_step=step))


def _take_recovery_code(account: Account, typed: str) -> bool:
    held = digest(re.sub(r"[^A-Z2-7]", "", typed.upper()))
    mine = RecoveryCode.account_id == account.id, RecoveryCode.digest == held, RecoveryCode.used_at.is_(None)
    return _changes_one(db.update(RecoveryCode).where(*mine).values(used_at=clock.now()))


def _changes_one(statement: object) -> bool:
    changed = db.session.execute(statement, execution_options={"synchronize_session": False})  # type: ignore[call-overload]
    return bool(changed.rowcount)


def _step_of(secret: str, typed: str) -> int | None:
    """The thirty seconds to which the typed code belongs, if they are about now; every one is compared in full."""
    code, now = re.sub(r"\s", "", typed), _step_at(clock.now())
    app = pyotp.TOTP(secret)
    near = range(now - STEPS_OFF, now + STEPS_OFF + 1)
    fitting = [step for step in near if secrets.compare_digest(app.generate_otp(step).encode(), code.encode())]
    return fitting[-1] if fitting else None


def _step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_S
