"""Passkeys on the account's page and at the door. Only scripts can ask a device: without them no button is there."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, jsonify, request
from flask_login import current_user

from app.accounts.devices import device_name
from app.accounts.factors.passkeys import PasskeyRefused, make, options_to_enter, options_to_make, passkeys_of, whose
from app.accounts.factors.second_factor import ask_both
from app.accounts.models import Passkey
from app.accounts.own_page import account_changed, account_page
from app.accounts.routes import refuse_passkey
from app.accounts.signing_in import begin_visit
from app.accounts.social.joined import keep_a_way_in
from app.foundation import audit, clock
from app.foundation.access import after_password, public, safe_next, signed_in
from app.foundation.db import db
from app.foundation.hypermedia import go_to
from app.foundation.limits import Limit, spend
from app.foundation.text import clean_line

bp = Blueprint("passkeys", __name__)
ASKED = Limit(burst=60, period_s=300)
MOST = 10


@bp.post("/account/passkeys/options")
@signed_in
@after_password
def options() -> Any:
    """What a device needs to know to make one, as JSON."""
    return jsonify(options_to_make(current_user._get_current_object()))


@bp.post("/account/passkeys")
@signed_in
@after_password
def create() -> Any:
    """Keep what a device has made. Whoever holds it has shown a second factor by that."""
    account = current_user._get_current_object()
    ask_both(account)
    name = clean_line(request.form.get("name"))[:60] or device_name(request.user_agent.string)
    if len(passkeys_of(account)) >= MOST:
        return account_page("passkeys", status=422, passkey_error=f"An account has at most {MOST}. Remove one first.")
    try:
        make(account, request.form.get("credential", ""), name)
    except PasskeyRefused:
        db.session.rollback()
        return account_page("passkeys", status=422, passkey_error="The device’s answer could not be used. Try again.")
    account.session.second_factor_at = clock.now()
    audit.record("passkey-made", name)
    db.session.commit()
    return account_changed("passkeys", "The passkey is kept. Sign in with it from now on.")


@bp.post("/account/passkeys/<number:passkey_id>/remove")
@signed_in
@after_password
def remove(passkey_id: int) -> Any:
    """Let nobody in by it any more."""
    mine = Passkey.id == passkey_id, Passkey.account_id == current_user.id
    row = db.session.scalar(db.select(Passkey).where(*mine)) or abort(404)
    keep_a_way_in(row.account, without=1)
    db.session.delete(row)
    audit.record("passkey-removed", row.name)
    db.session.commit()
    return account_changed("passkeys", f"{row.name} lets nobody in any more.")


@bp.post("/sign-in/passkey/options")
@public
def options_at_the_door() -> Any:
    """The challenge, as JSON."""
    spend(f"passkeys:{request.remote_addr}", ASKED)
    return jsonify(options_to_enter())


@bp.post("/sign-in/passkey")
@public
def enter() -> Any:
    """Sign in: the device has asked for a finger or a PIN, so this is both factors at once."""
    spend(f"passkeys:{request.remote_addr}", ASKED)
    try:
        account = whose(request.form.get("credential", ""))
    except PasskeyRefused:
        db.session.rollback()
        audit.record("sign-in-refused", "passkey")
        db.session.commit()
        return refuse_passkey()
    begin_visit(account).second_factor_at = clock.now()
    db.session.commit()
    return go_to(safe_next(request.form.get("next")))
