"""Reports, the moderators' queue, decisions and their log. It knows a `Moderatable`, never a review."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room and name what its bells say."""
    from app.moderation import bell, routes

    app.register_blueprint(routes.bp)
    assert bell  # noqa: S101 - imported for the kinds it names
