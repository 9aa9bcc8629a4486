"""Ending the daily mail by the link in it, signed in or not: the signed token is the authority (RFC 8058)."""

from __future__ import annotations

from typing import Any

from flask import abort, request

from app.foundation import audit
from app.foundation.access import public
from app.foundation.db import db
from app.foundation.errors import Sentence
from app.foundation.hypermedia import render_page
from app.foundation.security import csrf
from app.notifications import settling
from app.notifications.digest import whom_token_names
from app.notifications.routes import bp
from app.profiles.models import Profile

NO_LINK = Sentence(
    "This link is incomplete or more than a year old. A newer mail has one that works, and so has the page of "
    "notifications when you are signed in."
)


@bp.get("/notifications/unsubscribe")
@public
def unsubscribe() -> Any:
    """Ask first: mail programs open links by themselves."""
    return _page(*_named(), is_over=False)


@bp.post("/notifications/unsubscribe")
@public
@csrf.exempt
def unsubscribe_create() -> Any:
    """End it, sent by the button or by a mail program. Twice is once."""
    profile_id, account_id = _named()
    if settling.end_digest(profile_id, account_id):
        audit.record("digest-ended", f"profile {profile_id}", account_id=account_id)
    db.session.commit()
    return _page(profile_id, account_id, is_over=True)


def _named() -> tuple[int, int]:
    return whom_token_names(request.args.get("token", "")[:300]) or abort(404, description=NO_LINK)


def _page(profile_id: int, _account_id: int, *, is_over: bool) -> Any:
    profile = db.session.get(Profile, profile_id)
    name, token = profile.name if profile else "", request.args["token"]
    return render_page("notifications/unsubscribe.html", is_over=is_over, name=name, token=token)
