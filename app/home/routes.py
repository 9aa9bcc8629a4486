"""The home page."""

from __future__ import annotations

from flask import Blueprint, Response

from app.foundation.hypermedia import render_page
from app.home.page import HomePage
from app.profiles.current import current_profile

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> Response:
    """What to watch tonight, and the shelves."""
    return render_page("home/index.html", "shelves", page=HomePage.of(current_profile))
