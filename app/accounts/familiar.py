"""Whether an account has signed in with this browser before; if not, its owner is written to."""

from __future__ import annotations

from flask import Response, after_this_request, current_app, request

from app.accounts import letters
from app.accounts.devices import device_name
from app.accounts.models import Account, KnownDevice
from app.foundation import clock
from app.foundation.db import db
from app.foundation.signing import digest, new_token

COOKIE, TWO_YEARS_S = "matinee_device", 2 * 366 * 86_400


def greet(account: Account) -> None:
    """Know this browser from now on, in the current transaction. The very first one is no news to anybody."""
    token = request.cookies.get(_cookie(), "")
    known = db.session.get(KnownDevice, (account.id, digest(token))) if token else None
    if known is not None:
        known.seen_at = clock.now()
        return
    if db.session.scalar(db.select(KnownDevice.digest).where(KnownDevice.account_id == account.id).limit(1)):
        facts = {"device": device_name(request.user_agent.string), "address": request.remote_addr or "nowhere known"}
        letters.tell(account, "new-device", **facts)
    token = token or new_token()
    db.session.add(KnownDevice(account_id=account.id, digest=digest(token), seen_at=clock.now()))
    after_this_request(lambda response: _remember(response, token))


def _cookie() -> str:
    """By https no other host of the same place can set it (RFC 6265bis, section 4.1.3)."""
    return f"__Host-{COOKIE}" if current_app.config["SESSION_COOKIE_SECURE"] else COOKIE


def _remember(response: Response, token: str) -> Response:
    """Nothing is let in by it: it only says that this browser is no news."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(_cookie(), token, max_age=TWO_YEARS_S, secure=secure, httponly=True, samesite="Lax")
    return response
