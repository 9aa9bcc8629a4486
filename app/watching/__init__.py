"""The act of watching: the playback page, progress, continue watching, my list."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.watching import models, routes  # noqa: F401 - its tables

    app.register_blueprint(routes.bp)
