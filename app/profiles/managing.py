"""Who belongs to the house: its owner adds, changes and removes profiles."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_login import current_user

from app.accounts.models import Account
from app.foundation import audit
from app.foundation.access import after_password, for_grown_ups, signed_in
from app.foundation.db import db, let_go
from app.foundation.errors import Sentence
from app.foundation.hypermedia import render_page, see_other
from app.foundation.pictures import PictureRefused
from app.profiles import households
from app.profiles.forms import MemberForm, ProfileForm
from app.profiles.models import MOST_PROFILES, HandleTaken, HouseFull, LastProfile, NameTaken, Profile
from app.profiles.pictures import read_picture, take_off, wear
from app.profiles.pins import hash_pin
from app.profiles.queries import find_profile, owner_name, profiles_of
from app.profiles.routes import bp

REFUSALS = (NameTaken, HandleTaken, PictureRefused)
FULL = Sentence("This house has its eight profiles. Remove one to make room for another.")
LAST = Sentence("Somebody has to watch: the last profile stays. Rename it, or add another first.")


@bp.get("/profiles/manage")
@signed_in
@for_grown_ups
def manage() -> Any:
    """Everybody of the house, with what the owner may change."""
    return manage_page()


@bp.get("/profiles/new")
@signed_in
@after_password
def new() -> Any:
    """The form for somebody new."""
    if len(profiles_of(owner())) >= MOST_PROFILES:
        abort(409, FULL)
    return _form_page(ProfileForm())


@bp.post("/profiles/new")
@signed_in
@after_password
def create() -> Any:
    """Add somebody."""
    form, household_id = ProfileForm(), owner().membership.household_id  # type: ignore[union-attr]
    if not form.validate():
        return _form_page(form, status=422)
    let_go()
    pin_hash = hash_pin(form.pin.data)
    try:
        webp = _sent_picture(form)
        profile = Profile.add(household_id, form.name.data, pin_hash=pin_hash, **form.look)
        _dress(profile, form, webp)
    except HouseFull:
        abort(409, FULL)
    except REFUSALS as refusal:
        return _refuse(form, refusal)
    audit.record("profile-added", profile.name, limit=profile.maturity_limit)
    db.session.commit()
    return see_other("/profiles/manage", notice=f"{profile.name} has a seat.")


@bp.get("/profiles/<number:profile_id>/edit")
@signed_in
@after_password
def edit(profile_id: int) -> Any:
    """The form for somebody of the house."""
    profile = find_profile(profile_id, owner())
    return _form_page(ProfileForm(profile), profile)


@bp.post("/profiles/<number:profile_id>/edit")
@signed_in
@after_password
def update(profile_id: int) -> Any:
    """Change somebody's name, limit, PIN or look."""
    profile = find_profile(profile_id, owner())
    form = ProfileForm(profile)
    if not form.validate():
        return _form_page(form, profile, status=422)
    let_go()
    pin_hash = "" if form.remove_pin.data else hash_pin(form.pin.data) or profile.pin_hash
    try:
        webp = _sent_picture(form)
        changed = profile.change(form.name.data, pin_hash=pin_hash, **form.look)
        _dress(profile, form, webp)
    except REFUSALS as refusal:
        return _refuse(form, refusal, profile)
    audit.record("profile-changed", profile.name, changed=changed, limit=profile.maturity_limit)
    db.session.commit()
    return see_other("/profiles/manage", notice=f"{profile.name} is changed.")


@bp.get("/profiles/<number:profile_id>/remove")
@signed_in
@after_password
def remove(profile_id: int) -> Any:
    """Ask before somebody goes, and say what goes along."""
    return render_page("profiles/remove.html", profile=find_profile(profile_id, owner()))


@bp.post("/profiles/<number:profile_id>/remove")
@signed_in
@after_password
def destroy(profile_id: int) -> Any:
    """Remove somebody with history, list and reviews. Browsers that watched as them are at the gate again."""
    profile = find_profile(profile_id, owner())
    try:
        profile.leave()
    except LastProfile:
        abort(409, LAST)
    audit.record("profile-removed", profile.name)
    db.session.commit()
    return see_other("/profiles/manage", notice=f"{profile.name} has left the house.")


def manage_page(form: MemberForm | None = None, status: int = 200) -> Any:
    """The page; `form` invites, and stands otherwise than new."""
    account = _account()
    facts: dict[str, Any] = {"profiles": profiles_of(account), "owner": owner_name(account), "most": MOST_PROFILES}
    if account.membership is not None:
        facts |= households.facts_for(account.membership, form)
    return render_page("profiles/manage.html", "members", status=status, account=account, **facts)


def _account() -> Account:
    account: Account = current_user._get_current_object()
    return account


def owner() -> Account:
    """This account, if it keeps its household; otherwise 403."""
    account = _account()
    if account.membership is None or not account.membership.is_owner:
        abort(403, Sentence(f"Only {owner_name(account) or 'the owner'} can change who belongs to this house."))
    return account


def _sent_picture(form: ProfileForm) -> bytes | None:
    sent = form.own_picture.data
    return read_picture(sent.stream) if getattr(sent, "filename", "") else None


def _dress(profile: Profile, form: ProfileForm, webp: bytes | None) -> None:
    db.session.flush()
    if webp is not None:
        wear(profile, webp)
    elif form.remove_picture.data:
        take_off(profile)


def _refuse(form: ProfileForm, refusal: Exception, profile: Profile | None = None) -> Any:
    """The form again; nothing of it is kept."""
    db.session.rollback()
    if isinstance(refusal, PictureRefused):
        form.refuse_picture(str(refusal))
    elif isinstance(refusal, HandleTaken):
        form.refuse_handle()
    else:
        form.refuse_name()
    return _form_page(form, profile, status=422)


def _form_page(form: ProfileForm, profile: Profile | None = None, **more: Any) -> Any:
    return render_page("profiles/form.html", "profile_form", form=form, profile=profile, **more)
