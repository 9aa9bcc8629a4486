"""Choosing who watches on this browser."""

from __future__ import annotations

from flask import g

from app.accounts.models import AccountSession
from app.foundation.db import db
from app.profiles.models import Profile
from app.profiles.signals import profile_switched


def switch(session: AccountSession, profile: Profile) -> None:
    """Watch as this profile from now on, in the current transaction.

    Handing over to somebody with a limit ends what the password had opened: staff pages and the household, where
    limits and PINs are set, ask for it again.
    """
    before = db.session.get(Profile, session.profile_id) if session.profile_id else None
    session.profile_id = profile.id
    if profile.is_capped:
        session.grow_stale()
    g.profile = profile
    profile_switched.send(session, before=before, after=profile)


def leave_child(session: AccountSession) -> None:
    """The password was given while a child was watching: a grown-up holds the browser, so nobody watches for now."""
    profile = db.session.get(Profile, session.profile_id) if session.profile_id else None
    if profile is not None and profile.is_child:
        session.profile_id = None
        g.pop("profile", None)


def sit_down(session: AccountSession) -> None:
    """Begin with the profile that the account has chosen for that. One with a PIN waits at the gate like the others."""
    member = session.account.membership
    profile = db.session.get(Profile, member.starts_as_id) if member and member.starts_as_id else None
    if member is None or profile is None or profile.has_pin or profile.household_id != member.household_id:
        return
    switch(session, profile)
