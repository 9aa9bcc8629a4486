"""Recommending a title to somebody: of the household, by handle, or by a guest's link."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.sharing import models

    assert models  # noqa: S101 - its tables
