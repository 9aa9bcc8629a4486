"""The door: sign in and out, register, confirm, and the account's own page."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Blueprint, abort, flash, request
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import TooManyRequests

from app.accounts import invitations, letters
from app.accounts.addresses import as_kept
from app.accounts.authentication import authenticate, knows_password
from app.accounts.factors.second_factor import authenticator_of
from app.accounts.factors.two_step import ask_second_factor
from app.accounts.forms import ConfirmForm, RegisterForm, SignInForm, WelcomeForm
from app.accounts.models import Account, Household, OneTimeLink
from app.accounts.models.account import Awaits
from app.accounts.passwords import hash_password
from app.accounts.proving import ask_whose
from app.accounts.queries import has_admin, is_taken
from app.accounts.registration import make_admin, move_in
from app.accounts.signals import password_confirmed
from app.accounts.signing_in import begin_visit, renew_session, sign_out
from app.accounts.social.joined import applications, joined_to
from app.foundation import audit
from app.foundation.access import public, safe_next, signed_in
from app.foundation.db import db, let_go
from app.foundation.hypermedia import go_to, render_page
from app.foundation.limits import Limit, spend
from app.foundation.mail import absolute
from app.foundation.signing import digest

bp = Blueprint("accounts", __name__)
REGISTRATIONS = Limit(burst=60, period_s=3_600)
LETTERS = Limit(burst=1, period_s=86_400)
CODES = Limit(burst=10, period_s=300)


@bp.get("/sign-in")
@public
def sign_in() -> Any:
    """The sign-in page; whoever is signed in goes on."""
    if current_user.is_authenticated:
        return go_to(_next())
    return _sign_in_page(SignInForm(), 200)


@bp.post("/sign-in")
@public
def sign_in_create() -> Any:
    """Sign in."""
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form, 422)
    account = authenticate(as_kept(form.email.data), form.password.data)
    if account is None:
        db.session.commit()
        form.refuse()
        return _sign_in_page(form, 422)
    if authenticator_of(account):
        db.session.commit()
        return ask_second_factor(account, _next())
    begin_visit(account)
    db.session.commit()
    return go_to(_next())


@bp.post("/sign-out")
@signed_in
def sign_out_create() -> Any:
    """Sign out here."""
    audit.record("signed-out", current_user.email)
    sign_out(current_user._get_current_object())
    db.session.commit()
    flash("You are signed out. See you soon.")
    response = go_to("/sign-in")
    response.headers["Clear-Site-Data"] = '"storage"'  # what the player remembered of its viewers
    return response


@bp.get("/register")
@public
def register() -> Any:
    """The page that makes an account, or says whom to ask."""
    if current_user.is_authenticated:
        return go_to(_next())
    return _register_page(RegisterForm(), 200) if _may_register() else _closed_page()


@bp.post("/register")
@public
def register_create() -> Any:
    """Make an account with its household and sign it in."""
    form, invitation = RegisterForm(), _invitation()
    if not _may_register():
        return _closed_page()
    if invitation:
        form.email.data = invitation.address
    awaits = _checked(form, invitation)
    if awaits and not form.errors and is_taken(form.address):
        return _as_if(form, awaits)
    account = None if form.errors else _open_account(form, invitation.household if invitation else None)
    if account is None:
        return _register_page(form, 422)
    if invitation and not invitations.accept(invitation, account):
        db.session.rollback()
        return _closed_page()
    if awaits:
        return _let_wait(account, awaits)
    begin_visit(account)
    db.session.commit()
    return go_to(_next("/profiles"))


@bp.get("/register/<any(approval, address):what>")
@public
def register_waits(what: str) -> Any:
    """What a new account waits for."""
    return render_page("accounts/waits.html", what=what)


@bp.get("/welcome")
@public
def welcome() -> Any:
    """The page that makes the first admin; 404 once there is one."""
    return abort(404) if has_admin() else _welcome_page(WelcomeForm(code=request.args.get("code", "")), 200)


@bp.post("/welcome")
@public
def welcome_create() -> Any:
    """Make the first admin, for whoever has the console's code."""
    spend(f"welcome:{request.remote_addr}", CODES)
    form = WelcomeForm()
    if has_admin():
        abort(404)
    if not form.validate():
        return _welcome_page(form, 422)
    if not invitations.is_first_admin_code(form.code.data):
        form.refuse_code()
        return _welcome_page(form, 422)
    account = _open_account(form)
    if account is None:
        return _welcome_page(form, 422)
    if not invitations.end_first_admin_code():
        abort(404)  # somebody else was faster; nothing of this was committed
    make_admin(account)
    begin_visit(account)
    db.session.commit()
    return go_to("/profiles")


