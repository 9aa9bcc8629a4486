"""My list and the shelf "continue watching": putting things there, taking them off, and taking that back."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from app.catalogue.models import Title
from app.catalogue.queries import cards_of, find_title
from app.foundation import clock
from app.foundation.access import safe_next
from app.foundation.db import db
from app.foundation.errors import Sentence
from app.foundation.hypermedia import done, is_fragment_request, render_page, see_other
from app.profiles.current import current_profile
from app.watching import my_list
from app.watching.progress import tell_changed
from app.watching.queries import find_progress, listed_ids

bp = Blueprint("my_list", __name__)
NO_PLACE = Sentence("Say the place as a number.")


@bp.get("/my-list")
def index() -> ResponseReturnValue:
    """All that this profile means to watch."""
    cards = cards_of(listed_ids(current_profile), current_profile)
    return render_page("watching/my_list.html", "my_list", cards=cards)


@bp.get("/my-list/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """The button of one title; it lives on the title's page."""
    title = find_title(slug, current_profile)
    if not is_fragment_request():
        return see_other(f"/titles/{title.slug}")
    return render_page(my_list.TEMPLATE, my_list.button_for(current_profile, title).part)


@bp.post("/my-list/<slug>")
def add(slug: str) -> ResponseReturnValue:
    """Put it on the list."""
    title = find_title(slug, current_profile)
    my_list.add(current_profile, title.id)
    db.session.commit()
    return _changed(title, f"{title.name} is on your list.", f"/my-list/{slug}/remove")


@bp.post("/my-list/<slug>/remove")
def remove(slug: str) -> ResponseReturnValue:
    """Take it off."""
    title = find_title(slug, current_profile)
    my_list.remove(current_profile, title.id)
    db.session.commit()
    return _changed(title, f"{title.name} is off your list.", f"/my-list/{slug}")


@bp.post("/my-list/<slug>/move")
def move(slug: str) -> ResponseReturnValue:
    """Let it stand at the place `to`, counted from 1."""
    title, place = find_title(slug, current_profile), request.form.get("to", "")
    if not (place.isascii() and place.isdecimal() and len(place) < 6):
        abort(422, NO_PLACE)
    my_list.move(current_profile, title.id, int(place))
    db.session.commit()
    return done("/my-list", **{"my-list-changed": {"title": title.id}})


@bp.post("/continue/<reference>/remove")
def stop(reference: str) -> ResponseReturnValue:
    """Take a title off "continue watching"; its place is kept, and opening it again brings it back."""
    title_id = _hide(reference, clock.now())
    notice, undo = "Taken off “Continue watching”. Your place is kept.", f"/continue/{reference}"
    return done("/", notice, undo=undo, **{"progress-changed": {"title": title_id}})


@bp.post("/continue/<reference>")
def go_on(reference: str) -> ResponseReturnValue:
    """Put it back."""
    title_id = _hide(reference, None)
    return done("/", "Back on “Continue watching”.", **{"progress-changed": {"title": title_id}})


def _hide(reference: str, at: datetime | None) -> int:
    progress = find_progress(reference, current_profile)
    progress.hidden_at, title_id = at, progress.video.work.id
    tell_changed(current_profile.id, title_id)
    db.session.commit()
    return title_id


def _changed(title: Title, notice: str, undo: str) -> ResponseReturnValue:
    back = safe_next(request.form.get("next"), f"/titles/{title.slug}")
    return done(back, notice, undo=undo, **{"my-list-changed": {"title": title.id}})
