"""The profile of this request: the one its session chose."""

from __future__ import annotations

from typing import Any

from flask import g
from flask_login import current_user
from werkzeug.local import LocalProxy

from app.foundation.db import db
from app.profiles.models import Profile


def find_current() -> Profile | None:
    """The chosen profile, or None when signed out or not chosen yet. Asked once a request."""
    profile: Profile | None
    try:
        profile = g.profile
    except AttributeError:
        chosen = current_user.session.profile_id if current_user.is_authenticated else None
        profile = g.profile = db.session.get(Profile, chosen) if chosen else None
    return profile


current_profile: Any = LocalProxy(find_current)