@bp.get("/confirm")
@signed_in
def confirm() -> Any:
    """The page that asks for the password again."""
    return _confirm_page(ConfirmForm(), 200)


@bp.post("/confirm")
@signed_in
def confirm_create() -> Any:
    """Take the password again: staff permissions hold for another 30 minutes."""
    form, account = ConfirmForm(), current_user._get_current_object()
    if form.validate() and not knows_password(account, form.password.data):
        audit.record("sign-in-refused", account.email)
        db.session.commit()
        form.refuse()
    if form.errors:
        return _confirm_page(form, 422)
    password_confirmed.send(renew_session(account))
    audit.record("password-confirmed", account.email)
    db.session.commit()
    return go_to(_next())


def refuse_passkey() -> Any:
    """The sign-in page again, for a passkey that did not prove itself."""
    form = SignInForm()
    form.email.errors = ["This passkey opens nothing here. Sign in with your password."]
    return _sign_in_page(form, 422)


def _checked(form: RegisterForm, invitation: OneTimeLink | None) -> str:
    """What the account will wait for; what stands in its way is on the form."""
    if not form.validate() or invitation:
        return ""
    try:
        return invitations.awaited(form.address)
    except ValueError as error:
        form.email.errors = [str(error)]
        return ""


def _let_wait(account: Account, awaits: str) -> Any:
    account.awaits = awaits
    if awaits == Awaits.ADDRESS:
        ask_whose(account, account.addresses[0])
    db.session.commit()
    return go_to(f"/register/{awaits}")


def _as_if(form: RegisterForm, awaits: str) -> Any:
    """The same answer, after the same work, for an address that somebody has: it is told to them alone, once a day."""
    spend(f"register:{request.remote_addr}", REGISTRATIONS)
    let_go()
    hash_password(form.password.data)
    with suppress(TooManyRequests):
        spend(f"registered-again:{digest(form.address)[:32]}", LETTERS)
        letters.write("registered-again", form.address, url=absolute("/sign-in"))
    db.session.commit()
    return go_to(f"/register/{awaits}")


def _open_account(form: RegisterForm, household: Household | None = None) -> Account | None:
    """The new account with its household, not yet committed; None, with the reason on the form, when taken."""
    spend(f"register:{request.remote_addr}", REGISTRATIONS)
    if is_taken(form.address):
        form.refuse_address()
        return None
    let_go()
    new = Account.open(form.name.data, form.address, form.password.data)
    try:
        move_in(new, household=household)
    except IntegrityError:  # a twin of this form was faster
        db.session.rollback()
        form.refuse_address()
        return None
    return new


def _next(default: str = "/") -> str:
    return safe_next(request.values.get("next"), default)


def _invitation() -> OneTimeLink | None:
    return invitations.find_invitation(request.values.get("invitation", ""))


def _may_register() -> bool:
    return invitations.is_registration_open() or _invitation() is not None


def _sign_in_page(form: SignInForm, status: int) -> Any:
    doors: dict[str, Any] = {"is_open": invitations.is_registration_open(), "is_new": not has_admin()}
    doors |= {"can_reset": letters.are_sent(), "applications": applications()}
    return render_page("accounts/sign_in.html", "sign_in_form", status=status, form=form, next=_next(), **doors)


def _confirm_page(form: ConfirmForm, status: int) -> Any:
    """Whoever has no password proves it where they sign in otherwise."""
    elsewhere = [] if current_user.password_hash else joined_to(current_user)
    facts: dict[str, Any] = {"form": form, "next": _next(), "joined": elsewhere}
    return render_page("accounts/confirm.html", "confirm_form", status=status, **facts)


def _register_page(form: RegisterForm, status: int) -> Any:
    token, invitation = request.values.get("invitation", ""), _invitation()
    facts: dict[str, Any] = {"invited": invitation.address if invitation else "", "next": _next("/profiles")}
    facts |= {"token": token if invitation else "", "applications": applications()}
    return render_page("accounts/register.html", "register_form", status=status, form=form, **facts)


def _closed_page() -> Any:
    asked = bool(request.values.get("invitation"))
    return render_page("accounts/closed.html", status=403, had_invitation=asked)


def _welcome_page(form: WelcomeForm, status: int) -> Any:
    return render_page("accounts/welcome.html", "welcome_form", status=status, form=form)
