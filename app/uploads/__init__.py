"""Films on their way in: sent piece by piece (tus), picked from the library folder, or in one form."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.uploads import jobs, models, routes  # noqa: F401 - kinds of job, tables

    app.register_blueprint(routes.bp)
