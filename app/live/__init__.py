"""The one event stream: facts of what has happened, to those who may hear them."""

from __future__ import annotations

from flask import Flask, g


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.foundation.events.publishing import name_facts
    from app.live import identities, routes
    from app.live.hub import Hub

    app.register_blueprint(routes.live)
    app.before_request(_note_the_moment)
    app.context_processor(lambda: {"asked_at_ms": lambda: g.asked_at_ms})
    app.after_request(name_facts)
    app.extensions["matinee.live"] = Hub(app)
    assert identities  # noqa: S101 - imported for what it listens to


def _note_the_moment() -> None:
    """What a page shows is as old as this, to which its stream goes back when it opens."""
    from app.foundation import clock

    g.asked_at_ms = int(clock.now().timestamp() * 1000)
