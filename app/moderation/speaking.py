"""Who may speak: post, review, share, vote. Children never do, and nobody does while suspended."""

from __future__ import annotations

from flask import abort
from sqlalchemy import or_

from app.foundation import clock
from app.foundation.db import db
from app.foundation.errors import Sentence
from app.foundation.words import moment
from app.moderation.models import Suspension
from app.profiles.models import Profile

CHILD = Sentence("Talk is for grown-up profiles.")


def suspension_of(profile: Profile) -> Suspension | None:
    """The suspension that silences this profile now: its own, or one of its household that began before it was made,
    so that a new profile is no way around it.
    """
    at = clock.now()
    lasting = Suspension.lifted_at.is_(None), or_(Suspension.until.is_(None), Suspension.until > at)
    theirs = or_(
        Suspension.profile_id == profile.id,
        (Suspension.household_id == profile.household_id) & (Suspension.created_at < profile.created_at),
    )
    select = db.select(Suspension).where(*lasting, theirs)
    return db.session.scalar(select.order_by(Suspension.until.desc().nulls_first(), Suspension.id.desc()).limit(1))


def why_silent(profile: Profile) -> Sentence | None:
    """Why this profile may not speak, in a sentence; None when it may."""
    if profile.is_child:
        return CHILD
    found = suspension_of(profile)
    if found is None:
        return None
    until = f"until {moment(found.until, profile.zone)}" if found.until else "until somebody lifts it"
    return Sentence(f"You are suspended from talking {until}: {found.reason}")


def require_voice(profile: Profile) -> None:
    """403 with the reason for whoever may not speak. A form that holds text asks `why_silent`, and keeps the text."""
    if reason := why_silent(profile):
        abort(403, description=reason)
