"""The act of watching: the playback page, progress, continue watching, my list."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.accounts.signals import session_renewed
    from app.catalogue.changes import follow
    from app.foundation.parts import hang
    from app.media.models import Video
    from app.media.signals import pieces_asked
    from app.profiles.signals import profile_switched
    from app.watching import (
        asking,
        casting_routes,
        contract_routes,
        extras,
        history_routes,
        jobs,
        list_routes,
        my_list,
        playbacks,
        routes,
        shelves,
        streams_routes,
        title_part,
        watched_routes,
    )

    app.register_blueprint(routes.bp)
    app.register_blueprint(list_routes.bp)
    app.register_blueprint(history_routes.bp)
    app.register_blueprint(streams_routes.bp)
    app.register_blueprint(watched_routes.bp)
    app.register_blueprint(contract_routes.bp)
    app.register_blueprint(casting_routes.bp)
    follow(Video)
    hang(app, "title", "play", title_part.TEMPLATE, title_part.PlayButtons.of)
    hang(app, "title", "my_list", my_list.TEMPLATE, my_list.button_for)
    hang(app, "title", "extras", extras.TEMPLATE, extras.extras_of)
    hang(app, "gate", "watching", "", shelves.notes_for_gate)
    hang(app, "card", "progress", "", shelves.facts_for_cards)
    hang(app, "episode", "progress", "", shelves.facts_for_episodes)
    pieces_asked.connect(asking.refuses)
    session_renewed.connect(playbacks.carry_over)
    profile_switched.connect(playbacks.end_when_a_child_sits_down)
    profile_switched.connect(playbacks.end_privacy)
    assert jobs  # noqa: S101 - imported for the jobs it names
