"""`flask jobs …`: the worker."""

from __future__ import annotations

from flask import Flask
from flask.cli import AppGroup

jobs = AppGroup("jobs", help="The queue and its worker.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(jobs)
