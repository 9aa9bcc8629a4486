"""Asking: one row for each thing asked, however often it is sent; asked again once settled, it waits again."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import blake2b
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.catalogue.models import Title
from app.foundation import audit
from app.foundation.db import db
from app.foundation.events import STAFF, publish, to_profile
from app.foundation.limits import Limit, spend
from app.media.models import Video
from app.profiles.models import Profile
from app.requests.models import PROBLEM, WISH, Request

A_MINUTE, A_DAY = Limit(5, 60), Limit(20, 86_400)


def allow(profile: Profile) -> None:
    """5 a minute and 20 a day, replies included; raises 429 beyond. Spends in a transaction of its own."""
    spend(f"request:minute:{profile.id}", A_MINUTE)
    spend(f"request:day:{profile.id}", A_DAY)


def wish(profile: Profile, name: str, text: str = "") -> tuple[Request, bool]:
    """Ask for a title, in the current transaction; whether it is new."""
    return _ask(profile, key_of(WISH, name.casefold()), kind=WISH, subject=name, text=text)


def report_problem(
    profile: Profile, title: Title, video: Video | None, topic: str, text: str = "", at_s: float | None = None
) -> tuple[Request, bool]:
    """Say what is wrong with a title or one of its videos, in the current transaction; whether it is new."""
    key = key_of(PROBLEM, title.id, video.id if video else "", topic, text.casefold(), int(at_s or 0))
    about: dict[str, Any] = {"title_id": title.id, "video_id": video.id if video else None, "at_s": at_s}
    return _ask(profile, key, kind=PROBLEM, subject=title.name[:200], topic=topic, text=text, **about)


def key_of(*parts: Any) -> str:
    """What makes two requests of a profile the same, in 22 characters."""
    digest = blake2b("\0".join(str(part) for part in parts).encode("utf-8", "replace"), digest_size=16)
    return urlsafe_b64encode(digest.digest()).decode().rstrip("=")


def tell(request: Request, verb: str) -> None:
    """In the audit, and to open pages of the asker and of staff."""
    audit.record(f"request-{verb}", f"{request.kind} {request.id}")
    for audience in (STAFF, to_profile(request.profile_id)):
        publish("request-changed", audience, request=request.id)


def _ask(profile: Profile, key: str, **facts: Any) -> tuple[Request, bool]:
    """Twins sent at once become one row: whoever comes second finds the first one's."""
    found = _find(profile, key)
    if found is None:
        try:
            with db.session.begin_nested():
                row = Request(profile_id=profile.id, key=key, **facts)
                db.session.add(row)
                db.session.flush()
        except IntegrityError:
            return _find(profile, key) or row, False
        tell(row, "made")
        return row, True
    if found.is_open:
        return found, False
    found.reopen()
    tell(found, "reopened")
    return found, True


def _find(profile: Profile, key: str) -> Request | None:
    return db.session.scalar(db.select(Request).filter_by(profile_id=profile.id, key=key))
