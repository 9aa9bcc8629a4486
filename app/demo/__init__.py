"""The demo programme: drawn films, people and households, made by the same verbs as a user's."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.demo import commands, jobs

    app.cli.add_command(commands.demo)
    assert jobs  # noqa: S101 - imported for the jobs it names
