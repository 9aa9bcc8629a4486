"""The bell, the list behind it, and what one wants to be told of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, current_app, redirect, request

from app.accounts.current import current_account
from app.foundation.access import for_grown_ups, safe_next
from app.foundation.db import db, writing
from app.foundation.hypermedia import done, go_to, is_fragment_request, render_page, see_other
from app.foundation.parts import LoadedPart
from app.notifications import queries, settling
from app.notifications.kinds import kinds_for
from app.profiles.current import current_profile

bp = Blueprint("notifications", __name__)
CHANGED: dict[str, Any] = {"bell-changed": {}}
SAID = {"read": "Marked as read.", "unread": "Marked as unread.", "remove": "Gone from the list.", "restore": "Back."}
UNDO = {"read": "unread", "unread": "read", "remove": "restore", "restore": ""}


@bp.get("/notifications")
def index() -> Any:
    """All that this profile was told, newest first."""
    cursor = request.args.get("after")
    page = queries.notifications_of(current_profile, cursor)
    unread = queries.unread_count(current_profile)
    return render_page("notifications/index.html", "notifications", page=page, unread=unread, cursor=cursor)


@bp.get("/notifications/bell")
def bell() -> Any:
    """The bell of the header; typed into the address bar, the list with the bell above it."""
    if not is_fragment_request():
        return index()
    return render_page("notifications/_bell.html", LoadedPart("bell", "notifications/_bell.html", None))


@bp.get("/notifications/<number:notification_id>")
def show(notification_id: int) -> Any:
    """Open what it tells of; opened, it is read. What is a housemate's asks who's watching first."""
    here = f"/notifications/{notification_id}"
    if queries.is_a_housemates(notification_id, current_profile):
        return go_to(f"/profiles?next={here}")
    found = queries.find_notification(notification_id, current_profile)
    if not found.is_read:
        with writing():
            found.read()
            settling.tell(current_profile)
    return redirect(safe_next(found.address, "/notifications"), code=303)


@bp.post("/notifications/<number:notification_id>/<any(read, unread, remove, restore):verb>")
def update(notification_id: int, verb: str) -> Any:
    """Mark one, take it away, or take that back."""
    getattr(queries.find_notification(notification_id, current_profile), verb)()
    settling.tell(current_profile)
    db.session.commit()
    undo = f"/notifications/{notification_id}/{UNDO[verb]}" if UNDO[verb] else ""
    return done(_back(), SAID[verb], undo=undo, **CHANGED)


@bp.post("/notifications/read")
def read_all() -> Any:
    """Mark all as read."""
    moment = settling.read_all(current_profile)
    db.session.commit()
    undo = f"/notifications/unread?at={moment:%Y-%m-%dT%H:%M:%S.%f}Z"
    return done("/notifications", "All marked as read.", undo=undo, **CHANGED)


@bp.post("/notifications/unread")
def unread_all() -> Any:
    """Mark all as unread; `?at=` undoes one marking alone."""
    settling.unread_all(current_profile, _moment(request.args.get("at")))
    db.session.commit()
    return done("/notifications", "Marked as unread.", **CHANGED)


@bp.get("/notifications/settings")
@for_grown_ups
def settings() -> Any:
    """A switch for each kind, on the bell and in the mail, and the daily mail itself."""
    return _settings_page()


@bp.post("/notifications/settings")
@for_grown_ups
def settings_update() -> Any:
    """Choose."""
    settling.switch(current_profile, set(request.form.getlist("bell")), set(request.form.getlist("mail")))
    if "digest" in request.form and current_account.email:
        settling.begin_digest(current_profile, current_account)
    else:
        settling.end_digest(current_profile.id)
    db.session.commit()
    if not is_fragment_request():
        return see_other("/notifications/settings", notice="Your choice is kept.")
    return _settings_page(trigger={"notice": {"text": "Your choice is kept."}, **CHANGED})


def _settings_page(**answer: Any) -> Any:
    facts: dict[str, Any] = {
        "kinds": kinds_for(current_profile),
        "wishes": queries.wishes_of(current_profile),
        "digest": queries.find_digest(current_profile),
        "mail_leaves": current_app.config["SMTP"] is not None,
    }
    return render_page("notifications/settings.html", "settings", **facts, **answer)


def _back() -> str:
    return safe_next(request.form.get("next"), "/notifications")


def _moment(text: str | None) -> datetime | None:
    """What `?at=` says, in UTC; 400 for what names no moment."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        abort(400)
