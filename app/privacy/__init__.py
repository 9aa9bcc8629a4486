"""What this house knows of somebody: all of it to take along, and all of it gone."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.privacy import jobs, models, routes

    app.register_blueprint(routes.bp)
    assert jobs and models  # noqa: S101 - its jobs, its table
