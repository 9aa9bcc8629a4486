"""`flask accounts …`: what only the console may do."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from app.accounts import invitations, passwords
from app.accounts.addresses import clean_address
from app.accounts.models import Account, Role
from app.accounts.queries import find_by_address, has_admin
from app.accounts.registration import make_admin as give_admin
from app.accounts.signing_in import end_other_sessions
from app.foundation import audit
from app.foundation.db import db

accounts = AppGroup("accounts", help="Who signs in.")


@accounts.command("first-admin-code")
def first_admin_code() -> None:
    """Print a new one-time code for /welcome; nothing once there is an admin."""
    if not has_admin():
        code = invitations.new_first_admin_code()
        db.session.commit()
        click.echo(code)


@accounts.command("make-admin")
@click.argument("email")
def make_admin(email: str) -> None:
    """Give an account the admin role."""
    account = _find(email)
    give_admin(account)
    db.session.commit()
    click.echo(f"{account.email} is an admin now.")


@accounts.command("invite")
@click.argument("email")
@click.option("--role", default="", help="What the new account may do: editor, moderator, admin, or a role of yours.")
def invite(email: str, role: str) -> None:
    """Print a link with which this address may register, once, for seven days."""
    found = db.session.scalar(db.select(Role).where(Role.name == role)) if role else None
    if role and found is None:
        raise click.ClickException(f"There is no role called {role}.")
    token = invitations.invite(_address(email), found)
    audit.record("account-invited", _address(email))
    db.session.commit()
    click.echo(f"{current_app.config['ADDRESS']}/register?invitation={token}")


@accounts.command("set-password")
@click.argument("email")
@click.password_option()
def set_password(email: str, password: str) -> None:
    """Give an account a new password and sign it out everywhere."""
    account = _find(email)
    if reason := passwords.weakness(password, [account.name, account.email]):
        raise click.ClickException(reason)
    db.session.commit()
    account.change_password(passwords.hash_password(password))
    end_other_sessions(account)
    audit.record("password-changed", account.email, account_id=account.id)
    db.session.commit()
    click.echo(f"{account.email} has a new password.")


def _find(email: str) -> Account:
    account = find_by_address(_address(email))
    if account is None:
        raise click.ClickException(f"Nobody has the address {email}.")
    return account


def _address(email: str) -> str:
    try:
        return clean_address(email)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
