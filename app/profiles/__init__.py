"""Who watches: the people of a household, each with a limit, perhaps a PIN, and a look of their own."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.accounts.signals import account_registered, password_confirmed, visit_begun
    from app.profiles import arrival, grown_ups, managing, members, models, routes, switching
    from app.profiles.current import current_profile

    assert models and managing and members  # noqa: S101 - its tables, its further views
    app.register_blueprint(routes.bp)
    app.before_request(grown_ups.keep_children_out)
    app.context_processor(lambda: {"current_profile": current_profile})
    account_registered.connect(arrival.give_first_profile)
    password_confirmed.connect(switching.leave_child)
    visit_begun.connect(switching.sit_down)
