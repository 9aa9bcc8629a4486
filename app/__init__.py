"""Matinee: a self-hosted streaming service. `create_app` is its table of contents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flask import Flask

TABLES = ("audit", "events", "jobs", "limits", "mail")  # imported for the tables they bring
FOUNDATION = ("routing", "security", "logs", "errors", "access", "assets", "words", "jobs.commands")
ROOMS = (
    "accounts",
    "profiles",
    "groups",
    "catalogue",
    "media",
    "uploads",
    "watching",
    "notifications",
    "asking",
    "moderation",
    "reviews",
    "discussions",
    "sharing",
    "requests",
    "search",
    "recommendations",
    "feeds",
    "privacy",
    "live",
    "home",
    "demo",
    "operations",
    "admin",
)


class Matinee(Flask):
    """The application; each of its views and hooks is a plain function."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """It as it is. Flask would look eleven times a request whether something is a coroutine."""
        return func


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The application. `settings` override what the environment says (tests).

    Raises ConfigError when a setting is missing or unsafe.
    """
    # Imported here: the supervisor lives in this package too, starts at once and stays small.
    from flask_migrate import Migrate
    from jinja2 import StrictUndefined

    from app.foundation.db import db
    from app.foundation.events.publishing import stay_last
    from config import from_environment

    app = Matinee(__name__, static_folder=None)
    app.config.from_mapping(from_environment() if settings is None else settings)
    app.config["INSTANCE"].mkdir(parents=True, exist_ok=True)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    Migrate(app, db, render_as_batch=True, compare_type=True)
    for name in TABLES:
        import_module(f"app.foundation.{name}")
    for name in FOUNDATION:
        import_module(f"app.foundation.{name}").init_app(app)
    for name in ROOMS:
        import_module(f"app.{name}").init_app(app)
    stay_last()
    return app


def release() -> str:
    """The version, as `/readyz` says it."""
    try:
        return version("matinee")
    except PackageNotFoundError:
        return "0.1.0"
