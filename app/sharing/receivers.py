"""To whom a profile may recommend a title. What it cannot send to, it learns nothing about."""

from __future__ import annotations

from app.catalogue.models import Title
from app.catalogue.visibility import visible_to
from app.foundation.db import db
from app.profiles.handles import LONGEST, clean_handle
from app.profiles.models import Profile
from app.profiles.queries import has_somebody


def household_for(title: Title, sender: Profile) -> list[Profile]:
    """The others of the sender's household who may see the title, children too."""
    here = db.select(Profile).where(Profile.household_id == sender.household_id, Profile.id != sender.id)
    others = list(db.session.scalars(here.order_by(Profile.id)))
    return _who_may_see(title, others)


def find_by_handle(handle: str, title: Title) -> Profile | None:
    """The grown-up who is found by this handle and may see the title.

    None, after the same two statements, whether there is no such handle or its owner may not see the title.
    """
    mine = db.select(Profile).where(Profile.handle == clean_handle(handle)[: LONGEST + 1], has_somebody())
    found = db.session.scalar(mine)
    able = _who_may_see(title, [found or Profile(household_id=0, maturity_limit=0)])  # for nobody it takes as long
    return found if found in able and not found.is_child else None


def _who_may_see(title: Title, profiles: list[Profile]) -> list[Profile]:
    """Those of them who may, in one statement."""
    if not profiles:
        return []
    asked = [visible_to(profile).label(f"may_{place}") for place, profile in enumerate(profiles)]
    row = db.session.execute(db.select(*asked).where(Title.id == title.id)).first()
    return [profile for profile, may in zip(profiles, row or (), strict=False) if may]
