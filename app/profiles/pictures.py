"""A profile's own picture: sent by the household, encoded anew, kept beside the profile."""

from __future__ import annotations

from typing import BinaryIO

from flask import abort

from app.accounts.models import Account
from app.foundation.aside import aside
from app.foundation.db import db
from app.foundation.pictures import decode, square
from app.foundation.text import random_reference
from app.profiles.models import Profile, ProfilePicture

SIDE = 288  # three times what a list shows, and the gate on a large screen


def read_picture(stream: BinaryIO) -> bytes:
    """A square WebP of what was sent. Raises PictureRefused. Slow: call it outside a transaction."""
    return aside(lambda: square(decode(stream), SIDE))


def wear(profile: Profile, webp: bytes) -> None:
    """Show this picture from now on, in the current transaction."""
    take_off(profile)
    profile.picture = random_reference()
    db.session.add(ProfilePicture(profile_id=profile.id, reference=profile.picture, webp=webp))


def take_off(profile: Profile) -> None:
    """Show the drawn one again, in the current transaction."""
    db.session.execute(db.delete(ProfilePicture).where(ProfilePicture.profile_id == profile.id))
    profile.picture = ""


def find_picture(reference: str, account: Account) -> ProfilePicture:
    """The picture of this reference, else 404. A child's is for the child's own household alone."""
    found = db.session.scalar(db.select(ProfilePicture).where(ProfilePicture.reference == reference)) or abort(404)
    at_home = account.membership is not None and account.membership.household_id == found.profile.household_id
    if found.profile.is_child and not at_home:
        abort(404)
    picture: ProfilePicture = found
    return picture
