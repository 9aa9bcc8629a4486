"""The first screen: puts other rooms' shelves in order and owns no table."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.home import routes

    app.register_blueprint(routes.bp)
