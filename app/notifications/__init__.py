"""The bell: what a profile is told, in the order in which it happened. Every room above may ring it."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.notifications import models

    assert models  # noqa: S101 - its tables
