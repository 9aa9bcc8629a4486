"""The gate: who's watching, their PIN, their lights, their faces."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, request
from flask_login import current_user

from app.foundation import audit
from app.foundation.access import safe_next, signed_in
from app.foundation.db import db, let_go
from app.foundation.hypermedia import done, go_to, render_page
from app.foundation.parts import parts_on
from app.profiles import choices, pins
from app.profiles.avatars import draw_avatar
from app.profiles.current import current_profile
from app.profiles.forms import PinForm
from app.profiles.models import Profile
from app.profiles.pictures import find_picture
from app.profiles.queries import find_profile, profiles_of
from app.profiles.switching import switch

bp = Blueprint("profiles", __name__)
YEAR_S = 31_536_000
REFERENCE = re.compile(r"[A-Za-z0-9_-]{11}")


@bp.get("/profiles")
@signed_in
def index() -> Any:
    """Who's watching?"""
    account = current_user._get_current_object()
    profiles = profiles_of(account)
    found = parts_on("gate", ("watching",), profiles=profiles)
    notes = found[0].facts if found else {}
    return render_page("profiles/gate.html", account=account, profiles=profiles, notes=notes, next=_next())


@bp.post("/profiles/current")
@signed_in
def current_update() -> Any:
    """Watch as somebody else; a profile with a PIN asks for it first."""
    profile = find_profile(request.form.get("profile", ""), current_user)
    if profile.has_pin and profile.id != current_user.session.profile_id:
        return go_to(f"/profiles/{profile.id}/pin?next={_quoted_next()}")
    return _watch_as(profile)


@bp.get("/profiles/<number:profile_id>/pin")
@signed_in
def pin(profile_id: int) -> Any:
    """The PIN pad."""
    profile = find_profile(profile_id, current_user)
    if not profile.has_pin:
        return go_to("/profiles")
    return _pin_page(PinForm(), profile, 200)


@bp.post("/profiles/<number:profile_id>/pin")
@signed_in
def pin_create(profile_id: int) -> Any:
    """Try a PIN: the right one lets the profile watch here."""
    profile, form = find_profile(profile_id, current_user), PinForm()
    if not form.validate():
        return _pin_page(form, profile, 422)
    trial = pins.take_try(profile, current_user.session.id)
    let_go()
    if not trial.counted:
        form.refuse(trial.sentence)
        return _pin_page(form, profile, 429)
    if profile.has_pin and not pins.is_pin(profile, form.pin.data):
        form.refuse(trial.sentence)
        return _pin_page(form, profile, 422)
    pins.forget_tries(profile, current_user.session.id)
    return _watch_as(profile)


@bp.post("/profiles/theme")
def theme_update() -> Any:
    """House lights up, down, or as the device."""
    if request.form.get("theme") not in choices.THEMES:
        abort(400)
    current_profile.theme = request.form["theme"]
    db.session.commit()
    return done(_next())


@bp.get("/avatars/<any(child, grown):kind>-<number(low=0):seed>.svg")
@signed_in
def avatar(kind: str, seed: int) -> Response:
    """A drawn face; what it looks like is in its address, so it is kept for a year."""
    response = Response(draw_avatar(seed, kind == "child"), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = f"private, max-age={YEAR_S}, immutable"
    return response


@bp.get("/avatars/own/<reference>.webp")
@signed_in
def own_avatar(reference: str) -> Response:
    """A face that somebody sent; another picture has another address."""
    if not REFERENCE.fullmatch(reference):
        abort(404)
    response = Response(find_picture(reference, current_user).webp, mimetype="image/webp")
    response.headers["Cache-Control"] = f"private, max-age={YEAR_S}, immutable"
    return response


def _watch_as(profile: Profile) -> Any:
    switch(current_user.session, profile)
    audit.record("profile-switched", profile.name)
    db.session.commit()
    facts: dict[str, Any] = {"profile-switched": {"id": profile.id}}
    return done(_next(), **facts)


def _pin_page(form: PinForm, profile: Profile, status: int) -> Any:
    page = render_page("profiles/pin.html", "pin_form", status=status, form=form, profile=profile, next=_next())
    if status == 429:
        page.headers["Retry-After"] = str(int(pins.REST_S))
    return page


def _next() -> str:
    return safe_next(request.values.get("next"))


def _quoted_next() -> str:
    return quote(_next())
