"""The page of what plays where on an account, and stopping one of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.accounts.current import current_account
from app.catalogue.models import Title
from app.foundation.access import for_grown_ups, safe_next
from app.foundation.db import db
from app.foundation.hypermedia import is_fragment_request, render_page, see_other
from app.foundation.settings import current_site
from app.profiles.current import current_profile
from app.watching.streams import stop, streams_of

bp = Blueprint("streams", __name__, url_prefix="/streams")


@bp.get("")
@for_grown_ups
def index() -> Response:
    """What plays now, and how many screens may."""
    return _page()


@bp.post("/<reference>/stop")
@for_grown_ups
def stop_one(reference: str) -> ResponseReturnValue:
    """Stop what plays there; `next` is where to go on."""
    stop(current_account, reference)
    db.session.commit()
    if is_fragment_request():
        return _page()
    return see_other(safe_next(request.form.get("next"), "/streams"), notice="It stops there within ten seconds.")


def full_page(title: Title, subtitle: str) -> Response:
    """Instead of the player, while as many others play as may: who they are, for whoever may stop one."""
    streams = [] if current_profile.is_child else streams_of(current_account, current_profile)
    streams = [stream for stream in streams if stream.session is not current_account.session]
    facts: dict[str, Any] = {"streams": streams, "most": current_site().streams}
    return render_page("watching/full.html", title=title, subtitle=subtitle, status=409, **facts)


def _page() -> Response:
    streams = streams_of(current_account, current_profile)
    return render_page("watching/streams.html", "streams", streams=streams, most=current_site().streams)
