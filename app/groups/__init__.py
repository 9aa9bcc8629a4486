"""Groups of accounts. Their members see the titles that are kept for them; `catalogue.visibility` asks."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.groups import models

    assert models  # noqa: S101 - its tables
