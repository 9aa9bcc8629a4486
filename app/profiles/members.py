"""The owner invites accounts into the household, takes invitations back, and lets members go; and everybody says whom
their account begins as."""

from __future__ import annotations

from typing import Any

from flask import abort, request
from flask_login import current_user

from app.accounts.models import Account
from app.foundation import audit
from app.foundation.access import after_password, for_grown_ups, signed_in
from app.foundation.db import db
from app.foundation.errors import Sentence
from app.foundation.hypermedia import render_page, see_other
from app.foundation.limits import Limit, spend
from app.profiles import households
from app.profiles.forms import MemberForm
from app.profiles.managing import manage_page, owner
from app.profiles.queries import find_profile
from app.profiles.routes import bp

INVITATIONS = Limit(burst=20, period_s=86_400)


@bp.post("/profiles/first")
@signed_in
@for_grown_ups
def first_update() -> Any:
    """Begin as this profile whenever this account signs in; with none chosen, ask."""
    account: Account = current_user._get_current_object()
    if account.membership is None:
        abort(404)
    chosen = request.form.get("profile", "")
    profile = find_profile(chosen, account) if chosen else None
    account.membership.starts_as_id = profile.id if profile else None
    db.session.commit()
    words = f"You begin as {profile.name} from now on." if profile else "You are asked who is watching."
    return see_other("/profiles/manage", notice=words)


@bp.post("/profiles/members")
@signed_in
@after_password
def member_create() -> Any:
    """Invite somebody by letter."""
    account, form = owner(), MemberForm()
    if closed := households.facts_for(account.membership)["closed"]:  # type: ignore[arg-type]
        abort(409, Sentence(closed))
    if not form.validate():
        return manage_page(form, 422)
    spend(f"invite:{account.id}", INVITATIONS)
    households.invite(account, form.address)
    db.session.commit()
    return see_other("/profiles/manage", notice=f"A letter to {form.address} is on its way.")


@bp.post("/profiles/members/invitations/<number:invitation_id>/withdraw")
@signed_in
@after_password
def invitation_destroy(invitation_id: int) -> Any:
    """Take an invitation back."""
    invitation = households.find_invited(owner(), invitation_id)
    db.session.delete(invitation)
    audit.record("invitation-withdrawn", invitation.address)
    db.session.commit()
    return see_other("/profiles/manage", notice=f"The link for {invitation.address} opens nothing any more.")


@bp.get("/profiles/members/<number:account_id>/remove")
@signed_in
@after_password
def member_remove(account_id: int) -> Any:
    """Ask before somebody goes, and say what stays."""
    return render_page("profiles/let_go.html", member=households.find_member(owner(), account_id))


@bp.post("/profiles/members/<number:account_id>/remove")
@signed_in
@after_password
def member_destroy(account_id: int) -> Any:
    """Let a member go."""
    keeper = owner()
    member = households.find_member(keeper, account_id)
    households.let_go(member, keeper)
    db.session.commit()
    return see_other("/profiles/manage", notice=f"{member.name} has a household of their own now.")
