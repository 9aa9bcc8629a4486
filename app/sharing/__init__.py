"""Recommending a title to somebody: of the household, by handle, or by a guest's link."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room and hang its button on the title page."""
    from app.foundation.parts import hang
    from app.sharing import guest_routes, list_routes, routes, telling
    from app.sharing.page import ShareButton

    for room in (routes, list_routes, guest_routes):
        app.register_blueprint(room.bp)
    hang(app, "title", "share", "sharing/_share.html", ShareButton.of)
    assert telling  # noqa: S101 - imported for what it tells the bell and the moderators
