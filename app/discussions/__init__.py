"""The talk about a title, which knows how far each reader has watched."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room and hang its panel on the title page."""
    from app.discussions import answering, bell, jobs, moderated, routes
    from app.discussions.panel import panel_for
    from app.foundation.parts import hang

    app.register_blueprint(routes.bp)
    app.register_blueprint(answering.bp)
    hang(app, "title", "discussion", "discussions/_panel.html", panel_for)
    moderated.register()
    assert bell and jobs  # noqa: S101 - imported for the kind and the jobs that they name
