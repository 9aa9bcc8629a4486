"""Titles and all that is known of them: seasons, episodes, people, credits, genres, collections, artwork.

`visibility.visible_to` is the one rule of who may see what; every room above asks it.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.catalogue import changes, images, routes
    from app.profiles.maturity import age_mark

    app.register_blueprint(routes.bp)
    app.register_blueprint(images.bp)
    app.jinja_env.filters["age_mark"] = age_mark
    changes.listen()
