"""What was recommended: received, sent, and the links for guests; putting away, withdrawing, and taking that back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from app.foundation.access import for_grown_ups, safe_next
from app.foundation.db import db
from app.foundation.hypermedia import done, render_page
from app.moderation.speaking import require_voice
from app.profiles.current import current_profile
from app.sharing import guests, queries, sending
from app.sharing.page import tabs
from app.sharing.seeing import mark_seen

bp = Blueprint("shares", __name__)
CHANGED: dict[str, Any] = {"shares-changed": {}}


@bp.get("/shares")
def index() -> Any:
    """What others recommend; opening the page is seeing it."""
    page = queries.received_by(current_profile, request.args.get("after"))
    mark_seen(current_profile, [one.share for one in page.rows])
    return _render("received", page=page)


@bp.get("/shares/sent")
@for_grown_ups
def sent() -> Any:
    """What this profile recommends to others."""
    return _render("sent", page=queries.sent_by(current_profile, request.args.get("after")))


@bp.get("/shares/guests")
@for_grown_ups
def links() -> Any:
    """This profile's links for guests."""
    return _render("guests", links=queries.links_of(current_profile))


@bp.post("/shares/<number:share_id>/put-away")
def put_away(share_id: int) -> Any:
    """Off the page, and off home."""
    share = queries.find_received(share_id, current_profile)
    share.put_away()
    share.tell()
    db.session.commit()
    return done("/shares", "Put away.", undo=f"/shares/{share_id}/take-out", **CHANGED)


@bp.post("/shares/<number:share_id>/take-out")
def take_out(share_id: int) -> Any:
    """Undo that."""
    share = queries.find_received(share_id, current_profile)
    share.take_out()
    share.tell()
    db.session.commit()
    return done("/shares", "It is back.", **CHANGED)


@bp.post("/shares/<number:share_id>/withdraw")
@for_grown_ups
def withdraw(share_id: int) -> Any:
    """Take back what one sent."""
    sending.withdraw(queries.find_sent(share_id, current_profile))
    db.session.commit()
    return done(_whence(), "Withdrawn.", undo=f"/shares/{share_id}/give-back", **CHANGED)


@bp.post("/shares/<number:share_id>/give-back")
@for_grown_ups
def give_back(share_id: int) -> Any:
    """Undo that. It rings again, so it counts like sending."""
    share = queries.find_sent(share_id, current_profile)
    require_voice(current_profile)
    sending.allow(current_profile)
    share.give_back()
    sending.announce(share)
    db.session.commit()
    return done(_whence(), "It is on its way again.", **CHANGED)


@bp.post("/shares/guests/<number:link_id>/end")
@for_grown_ups
def end(link_id: int) -> Any:
    """End a link for guests, for good."""
    guests.end(queries.find_link(link_id, current_profile))
    db.session.commit()
    return done(_whence("/shares/guests"), "The link opens nothing any more.", **{"guest-links-changed": {}})


def _whence(usual: str = "/shares/sent") -> str:
    return safe_next(request.form.get("next"), usual)


def _render(kind: str, **found: Any) -> Any:
    facts = {"page": None, "links": [], **found}
    return render_page("sharing/index.html", "shares", kind=kind, tabs=tabs(kind, current_profile), **facts)
