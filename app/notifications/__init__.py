"""The bell: what a profile is told, in the order in which it happened. Every room above may ring it."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room, and listen for what arrives."""
    from app.catalogue.signals import title_published
    from app.media.signals import video_became_ready
    from app.notifications import arrivals, jobs, kinds, queries, routes, unsubscribing

    assert jobs and unsubscribing  # noqa: S101 - the jobs it names, its further views
    app.register_blueprint(routes.bp)
    app.jinja_env.globals.update(unread_count=queries.unread_count)
    app.jinja_env.filters.update(notification_sentence=kinds.sentence_of, notification_icon=kinds.icon_of)
    video_became_ready.connect(arrivals.tell_of_video)
    title_published.connect(arrivals.tell_of_title)
