"""`/events`: the stream, and what to ask instead where it is refused."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, request

from app.accounts.current import current_account
from app.foundation.access import signed_in
from app.foundation.db import db
from app.foundation.errors import render_error
from app.foundation.events.outbox import newest_id
from app.live.audience import identify
from app.live.hub import Full, Hub
from app.live.listener import told
from app.live.resuming import heard_by, resume

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
    listener.position, missed = resume(_last_heard(), listener.position, listener.audiences)
    response = current_app.response_class(listener.stream(missed), mimetype="text/event-stream", headers=HEADERS)
    response.call_on_close(lambda: hub.leave(listener))
    return response


@live.get("/events/since")
@signed_in
def since() -> Response:
    """The same facts for a browser that cannot have the stream: `{"last", "facts"}`, asked for now and then."""
    identity = identify(current_account.session)
    last, missed = resume(_last_heard(), newest_id(), identity.audiences)
    response = jsonify(last=last, facts=[told(fact) for fact in missed])
    response.headers.update(HEADERS)
    return response


def _last_heard() -> str:
    """A browser that comes back by itself names the newer number in its header; its address is as old as its page.

    One that has heard nothing yet says when its page was asked for.
    """
    heard = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    return heard or heard_by(request.args.get("since", ""))


def _refuse(full: Full) -> Response:
    response = render_error(503 if full.whole_house else 429)
    response.headers["Retry-After"] = "10"
    return response
