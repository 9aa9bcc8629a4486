"""The house's inbox: problems with a video, wishes for a title, and what the house answered."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.requests import models

    assert models  # noqa: S101 - its tables
