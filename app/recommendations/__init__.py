"""What somebody may like next, and why: signals of taste, training, picks, reasons."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room; its panel and its "more like this" hang on the title's page."""
    from app.foundation.parts import hang
    from app.recommendations import jobs, routes, title_part

    app.register_blueprint(routes.bp)
    hang(app, "title", "reasons", title_part.TEMPLATE, title_part.why)
    hang(app, "related", "watched", "", title_part.watched_with)
    assert jobs  # noqa: S101 - imported for the jobs it names
