"""Signing in and out: the cookie carries a session row's token, so a row gone is a person signed out."""

from __future__ import annotations

from functools import cache

from flask import Flask, g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy import Select, bindparam
from sqlalchemy.orm import contains_eager

from app.accounts.current import current_account
from app.accounts.familiar import greet
from app.accounts.models import Account, AccountSession
from app.accounts.signals import session_renewed, visit_begun
from app.foundation import audit, clock
from app.foundation.db import db, writing
from app.foundation.events import publish, to_account
from app.foundation.signing import digest, new_token

login = LoginManager()


@login.user_loader
def load_account(token: object) -> Account | None:
    """The account whose session this token opens, or None when the row is gone or too old. One statement."""
    account = find_by_token(token) if isinstance(token, str) else None
    if account is None or account.session is None:
        return None
    if account.session.wants_seeing and request.method == "GET":
        _mark_seen(account.session)
    return account


def held_token() -> str:
    """The session token that this browser's cookie carries, unproven; empty without one."""
    held = session.get("_user_id")
    return held if isinstance(held, str) else ""


def find_by_token(token: str) -> Account | None:
    """The enabled account of a live session, with that session on it."""
    row = db.session.scalar(_by_token(), {"of_session": digest(token)})
    if row is None or not row.is_live:
        return None
    account = row.account
    account.session, account.session_token = row, token
    return account


@cache
def _by_token() -> Select[AccountSession]:
    """Every request says it, so it is made once."""
    select = db.select(AccountSession).join(AccountSession.account).options(contains_eager(AccountSession.account))
    return select.where(AccountSession.id == bindparam("of_session"), Account.is_enabled)


def sign_in(account: Account) -> AccountSession:
    """Begin a session for this browser, in the current transaction; whoever was signed in here before is not now."""
    if current_user.is_authenticated:
        db.session.delete(current_user.session)
    account.session_token = new_token()
    account.session = AccountSession.begin(
        account, account.session_token, request.remote_addr or "", request.user_agent.string
    )
    db.session.add(account.session)
    session.clear()  # a new CSRF token with the new identity
    session.permanent = True
    g.pop("profile", None)
    login_user(account)
    return account.session


def begin_visit(account: Account) -> AccountSession:
    """Sign in, note it, and greet the browser, in the current transaction."""
    row = sign_in(account)
    visit_begun.send(row)
    audit.record("signed-in", account.email)
    greet(account)
    return row


def renew_session(account: Account) -> AccountSession:
    """A new id for this browser's session, in the current transaction: the password was given just now.

    Its age, profile and CSRF token stay, so that forms open in other tabs still work.
    """
    old, account.session_token = account.session, new_token()
    assert old is not None  # noqa: S101 - only somebody signed in gives a password again
    new = AccountSession.begin(account, account.session_token, request.remote_addr or "", request.user_agent.string)
    for name in ("profile_id", "created_at", "expires_at", "is_private", "second_factor_at"):
        setattr(new, name, getattr(old, name))
    db.session.add(new)
    db.session.flush()
    session_renewed.send(new, old_id=old.id)
    db.session.delete(old)
    account.session = new
    login_user(account)
    return new


def sign_out(account: Account) -> None:
    """End this browser's session, in the current transaction."""
    if account.session is not None:
        db.session.delete(account.session)
    g.pop("profile", None)
    logout_user()


def end_other_sessions(account: Account) -> int:
    """Sign out everywhere else; the number of sessions ended."""
    present = account.session.id if account.session else ""
    publish("identity-changed", to_account(account.id))  # a statement passes by those who watch rows (app.live)
    ending = db.delete(AccountSession).where(AccountSession.account_id == account.id, AccountSession.id != present)
    return db.session.execute(ending).rowcount  # type: ignore[attr-defined]


def _mark_seen(session: AccountSession) -> None:
    """By a statement: somebody may be signing this browser out just now, and then there is no row to change."""
    with writing():
        here = db.update(AccountSession).where(AccountSession.id == session.id)
        db.session.execute(here.values(seen_at=clock.now()))


def init_app(app: Flask) -> None:
    """Let Flask-Login ask us. Its own session protection is off: ours is the session's row."""
    login.init_app(app, add_context_processor=False)  # theirs asks the database even for the page that says it is down
    app.context_processor(lambda: {"current_account": current_account})
    login.session_protection = None
    login.login_view = None
