"""Saying oneself what one has watched."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from app.accounts.current import current_account
from app.catalogue.models import Title
from app.catalogue.queries import find_title
from app.foundation.db import db
from app.foundation.hypermedia import done
from app.foundation.signing import sign, unsign
from app.foundation.text import plural
from app.profiles.current import current_profile
from app.watching import watched

bp = Blueprint("watched", __name__)
PURPOSE, UNDO_S = "watched", 3600
LONGEST_UNDO = 3500  # of an address; servers take 4,094 characters
LONGEST_NUMBER = 4


@bp.post("/titles/<slug>/watched")
def mark(slug: str) -> ResponseReturnValue:
    """All of it as watched, or one `season`, or one `episode` of that; with `not` as not watched."""
    title = find_title(slug, current_profile)
    season, episode = _number("season"), _number("episode")
    videos = watched.mains(title, current_profile, season, episode)
    if request.form.get("not"):
        was, said = watched.unmark(current_profile, title, videos), "not watched"
    else:
        was, said = watched.mark(current_account.session, current_profile, videos), "watched"
    db.session.commit()
    what = title.name if not title.is_series else plural(len(was), "episode", "episodes")
    undo_url = f"/titles/{slug}/watched/undo/{sign(PURPOSE, [current_profile.id, was])}" if was else ""
    undo_url = undo_url if len(undo_url) <= LONGEST_UNDO else ""
    return done(_page_of(title, season), f"{what} marked as {said}.", undo=undo_url, **_changed(title))


@bp.post("/titles/<slug>/watched/undo/<token>")
def undo(slug: str, token: str) -> ResponseReturnValue:
    """Take it back, for an hour; what has been watched since stays as it is."""
    title = find_title(slug, current_profile)
    given = unsign(PURPOSE, token, UNDO_S)
    if not isinstance(given, list) or given[0] != current_profile.id:
        abort(404)
    changed = watched.undo(current_profile, title, given[1])
    db.session.commit()
    return done(
        _page_of(title), "As it was." if changed else "It has been watched since, and stays.", **_changed(title)
    )


def _number(name: str) -> int | None:
    """404 for what is no number of a season or an episode."""
    given = request.form.get(name, "")
    if not given:
        return None
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= LONGEST_NUMBER else abort(404)


def _page_of(title: Title, season: int | None = None) -> str:
    return f"/titles/{title.slug}" + (f"?season={season}" if season is not None else "")


def _changed(title: Title) -> dict[str, dict[str, int]]:
    return {"progress-changed": {"title": title.id}}
