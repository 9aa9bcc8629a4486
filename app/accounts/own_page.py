"""The account's own page: password, devices signed in, what has happened."""

from __future__ import annotations

from typing import Any

from flask_login import current_user

from app.accounts import letters
from app.accounts.authentication import knows_password
from app.accounts.factors.passkeys import passkeys_of
from app.accounts.factors.second_factor import authenticator_of
from app.accounts.forms import AddressForm, PasswordForm
from app.accounts.passwords import hash_password
from app.accounts.queries import events_of, find_session, live_sessions_of
from app.accounts.routes import bp, sign_out_create
from app.accounts.signing_in import end_other_sessions, renew_session
from app.accounts.social.joined import applications, joined_to
from app.foundation import audit
from app.foundation.access import for_grown_ups, signed_in
from app.foundation.db import db, let_go
from app.foundation.hypermedia import is_fragment_request, render_page, see_other
from app.foundation.text import plural


@bp.get("/account")
@signed_in
@for_grown_ups
def account() -> Any:
    """The account's own page."""
    return account_page("password_form")


@bp.post("/account/password")
@signed_in
@for_grown_ups
def password_update() -> Any:
    """Change the password: this browser gets a new session, the others are signed out."""
    form, account = PasswordForm(_own_words()), current_user._get_current_object()
    if form.validate() and not knows_password(account, form.present.data):
        form.refuse_present()
    if form.errors:
        return account_page("password_form", status=422, form=form)
    let_go()
    account.change_password(hash_password(form.password.data))
    renew_session(account)
    ended = end_other_sessions(account)
    audit.record("password-changed", account.email, sessions_ended=ended)
    letters.tell(account, "password-changed")
    db.session.commit()
    return account_changed("password_form", "Your password is changed. Other devices are signed out.")


@bp.post("/account/sessions/<string(length=64):key>/end")
@signed_in
@for_grown_ups
def session_destroy(key: str) -> Any:
    """Sign one browser out."""
    row = find_session(key, current_user)
    if row is current_user.session:
        return sign_out_create()
    db.session.delete(row)
    audit.record("session-ended", current_user.email, address=row.address, agent=row.agent)
    db.session.commit()
    return account_changed("sessions", "That device is signed out.")


@bp.post("/account/sessions/end-others")
@signed_in
@for_grown_ups
def sessions_destroy() -> Any:
    """Sign every other browser out."""
    ended = end_other_sessions(current_user._get_current_object())
    audit.record("sessions-ended", current_user.email, sessions_ended=ended)
    db.session.commit()
    return account_changed("sessions", f"{plural(ended, 'other device')} signed out.")


def _own_words() -> list[str]:
    return [current_user.name, current_user.email, current_user.email.partition("@")[0]]


def account_page(block: str, status: int = 200, **more: Any) -> Any:
    """The page, or for HTMX this block of it; `more` are forms that stand otherwise than new, and what to tell."""
    account = current_user._get_current_object()
    lists: dict[str, Any] = {"sessions": live_sessions_of(account), "events": events_of(account)}
    forms: dict[str, Any] = {"form": PasswordForm(_own_words()), "address_form": AddressForm()}
    facts = {**lists, **forms, "authenticator": authenticator_of(account), **more}
    facts |= {"passkeys": passkeys_of(account), "passkey_error": more.get("passkey_error", "")}
    facts |= {"joined": joined_to(account), "applications": applications()}
    return render_page("accounts/account.html", block, status=status, account=account, **facts)


def account_changed(block: str, notice: str) -> Any:
    """Scripts off: back to the page with a notice; HTMX: the blocks that have changed."""
    if not is_fragment_request():
        return see_other("/account", notice=notice)
    also = [name for name in ("sessions", "events") if name != block]
    return account_page(block, also=also, trigger={"notice": {"text": notice}})
