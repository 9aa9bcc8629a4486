"""A new password for somebody who has forgotten theirs: by a link to their address, which works once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, request

from app.accounts import letters
from app.accounts.addresses import as_kept
from app.accounts.forms import ForgottenForm, NewPasswordForm
from app.accounts.models import Account, OneTimeLink, Purpose
from app.accounts.passwords import hash_password
from app.accounts.queries import find_by_address
from app.accounts.signing_in import end_other_sessions
from app.foundation import audit, clock
from app.foundation.access import public
from app.foundation.db import db, let_go, writing
from app.foundation.hypermedia import render_page, see_other
from app.foundation.jobs import Run, enqueue, job
from app.foundation.limits import Limit, spend
from app.foundation.mail import absolute
from app.foundation.signing import digest

bp = Blueprint("resetting", __name__)
FIRST = timedelta(days=3)
EACH = Limit(burst=5, period_s=86_400)
FROM_ONE_PLACE = Limit(burst=30, period_s=3_600)


@bp.get("/forgotten")
@public
def show() -> Any:
    """The page that asks for the address."""
    return _page(ForgottenForm())


@bp.post("/forgotten")
@public
def create() -> Any:
    """Send the link, if there is an account. The answer, and the work for it, are the same if there is none."""
    form = ForgottenForm()
    if not letters.are_sent() or not form.validate():
        return _page(form, 422)
    address = as_kept(form.email.data)
    spend(f"reset:{digest(address)[:32]}", EACH)
    spend(f"reset:{request.remote_addr}", FROM_ONE_PLACE)
    enqueue("accounts.send-reset", address=address)
    db.session.commit()
    return see_other("/forgotten/sent")


@bp.get("/forgotten/sent")
@public
def sent() -> Any:
    """What to do now."""
    return render_page("accounts/reset_sent.html")


@bp.get("/reset/<token>")
@public
def choose(token: str) -> Any:
    """The page that takes the new password; 410 once the link is used or over."""
    link = OneTimeLink.find(Purpose.RESET, token)
    return _over() if link is None else _new_page(NewPasswordForm(_words(link.account)), token)


@bp.post("/reset/<token>")
@public
def reset(token: str) -> Any:
    """Take the new password; everybody who was signed in is signed out. It says that the address is theirs, too."""
    link = OneTimeLink.find(Purpose.RESET, token)
    if link is None or link.account is None:
        return _over()
    account, form = link.account, NewPasswordForm(_words(link.account))
    if not form.validate():
        return _new_page(form, token, 422)
    let_go()
    hashed = hash_password(form.password.data)
    if not link.use():
        return _over()
    account.change_password(hashed)
    account.confirm_address(link.address)
    _use_up_others(account)
    end_other_sessions(account)
    audit.record("password-reset", account.email, account_id=account.id)
    letters.tell(account, "password-changed")
    db.session.commit()
    return see_other("/sign-in", notice="Your new password is kept. Sign in with it.")


def offer_first(account: Account) -> str:
    """The address at which a new account chooses its first password, once, within three days; written to it, too.

    In the current transaction.
    """
    token = OneTimeLink.issue(Purpose.RESET, lasts=FIRST, account=account, address=account.email)
    link = absolute(f"/reset/{token}")
    letters.write("first-password", account.email, name=account.name, url=link)
    return link


@job("accounts.send-reset")
def send_reset(_run: Run, address: str) -> None:
    """Write the letter; to nobody where nobody has this address."""
    with writing():
        account = find_by_address(address)
        if account is None or not account.is_enabled:
            return
        token = OneTimeLink.issue(Purpose.RESET, account=account, address=address)
        letters.write("reset", address, name=account.name, url=absolute(f"/reset/{token}"))
        audit.record("password-reset-asked", address, account_id=account.id)


def _use_up_others(account: Account) -> None:
    others = OneTimeLink.account_id == account.id, OneTimeLink.purpose == Purpose.RESET, OneTimeLink.used_at.is_(None)
    db.session.execute(db.update(OneTimeLink).where(*others).values(used_at=clock.now()))


def _words(account: Account | None) -> list[str]:
    return [account.name, account.email] if account else []


def _page(form: ForgottenForm, status: int = 200) -> Any:
    return render_page(
        "accounts/forgotten.html", "forgotten_form", status=status, form=form, is_sent=letters.are_sent()
    )


def _new_page(form: NewPasswordForm, token: str, status: int = 200) -> Any:
    return render_page("accounts/reset.html", "reset_form", status=status, form=form, token=token)


def _over() -> Any:
    return render_page("accounts/link_over.html", status=410, again="/forgotten")
