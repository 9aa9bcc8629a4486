"""The pages of the second factor: setting it up, and the second question at the door."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, session
from flask_login import current_user

from app.accounts import letters
from app.accounts.factors import second_factor
from app.accounts.forms import CodeForm
from app.accounts.models import Account
from app.accounts.signing_in import begin_visit, end_other_sessions, renew_session
from app.foundation import audit, clock
from app.foundation.access import after_password, public, safe_next, signed_in
from app.foundation.db import db
from app.foundation.hypermedia import go_to, render_page, see_other
from app.foundation.signing import mac, seal, sign, unseal, unsign

bp = Blueprint("two_step", __name__)
ASKED, SECRET = "second-factor", "authenticator"
ANSWER_WITHIN_S = 600


@bp.get("/account/two-step")
@signed_in
@after_password
def show() -> Any:
    """What stands, or the picture for the app."""
    return _page(CodeForm())


@bp.post("/account/two-step")
@signed_in
@after_password
def create() -> Any:
    """Ask for codes from now on; the codes on paper are shown on the answer itself, once."""
    form, account = CodeForm(), current_user._get_current_object()
    second_factor.ask_both(account)
    codes = second_factor.enrol(account, _secret(), form.code.data) if form.validate() else None
    if codes is None:
        if not form.errors:
            form.refuse()
        return _page(form, 422)
    session.pop(SECRET, None)
    renew_session(account).second_factor_at = clock.now()
    end_other_sessions(account)
    audit.record("two-step-on", account.email)
    letters.tell(account, "two-step-on")
    db.session.commit()
    return render_page("accounts/recovery_codes.html", codes=codes)


@bp.post("/account/two-step/codes")
@signed_in
@after_password
def codes_create() -> Any:
    """New codes on paper, in place of the old ones."""
    account = current_user._get_current_object()
    second_factor.authenticator_of(account) or abort(404)
    second_factor.ask_both(account)
    codes = second_factor.new_recovery_codes(account)
    audit.record("recovery-codes-made", account.email)
    db.session.commit()
    return render_page("accounts/recovery_codes.html", codes=codes)


@bp.post("/account/two-step/remove")
@signed_in
@after_password
def remove() -> Any:
    """Ask for the password alone again."""
    account = current_user._get_current_object()
    second_factor.ask_both(account)
    second_factor.withdraw(account)
    account.session.second_factor_at = None
    audit.record("two-step-off", account.email)
    letters.tell(account, "two-step-off")
    db.session.commit()
    return see_other("/account/two-step", notice="Signing in takes the password alone again.")


@bp.get("/sign-in/second")
@public
def ask() -> Any:
    """The second question; back to the first where that was not answered lately."""
    return _question(CodeForm()) if _pending() else see_other("/sign-in")


@bp.post("/sign-in/second")
@public
def answer() -> Any:
    """Sign in with the second factor."""
    account, form = _pending(), CodeForm()
    if account is None:
        return see_other("/sign-in", notice="That took long. Start once more.")
    if form.validate() and not second_factor.is_second_factor(account, form.code.data):
        audit.record("second-factor-refused", account.email, account_id=account.id)
        db.session.commit()
        form.refuse()
    if form.errors:
        return _question(form, 422)
    goes_to = safe_next(session.get("next"))
    begin_visit(account).second_factor_at = clock.now()
    db.session.commit()
    return go_to(goes_to)


def ask_second_factor(account: Account, goes_to: str) -> Any:
    """The password was right; the door stays closed until the second factor is there, too."""
    session[ASKED] = sign(ASKED, {"account": account.id, "password": mac(ASKED, account.password_hash)})
    session["next"] = goes_to
    return go_to("/sign-in/second")


def _pending() -> Account | None:
    """Who answered the first question within ten minutes, with a password that is still theirs."""
    asked = unsign(ASKED, str(session.get(ASKED, "")), ANSWER_WITHIN_S)
    account = db.session.get(Account, asked["account"]) if isinstance(asked, dict) else None
    if account is None or not account.may_come_in or mac(ASKED, account.password_hash) != asked["password"]:  # type: ignore[index]
        return None
    return account


def _secret() -> str:
    """The secret that is being set up: the same until it is confirmed, and sealed, for the cookie can be read."""
    try:
        return unseal(SECRET, session[SECRET])
    except (KeyError, ValueError):
        secret = second_factor.new_secret()
        session[SECRET] = seal(SECRET, secret)
        return secret


def _page(form: CodeForm, status: int = 200) -> Any:
    account = current_user._get_current_object()
    facts: dict[str, Any] = {"authenticator": second_factor.authenticator_of(account)}
    if facts["authenticator"]:
        facts["codes_left"] = second_factor.codes_left(account)
    else:
        facts["secret"] = _secret()
        facts["picture"] = second_factor.picture_of(second_factor.address_of(facts["secret"], account))
    return render_page("accounts/two_step.html", status=status, form=form, **facts)


def _question(form: CodeForm, status: int = 200) -> Any:
    return render_page("accounts/second.html", "second_form", status=status, form=form)
