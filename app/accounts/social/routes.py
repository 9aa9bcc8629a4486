"""The way to a provider and back: to sign in, to be joined to an account, or in place of the password."""

from __future__ import annotations

import logging
from typing import Any

from flask import Blueprint, request, session
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from app.accounts import invitations
from app.accounts.factors.second_factor import ask_both, authenticator_of
from app.accounts.factors.two_step import ask_second_factor
from app.accounts.models import Account, SocialApplication
from app.accounts.signals import password_confirmed
from app.accounts.signing_in import begin_visit, renew_session
from app.accounts.social import arriving, joined
from app.accounts.social.provider import Person, ProviderRefused, ProviderSilent, send_there, who_comes_back
from app.foundation import audit
from app.foundation.access import after_password, public, safe_next, signed_in
from app.foundation.db import db, let_go, writing
from app.foundation.hypermedia import go_to, render_page, see_other
from app.foundation.limits import Limit, spend
from app.foundation.signing import digest

log = logging.getLogger("matinee.social")
bp = Blueprint("social", __name__)
ASKED = Limit(burst=30, period_s=300)
ONCE = Limit(burst=1, period_s=7_200)  # as long as a state is kept
ENTER, JOIN, CONFIRM = "enter", "join", "confirm"
PENDING = "social"


@bp.get("/sign-in/with/<provider>")
@public
def enter(provider: str) -> Any:
    """To the provider, to sign in with it."""
    address = _way_there(joined.find_application(provider), ENTER)
    return go_to(address) if isinstance(address, str) else address


@bp.post("/account/social/<provider>")
@signed_in
@after_password
def join(provider: str) -> Any:
    """To the provider, to be joined to this account."""
    ask_both(current_user._get_current_object())
    return _turnstile(joined.find_application(provider), JOIN)


@bp.post("/confirm/with/<provider>")
@signed_in
def confirm(provider: str) -> Any:
    """To the provider, in place of the password, for who has none."""
    return _turnstile(joined.find_application(provider), CONFIRM)


@bp.post("/account/social/<number:social_id>/remove")
@signed_in
@after_password
def remove(social_id: int) -> Any:
    """Part the two."""
    ask_both(current_user._get_current_object())
    row = joined.find_joined(social_id, current_user)
    joined.part(row)
    db.session.commit()
    return see_other("/account", notice=f"{row.application.name} lets nobody into this account any more.")


@bp.get("/sign-in/with/<provider>/back")
@public
def back(provider: str) -> Any:
    """Back from the provider, with an answer to what this browser had asked."""
    application, pending = joined.find_application(provider), session.pop(PENDING, None)
    asked = (pending["slug"], pending["state"]) if isinstance(pending, dict) else None
    if asked != (provider, request.args.get("state")):
        return _not_let_in(application, "This answer does not belong to a question of this browser. Start once more.")
    spend(f"social:{digest(pending['state'])[:32]}", ONCE)
    let_go()
    try:
        person = who_comes_back(application, again=pending["what"] == CONFIRM)
        with writing():
            return WAYS_ON[pending["what"]](application, person, pending)
    except arriving.NotLetIn as refusal:
        return _not_let_in(application, str(refusal))
    except IntegrityError:
        return _not_let_in(application, "You came in twice at once. Try again.")
    except ProviderRefused as refusal:
        return _refused(application, refusal)
    except ProviderSilent as silence:
        return _silent(application, silence)


def _enter(application: SocialApplication, person: Person, pending: dict[str, Any]) -> Any:
    known = arriving.find_known(person)
    if known is not None:
        arriving.keep(known, person)
        return _let_in(known.account, pending["next"])
    invitation = invitations.find_invitation(pending["invitation"])
    return _let_in(arriving.let_in(application, person, invitation), pending["next"])


def _let_in(account: Account, goes_to: str) -> Any:
    """As after the right password: the second factor of this house is not the provider's to give."""
    if not account.is_enabled:
        raise arriving.NotLetIn("This account is closed.")
    if account.awaits:
        return see_other(f"/register/{account.awaits}")
    if authenticator_of(account):
        return ask_second_factor(account, goes_to)
    begin_visit(account)
    return go_to(goes_to)


def _join(application: SocialApplication, person: Person, pending: dict[str, Any]) -> Any:
    account = _same_account(pending)
    arriving.join(application, person, account)
    return see_other("/account", notice=f"From now on {application.name} signs you in, too.")


def _confirm(application: SocialApplication, person: Person, pending: dict[str, Any]) -> Any:
    account, known = _same_account(pending), arriving.find_known(person)
    if known is None or known.account_id != account.id or account.password_hash:
        raise arriving.NotLetIn(f"{person.called} at {application.name} is not who is signed in here.")
    arriving.keep(known, person)
    password_confirmed.send(renew_session(account))
    audit.record("password-confirmed", account.email)
    return go_to(pending["next"])


WAYS_ON = {ENTER: _enter, JOIN: _join, CONFIRM: _confirm}


def _same_account(pending: dict[str, Any]) -> Account:
    """Whoever began this, still signed in with the same session."""
    if not current_user.is_authenticated or current_user.session.id != pending["session"]:
        raise arriving.NotLetIn("You are not signed in as you were when this began. Start once more.")
    account: Account = current_user._get_current_object()
    return account


def _turnstile(application: SocialApplication, what: str) -> Any:
    """A page that goes on by itself: a form's answer may not lead off the site (CSP form-action), a page may."""
    address = _way_there(application, what)
    if not isinstance(address, str):
        return address
    page = render_page("accounts/social/going.html", application=application, address=address)
    page.headers["Refresh"] = f"0; url={address}"
    page.cache_control.no_store = True
    return page


def _way_there(application: SocialApplication, what: str) -> Any:
    spend(f"social:{request.remote_addr}", ASKED)
    let_go()
    try:
        address, state = send_there(application, again=what == CONFIRM)
    except ProviderSilent as silence:
        return _silent(application, silence)
    present = current_user.session.id if current_user.is_authenticated else ""
    session[PENDING] = {"slug": application.slug, "state": state, "what": what, "session": present} | {
        "next": safe_next(request.values.get("next")),
        "invitation": request.values.get("invitation", "")[:64],
    }
    return address


def _silent(application: SocialApplication, silence: ProviderSilent) -> Any:
    log.warning("provider-silent", extra={"facts": {"provider": application.slug, "reason": str(silence)[:300]}})
    words = f"{application.name} does not answer just now. Sign in with your password, or try again later."
    return _not_let_in(application, words, 503)


def _refused(application: SocialApplication, refusal: ProviderRefused) -> Any:
    log.warning("provider-refused", extra={"facts": {"provider": application.slug, "reason": str(refusal)[:300]}})
    with writing():
        audit.record("sign-in-refused", application.name)
    return _not_let_in(application, f"{application.name} did not let you in. Try again, or sign in otherwise.")


def _not_let_in(application: SocialApplication, reason: str, status: int = 403) -> Any:
    return render_page("accounts/social/not_let_in.html", status=status, application=application, reason=reason)
