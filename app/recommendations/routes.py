"""Why a title is suggested, "less like this", what the house believes of somebody's taste, and whether it may."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.catalogue.queries import find_title
from app.foundation.access import for_grown_ups, safe_next
from app.foundation.db import db
from app.foundation.hypermedia import done, is_fragment_request, render_page, see_other
from app.profiles.current import current_profile
from app.recommendations import disliking
from app.recommendations.taste import TastePage, switch_suggestions
from app.recommendations.title_part import TEMPLATE, Why, find_why

bp = Blueprint("recommendations", __name__)
CHANGED: dict[str, Any] = {"taste-changed": {}}


@bp.get("/titles/<slug>/reasons")
@for_grown_ups
def reasons(slug: str) -> ResponseReturnValue:
    """The panel of one title; it lives on the title's page."""
    title = find_title(slug, current_profile)
    if not is_fragment_request():
        return see_other(f"/titles/{title.slug}")
    why = find_why(current_profile, title) or Why(title, [], is_disliked=False)
    return render_page(TEMPLATE, why.part)


@bp.post("/titles/<slug>/disinterest")
@for_grown_ups
def dislike(slug: str) -> ResponseReturnValue:
    """Less like this."""
    title = find_title(slug, current_profile)
    disliking.dislike(current_profile, title.id)
    db.session.commit()
    undo = f"/titles/{slug}/disinterest/remove"
    return done(_back(slug), f"{title.name} will not be suggested to you.", undo=undo, **CHANGED)


@bp.post("/titles/<slug>/disinterest/remove")
@for_grown_ups
def offer_again(slug: str) -> ResponseReturnValue:
    """Take it back."""
    title = find_title(slug, current_profile)
    disliking.offer_again(current_profile, title.id)
    db.session.commit()
    undo = f"/titles/{slug}/disinterest"
    return done(_back(slug), f"{title.name} may be suggested again.", undo=undo, **CHANGED)


@bp.get("/taste")
@for_grown_ups
def taste() -> ResponseReturnValue:
    """What the house believes that this profile likes, and what it was told not to suggest."""
    return render_page("recommendations/taste.html", "taste", page=TastePage.of(current_profile))


@bp.post("/taste/suggestions")
@for_grown_ups
def switch_on() -> ResponseReturnValue:
    """Suggest from what this profile watches."""
    switch_suggestions(current_profile, on=True)
    db.session.commit()
    return done("/taste", "What you watch counts for suggestions.", undo="/taste/suggestions/remove", **CHANGED)


@bp.post("/taste/suggestions/remove")
@for_grown_ups
def switch_off() -> ResponseReturnValue:
    """Work nothing out from it any more."""
    switch_suggestions(current_profile, on=False)
    db.session.commit()
    return done("/taste", "Nothing is suggested from what you watch.", undo="/taste/suggestions", **CHANGED)


def _back(slug: str) -> str:
    return safe_next(request.form.get("next"), f"/titles/{slug}")
