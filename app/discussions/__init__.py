"""The talk about a title, which knows how far each reader has watched."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.discussions import models

    assert models  # noqa: S101 - its tables
