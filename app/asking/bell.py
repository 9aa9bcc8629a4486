"""What rings: for the grown-ups of the house that somebody asks, for the child what was answered."""

from __future__ import annotations

from app.foundation import clock
from app.foundation.db import db
from app.notifications.kinds import kind
from app.notifications.models import Notification
from app.notifications.ringing import ring, unring
from app.profiles.models import NO_CAP, Profile
from app.watching.models import ALWAYS, TODAY, WatchRequest

ASKED, ANSWERED = "asked-first", "answered-first"
SAID = {TODAY: "You may watch {} today.", ALWAYS: "You may watch {} whenever you like."}


@kind(ASKED, "Somebody of the house asks to watch a film", "users", in_digest=False)
def asked(row: Notification) -> str:
    """`Mia asks to watch Moth Hour.`"""
    who = row.actor.name if row.actor else "Somebody"
    return f"{who} asks to watch {row.title.name if row.title else 'a film'}."


@kind(ANSWERED, "A grown-up answers what I asked to watch", "check", in_digest=False, for_children=True)
def answered(row: Notification) -> str:
    """`You may watch Moth Hour today.`"""
    name = row.title.name if row.title else "it"
    return SAID.get(str(row.facts.get("said")), "{} is not for now.").format(name)


def ring_grown_ups(request: WatchRequest) -> None:
    """Tell every profile of the house that has no limit, in the current transaction."""
    asker = request.profile
    here = Profile.household_id == asker.household_id, Profile.maturity_limit >= NO_CAP, Profile.id != asker.id
    for profile_id in db.session.scalars(db.select(Profile.id).where(*here)):
        key, url = f"asked-first:{request.id}:{_moment()}", f"/asking/{request.id}"
        ring(profile_id, ASKED, key, title_id=request.title_id, actor_id=asker.id, url=url)


def ring_asker(request: WatchRequest) -> None:
    """Tell whoever asked, and take back from the others what is answered, in the current transaction."""
    unring(f"asked-first:{request.id}")
    key = f"answered-first:{request.id}:{_moment()}"
    ring(request.profile_id, ANSWERED, key, title_id=request.title_id, said=request.answer)


def _moment() -> str:
    """What was asked and answered before may be asked and answered again."""
    return clock.now().strftime("%Y%m%d%H%M%S%f")
