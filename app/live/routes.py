"""`/events`: the stream."""

from __future__ import annotations

import re

from flask import Blueprint, Response, current_app, request

from app.accounts.current import current_account
from app.foundation.access import signed_in
from app.foundation.db import db
from app.foundation.errors import render_error
from app.foundation.events import Fact
from app.foundation.events.outbox import facts_between
from app.live.audience import identify
from app.live.hub import Full, Hub
from app.live.listener import Listener

NUMBER = re.compile(r"[0-9]{1,18}")
HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}
live = Blueprint("live", __name__)


@live.get("/events")
@signed_in
def events() -> Response:
    """What happens from now on, or since the fact that the browser heard last."""
    hub: Hub = current_app.extensions["matinee.live"]
    identity = identify(current_account.session)
    db.session.remove()  # a stream lasts for hours and must not hold a connection
    try:
        listener = hub.join(identity, request.environ.get("gunicorn.socket"))
    except Full as full:
        return _refuse(full)
    stream = listener.stream(_missed(listener))
    response = current_app.response_class(stream, mimetype="text/event-stream", headers=HEADERS)
    response.call_on_close(lambda: hub.leave(listener))
    return response


def _missed(listener: Listener) -> list[Fact]:
    """What it may hear of the facts since its Last-Event-ID; nothing for a number that we never gave."""
    given = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    last = int(given) if NUMBER.fullmatch(given) else listener.position
    if last >= listener.position:
        return []
    return [fact for fact in facts_between(last, listener.position) if fact.audience in listener.audiences]


def _refuse(full: Full) -> Response:
    response = render_error(503 if full.whole_house else 429)
    response.headers["Retry-After"] = "10"
    return response
