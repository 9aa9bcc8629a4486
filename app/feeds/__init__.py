"""Atom feeds (RFC 4287) for feed readers, each of one profile and by its private address."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.feeds import routes

    app.register_blueprint(routes.bp)
