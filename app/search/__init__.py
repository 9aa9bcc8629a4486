"""Finding a title or a person: parse the query, rank what the profile may see, say why it matched."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
