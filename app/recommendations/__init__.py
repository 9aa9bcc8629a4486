"""What somebody may like next, and why: signals of taste, training, shelves, reasons."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.recommendations import models

    assert models  # noqa: S101 - its tables
