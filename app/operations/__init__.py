"""Whether all is well: readiness, the doctor, the supervisor."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
