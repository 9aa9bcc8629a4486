"""What people thought of a title: one rating and text per profile and title."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room and hang its panel and the title's rating on the title page; what is posted can be reported."""
    from app.foundation.parts import hang
    from app.reviews import jobs, moderated, queries, routes

    app.register_blueprint(routes.bp)
    hang(app, "title", "reviews", "reviews/_panel.html", queries.panel_for)
    hang(app, "after", "rate", "reviews/_rate.html", queries.unrated)
    hang(app, "title", "rating", "reviews/_rating.html", queries.rating_for)
    moderated.listen()
    assert jobs  # noqa: S101 - imported for the jobs it names
