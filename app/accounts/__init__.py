"""Who signs in: accounts, e-mail addresses, passwords, sessions, roles, permissions, households.

It knows that a session has a profile (a number), but not what a profile is.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Open the room."""
    from app.accounts import models, signing_in

    signing_in.init_app(app)
    assert models  # noqa: S101 - its tables
