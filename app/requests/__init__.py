"""The house's inbox: problems with a video, wishes for a title, and what the house answered."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room; answering names what the bell says."""
    from app.requests import answering, routes

    app.register_blueprint(routes.bp)
    assert answering  # noqa: S101 - imported for the kind it names
