"""Whether all is well: readiness, the doctor, the supervisor."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room, or refuse to (ConfigError) where that would be unsafe."""
    from app.operations import checks, doctor, jobs, routes, switches

    checks.refuse_if_unsafe(app)
    app.register_blueprint(routes.operations)
    app.cli.add_command(doctor.doctor)
    if app.config["ENV"] == "development":
        switches.watch(app)
    assert jobs  # noqa: S101 - its schedules
