"""Who signs in: accounts, e-mail addresses, passwords, sessions, roles, permissions, households.

It knows that a session has a profile (a number), but not what a profile is.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.accounts import (
        commands,
        jobs,
        models,
        own_addresses,
        own_page,
        resetting,
        routes,
        screens,
        signing_in,
    )
    from app.accounts.devices import device_name
    from app.accounts.factors import passkey_routes, two_step
    from app.accounts.happenings import event_words
    from app.accounts.social import routes as social

    signing_in.init_app(app)
    for room in (routes, own_addresses, passkey_routes, resetting, two_step, screens, social):
        app.register_blueprint(room.bp)
    app.cli.add_command(commands.accounts)
    app.jinja_env.filters.update(device_name=device_name, event_words=event_words)
    assert jobs and models and own_page  # noqa: S101 - its tables, its further views
