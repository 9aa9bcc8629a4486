"""Reads of notifications, each for the profile that is told. One rule for list, count, bell and mail."""

from __future__ import annotations

from typing import Any

from flask import abort, g
from sqlalchemy import Select, func, or_
from sqlalchemy.orm import contains_eager, joinedload

from app.catalogue.visibility import visible_to
from app.foundation.db import db
from app.foundation.paging import Page, page_by_id
from app.notifications.kinds import kinds_for
from app.notifications.models import Digest, Notification, NotificationSwitch
from app.profiles.models import Profile

PAGE = 20
MOST_COUNTED = 100
MOST_MAILED = 40


def on_bell(profile: Profile) -> Select[Notification]:
    """What this profile's bell tells: of kinds that are for it and switched on, and of titles that it may see now."""
    names = [kind.name for kind in kinds_for(profile)]
    return _told(profile, names).where(_is_on(NotificationSwitch.on_bell, names))


def for_digest(profile: Profile) -> Select[Notification]:
    """What its digest would tell: unread, of kinds that it wants by mail, and in no mail before."""
    kinds = kinds_for(profile)
    by_default = [kind.name for kind in kinds if kind.in_digest]
    wanted = _is_on(NotificationSwitch.in_digest, by_default)
    unread = Notification.read_at.is_(None), Notification.mailed_at.is_(None)
    return _whole(_told(profile, [kind.name for kind in kinds]).where(wanted, *unread))


def notifications_of(profile: Profile, cursor: str | None = None) -> Page[Notification]:
    """A page of them, newest first, with their titles and whoever did it; one statement."""
    return page_by_id(_whole(on_bell(profile)), Notification.id, cursor, PAGE)


def unread_count(profile: Profile) -> int:
    """How many are unread, at most a hundred; one statement a request, however often it is asked."""
    kept: dict[int, int] = g.setdefault("unread", {})
    if profile.id not in kept:
        unread = on_bell(profile).where(Notification.read_at.is_(None)).with_only_columns(Notification.id)
        select = db.select(func.count()).select_from(unread.limit(MOST_COUNTED).subquery())
        kept[profile.id] = db.session.scalar(select) or 0
    return kept[profile.id]


def has_any(profile: Profile) -> bool:
    """Whether the bell tells anything at all."""
    return db.session.scalar(on_bell(profile).with_only_columns(Notification.id).limit(1)) is not None


def find_notification(notification_id: int, profile: Profile) -> Notification:
    """One of this profile's own, also one taken away a moment ago; 404 for anybody else's."""
    select = _whole(_all_of(profile, [kind.name for kind in kinds_for(profile)]))
    return db.session.scalar(select.where(Notification.id == notification_id)) or abort(404)


def is_a_housemates(notification_id: int, profile: Profile) -> bool:
    """Whether it is somebody else's of the same household: then one may want to watch as them first."""
    select = db.select(Notification.id).join(Profile, Profile.id == Notification.profile_id)
    theirs = Profile.household_id == profile.household_id, Profile.id != profile.id
    return db.session.scalar(select.where(Notification.id == notification_id, *theirs)) is not None


def wishes_of(profile: Profile) -> dict[str, tuple[bool, bool]]:
    """Kind -> whether it is on the bell and whether in the digest, for every kind that is for this profile."""
    columns = NotificationSwitch.kind, NotificationSwitch.on_bell, NotificationSwitch.in_digest
    rows = db.session.execute(db.select(*columns).where(NotificationSwitch.profile_id == profile.id))
    chosen = {kind: (bell, digest) for kind, bell, digest in rows}
    return {kind.name: chosen.get(kind.name, (True, kind.in_digest)) for kind in kinds_for(profile)}


def find_digest(profile: Profile) -> Digest | None:
    """The profile's daily mail with the account that gets it; None when there is none."""
    return db.session.get(Digest, profile.id, options=[joinedload(Digest.account)])


def _told(profile: Profile, kinds: list[str]) -> Select[Notification]:
    return _all_of(profile, kinds).where(Notification.removed_at.is_(None))


def _all_of(profile: Profile, kinds: list[str]) -> Select[Notification]:
    return (
        db.select(Notification)
        .outerjoin(Notification.title)
        .where(
            Notification.profile_id == profile.id,
            Notification.kind.in_(kinds),
            or_(Notification.title_id.is_(None), visible_to(profile)),
        )
    )


def _whole(select: Select[Notification]) -> Select[Notification]:
    return select.options(contains_eager(Notification.title), joinedload(Notification.actor))


def _is_on(column: Any, by_default: list[str]) -> Any:
    """What the profile chose for the kind, else the kind's own default."""
    mine = NotificationSwitch.profile_id == Notification.profile_id, NotificationSwitch.kind == Notification.kind
    chosen = db.select(column).where(*mine).correlate(Notification).scalar_subquery()
    return func.coalesce(chosen, Notification.kind.in_(by_default))
