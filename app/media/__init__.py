"""Videos: from a file that somebody has to a stream that only its viewer gets."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.media import jobs, models, routes  # noqa: F401 - kinds of job, tables
    from app.media.commands import media

    app.register_blueprint(routes.bp)
    app.cli.add_command(media)
