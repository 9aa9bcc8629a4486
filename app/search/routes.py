"""Search as you type: a plain GET form whose results are a fragment of its own page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from app.accounts.current import current_account
from app.foundation.hypermedia import render_page
from app.foundation.limits import Limit, LocalLimiter
from app.profiles.current import current_profile
from app.search.queries import Filters
from app.search.query import parse
from app.search.results import KINDS, search

bp = Blueprint("search", __name__)
typing = LocalLimiter(Limit(burst=30, period_s=3))


@bp.get("/search")
def index() -> Any:
    """Results for `q`, narrowed by genre, person, year and kind; what makes no sense is ignored."""
    typing.spend(current_account.session.id)
    results = search(parse(request.args.get("q")), _filters(), current_profile)
    return render_page("search/index.html", "results", results=results)


def _filters() -> Filters:
    year, kind = request.args.get("year", ""), request.args.get("kind")
    return Filters(
        genre=_slug("genre"),
        person=_slug("person"),
        year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
        kind=kind if kind in KINDS else None,
    )


def _slug(name: str) -> str | None:
    text = request.args.get(name, "")
    return text if text.isascii() and text.replace("-", "").isalnum() and len(text) <= 90 else None
