"""Finding a title or a person: parse the query, rank what the profile may see, say why it matched."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room, and keep the index in step with the catalogue."""
    from app.search import commands, indexing, models, routes

    app.register_blueprint(routes.bp)
    app.cli.add_command(commands.search)
    indexing.listen()
    assert models  # noqa: S101 - its tables
