"""What a child's profile may not enter: the account, the household, staff's rooms."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from flask_login import current_user

from app.foundation.access import safe_next, to_confirm, who_may
from app.foundation.errors import render_error
from app.foundation.hypermedia import is_fragment_request, render_page
from app.profiles.current import current_profile

REASON = "This part is for grown-ups. Ask one to come along."


def keep_children_out() -> Any:
    """Before every request: None, or why not."""
    if request.endpoint is None or not asks_who_watches(request.endpoint):
        return None
    if current_profile and current_profile.is_child:
        return refused()
    view = current_app.view_functions[request.endpoint]
    wants_password = getattr(view, "after_password", False)
    return to_confirm() if wants_password and not current_user.session.is_fresh else None


def asks_who_watches(endpoint: str) -> bool:
    """Whether it matters here who watches: pages marked for grown-ups, and all that needs a permission."""
    marked = getattr(current_app.view_functions[endpoint], "for_grown_ups", False)
    return (marked or ":" in who_may(current_app, endpoint)) and current_user.is_authenticated


def refused() -> Any:
    """403 with two ways on: back to the films, or the password. No address that names a row is said again."""
    if is_fragment_request():
        return render_error(403, REASON)
    wanted = safe_next(request.path) if request.method == "GET" and not request.view_args else "/profiles/manage"
    return render_page("profiles/grown_ups.html", status=403, wanted=wanted)
