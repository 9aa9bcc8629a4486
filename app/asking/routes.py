"""Asking for a film, and answering."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from app.asking.bell import ring_asker, ring_grown_ups
from app.asking.queries import asked_in, find_asked
from app.catalogue.queries import find_title
from app.foundation import audit
from app.foundation.access import for_grown_ups, to_confirm
from app.foundation.db import db
from app.foundation.errors import Sentence
from app.foundation.hypermedia import render_page, see_other
from app.foundation.limits import Limit, spend
from app.profiles.current import current_profile
from app.watching.asking import answer, may_ask, must_ask, request_of
from app.watching.models import ALWAYS, NO, TODAY, WatchRequest

bp = Blueprint("asking", __name__)
A_DAY = Limit(20, 86_400)
SAID = {
    TODAY: "{} may watch {} today.",
    ALWAYS: "{} may watch {} from now on.",
    NO: "{} may not watch {} for now.",
}
ONLY_GROWN_UPS = Sentence("Somebody of the house without an age limit answers that.")


@bp.post("/titles/<slug>/ask")
def create(slug: str) -> Any:
    """Ask whether one may watch it."""
    title, here = find_title(slug, current_profile), f"/titles/{slug}"
    row = request_of(current_profile, title)
    if not must_ask(current_profile, title):
        return see_other(here)
    if not may_ask(row):
        return see_other(here, notice="You have asked already.")
    spend(f"asking:{current_profile.id}", A_DAY)
    try:
        row = row or WatchRequest(profile_id=current_profile.id, title_id=title.id)
        row.ask()
        db.session.add(row)
        db.session.flush()
        ring_grown_ups(row)
        db.session.commit()
    except IntegrityError:  # a twin of this form was faster, and has rung
        db.session.rollback()
    return see_other(here, notice="You have asked. The answer rings your bell.")


@bp.get("/asking")
@for_grown_ups
def index() -> Any:
    """What waits for an answer, and what was answered."""
    _ask_for_a_grown_up()
    waiting, done = asked_in(current_profile)
    return render_page("asking/index.html", "asked", waiting=waiting, done=done)


@bp.get("/asking/<number:request_id>")
@for_grown_ups
def show(request_id: int) -> Any:
    """The question, with its answers."""
    _ask_for_a_grown_up()
    return render_page("asking/show.html", row=find_asked(request_id, current_profile))


@bp.post("/asking/<number:request_id>")
@for_grown_ups
def update(request_id: int) -> Any:
    """Answer. Whoever came past a PIN answers at once; others give the password, as a child may hold the device."""
    _ask_for_a_grown_up()
    row = find_asked(request_id, current_profile)
    said = request.form.get("answer", "")
    if said not in SAID:
        abort(400)
    if not current_profile.has_pin and not current_user.session.is_fresh:
        return to_confirm()
    answer(row, said, current_profile)
    ring_asker(row)
    audit.record("watching-answered", row.profile.name, title=row.title.name, answer=said)
    db.session.commit()
    return see_other("/asking", notice=SAID[said].format(row.profile.name, row.title.name))


def _ask_for_a_grown_up() -> None:
    if current_profile.is_capped:
        abort(403, ONLY_GROWN_UPS)
