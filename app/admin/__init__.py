"""The editors' house: Flask-Admin over every room, wearing Matinee's tokens."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
