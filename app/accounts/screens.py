"""Signing a television in: it shows a code, and somebody who is signed in elsewhere says that it is theirs.

As OAuth's device flow does it (RFC 8628): the code that people type is short and lives ten minutes, the one that the
screen is known by is long and stays in its cookie.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import Any

from flask import Blueprint, request, session
from flask_login import current_user

from app.accounts.devices import device_name
from app.accounts.factors.second_factor import picture_of
from app.accounts.forms import ScreenForm
from app.accounts.invitations import LETTERS
from app.accounts.models import ScreenCode
from app.accounts.signing_in import begin_visit
from app.foundation import audit, clock
from app.foundation.access import for_grown_ups, public, signed_in
from app.foundation.db import db
from app.foundation.hypermedia import go_to, is_fragment_request, render_page, see_other
from app.foundation.limits import Limit, spend
from app.foundation.signing import digest, new_token

bp = Blueprint("screens", __name__)
LASTS = timedelta(minutes=10)
CODES = Limit(burst=20, period_s=600)
TRIES = Limit(burst=10, period_s=300)
HELD = "screen"


@bp.get("/tv")
@public
def show() -> Any:
    """The page for the screen: its code while it has one, else a button that asks for one."""
    if current_user.is_authenticated:
        return go_to("/")
    return _page(_held())


@bp.post("/tv")
@public
def create() -> Any:
    """Show a code."""
    spend(f"screen:{request.remote_addr}", CODES)
    token, code = new_token(), "".join(secrets.choice(LETTERS) for _ in range(8))
    where = {"address": request.remote_addr or "", "agent": request.user_agent.string[:300]}
    db.session.execute(db.delete(ScreenCode).where(ScreenCode.expires_at < clock.now()))
    db.session.add(ScreenCode(code=code, digest=digest(token), expires_at=clock.now() + LASTS, **where))
    db.session.commit()
    session[HELD] = token
    return see_other("/tv")


@bp.post("/tv/wait")
@public
def wait() -> Any:
    """Whether somebody has said that this screen is theirs: then it is signed in. Asked every few seconds."""
    row = _held()
    if row is None:
        return _page(None)
    if row.approved_at is None or row.account is None or not row.account.may_come_in:
        return ("", 204) if is_fragment_request() else see_other("/tv")
    account = row.account
    db.session.delete(row)  # a code lets in one screen, once
    begin_visit(account)
    db.session.commit()
    return go_to("/profiles")


@bp.get("/tv/approve")
@signed_in
@for_grown_ups
def choose() -> Any:
    """Where the code is typed; a link that a phone has read from the screen brings it along."""
    return _choice(ScreenForm(code=request.args.get("code", "")))


@bp.post("/tv/approve")
@signed_in
@for_grown_ups
def approve() -> Any:
    """First show whose screen it is, then let it in."""
    spend(f"screen-code:{current_user.id}", TRIES)
    form = ScreenForm()
    row = _find(form.code.data) if form.validate() else None
    if row is None:
        if not form.errors:
            form.refuse()
        return _choice(form, 422)
    if not form.is_mine.data:
        return render_page("accounts/screen_is.html", row=row, device=device_name(row.agent), code=form.code.data)
    row.account_id, row.approved_at = current_user.id, clock.now()
    audit.record("screen-signed-in", device_name(row.agent), screen=row.address)
    db.session.commit()
    return see_other("/account", notice="That screen is signed in now.")


def _held() -> ScreenCode | None:
    token = session.get(HELD)
    row = db.session.scalar(db.select(ScreenCode).where(ScreenCode.digest == digest(token))) if token else None
    return row if row is not None and row.expires_at > clock.now() else None


def _find(typed: str) -> ScreenCode | None:
    """One that nobody has taken yet."""
    code = re.sub(r"[^A-Z0-9]", "", typed.upper())
    free = ScreenCode.code == code, ScreenCode.expires_at > clock.now(), ScreenCode.approved_at.is_(None)
    return db.session.scalar(db.select(ScreenCode).where(*free))


def _page(row: ScreenCode | None) -> Any:
    if row is None:
        return render_page("accounts/screen.html", "screen", code="")
    code, address = f"{row.code[:4]}-{row.code[4:]}", f"{request.host_url}tv/approve"
    picture = picture_of(f"{address}?code={code}")
    return render_page("accounts/screen.html", "screen", code=code, address=address, picture=picture)


def _choice(form: ScreenForm, status: int = 200) -> Any:
    return render_page("accounts/screen_approve.html", "approve_form", status=status, form=form)
