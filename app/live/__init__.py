"""The one event stream: facts of what has happened, to those who may hear them."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.live import routes
    from app.live.hub import Hub

    app.register_blueprint(routes.live)
    app.extensions["matinee.live"] = Hub(app)
