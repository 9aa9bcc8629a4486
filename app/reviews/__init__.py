"""What people thought of a title: one rating and text per profile and title."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.reviews import models  # noqa: F401 - its tables
