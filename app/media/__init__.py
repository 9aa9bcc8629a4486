"""Videos: from a file that somebody has to a stream that only its viewer gets."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.media import models  # noqa: F401 - its tables
