"""A child asks for a film that it may see but not watch alone; a grown-up of the house answers, from the bell."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room; its bell says who asks and what was answered."""
    from app.asking import bell, routes

    app.register_blueprint(routes.bp)
    assert bell  # noqa: S101 - imported for the kinds it names
