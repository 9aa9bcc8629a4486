"""The demo programme: drawn films, people and households, made by the same verbs as a user's."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.demo import commands, jobs
    from app.demo.members import hear_of_a_film
    from app.media.signals import video_became_ready

    app.cli.add_command(commands.demo)
    assert jobs  # noqa: S101 - imported for the jobs it names
    video_became_ready.connect(hear_of_a_film)
