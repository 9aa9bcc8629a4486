"""Who watches: the people of a household, each with a limit, perhaps a PIN, and a look of their own."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.profiles import models  # noqa: F401 - its tables
