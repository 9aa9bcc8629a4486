"""Reports, the moderators' queue, decisions and their log. It knows a `Moderatable`, never a review."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.moderation import models

    assert models  # noqa: S101 - its tables
