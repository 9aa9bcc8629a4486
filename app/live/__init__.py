"""The one event stream: facts of what has happened, to those who may hear them."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.foundation.events.publishing import name_facts
    from app.live import identities, routes
    from app.live.hub import Hub

    app.register_blueprint(routes.live)
    app.after_request(name_facts)
    app.extensions["matinee.live"] = Hub(app)
    assert identities  # noqa: S101 - imported for what it listens to
