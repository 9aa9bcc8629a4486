"""Passkeys (W3C Web Authentication, level 3): made by a device for this house, and asked for at its door.

A challenge lies in the browser's own session, is good for five minutes, and is answered once.
"""

from __future__ import annotations

import json
import re
from typing import Any

from flask import request, session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts.models import Account, Passkey
from app.foundation import clock
from app.foundation.db import db
from app.foundation.limits import Limit, spend
from app.foundation.settings import current_site
from app.foundation.signing import digest, mac, sign, unsign

ANSWER_WITHIN_S = 300
ONCE = Limit(burst=1, period_s=2 * ANSWER_WITHIN_S)
CREDENTIAL = re.compile(r"[A-Za-z0-9_-]{1,1400}")
MAKE, ENTER = "passkey-made", "passkey-entered"
# the library's own, and what it raises for JSON that is of another shape
ERRORS = (
    WebAuthnException,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
)


class PasskeyRefused(Exception):
    """It does not prove what it should."""


def options_to_make(account: Account) -> dict[str, Any]:
    """What the browser's `create()` takes; those that this account has are not made twice."""
    standing = passkeys_of(account)
    options = generate_registration_options(
        rp_id=_house(),
        rp_name=current_site().name,
        user_id=_handle(account).encode(),
        user_name=account.email,
        user_display_name=account.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(base64url_to_bytes(row.credential_id)) for row in standing],
    )
    return _challenging(MAKE, options)


def make(account: Account, answer: str, name: str) -> Passkey:
    """Keep the public half of what the device has made, in the current transaction. Raises PasskeyRefused."""
    challenge = _challenged(MAKE)
    try:
        made = verify_registration_response(
            credential=_read(answer),
            expected_challenge=challenge,
            require_user_verification=True,
            expected_rp_id=_house(),
            expected_origin=_origin(),
        )
    except ERRORS as error:
        raise PasskeyRefused from error
    credential_id = bytes_to_base64url(made.credential_id)
    if db.session.scalar(db.select(Passkey.id).where(Passkey.credential_id == credential_id)):
        raise PasskeyRefused
    row = Passkey(account_id=account.id, name=name, credential_id=credential_id, sign_count=made.sign_count)
    row.public_key = made.credential_public_key
    db.session.add(row)
    return row


def options_to_enter() -> dict[str, Any]:
    """What the browser's `get()` takes. It names no keys: whose door it is, the device knows."""
    options = generate_authentication_options(rp_id=_house(), user_verification=UserVerificationRequirement.REQUIRED)
    return _challenging(ENTER, options)


def whose(answer: str) -> Account:
    """The account whose passkey has answered, in the current transaction. Raises PasskeyRefused.

    A count that does not grow is that of a copy (section 6.1.1); devices that do not count say 0 always.
    """
    challenge = _challenged(ENTER)
    try:
        said = _read(answer)
        row = _named(str(said["id"]))
        if row is None or said["response"].get("userHandle") not in (None, _handle_as_said(row.account)):
            raise PasskeyRefused
        proven = verify_authentication_response(
            credential=said,
            expected_challenge=challenge,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
            expected_rp_id=_house(),
            expected_origin=_origin(),
        )
    except ERRORS as error:
        raise PasskeyRefused from error
    if not row.account.may_come_in:
        raise PasskeyRefused
    row.sign_count, row.used_at = proven.new_sign_count, clock.now()
    return row.account


def _named(credential_id: str) -> Passkey | None:
    if not CREDENTIAL.fullmatch(credential_id):  # a NUL, say, is in no text of PostgreSQL's
        return None
    return db.session.scalar(db.select(Passkey).where(Passkey.credential_id == credential_id))


def passkeys_of(account: Account) -> list[Passkey]:
    """The account's own, oldest first."""
    return list(db.session.scalars(db.select(Passkey).where(Passkey.account_id == account.id).order_by(Passkey.id)))


def _challenging(purpose: str, options: Any) -> dict[str, Any]:
    session[purpose] = sign(purpose, bytes_to_base64url(options.challenge))
    asked: dict[str, Any] = json.loads(options_to_json(options))
    return asked


def _challenged(purpose: str) -> bytes:
    """The challenge that this browser was given. A cookie can be sent twice: that it was answered is written down."""
    challenge = unsign(purpose, str(session.pop(purpose, "")), ANSWER_WITHIN_S)
    if not isinstance(challenge, str):
        raise PasskeyRefused
    spend(f"{purpose}:{digest(challenge)[:32]}", ONCE)
    return base64url_to_bytes(challenge)


def _read(answer: str) -> dict[str, Any]:
    said = json.loads(answer)
    if not isinstance(said, dict) or not isinstance(said.get("response"), dict):
        raise PasskeyRefused
    return said


def _house() -> str:
    """The relying party: the host by which the browser knows this house, without a port."""
    return request.host.rsplit(":", 1)[0] if ":" in request.host else request.host


def _origin() -> str:
    return request.host_url.rstrip("/")


def _handle(account: Account) -> str:
    """What the device keeps for this account; it tells nothing of it (section 14.6.1)."""
    return mac("passkey-user", account.id)


def _handle_as_said(account: Account) -> str:
    return bytes_to_base64url(_handle(account).encode())
