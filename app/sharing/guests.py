"""Links for guests: a title's card for somebody without an account, for some days, until its maker ends it.

The row is looked up on every use, and with it whether its maker may still see the title and speak.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import joinedload

from app.catalogue.models import Artwork, Credit, Person, Title, title_group
from app.catalogue.visibility import visible_to
from app.foundation import audit, clock
from app.foundation.db import db
from app.foundation.errors import Sentence
from app.foundation.limits import Limit, spend
from app.foundation.signing import digest, new_token
from app.moderation.speaking import why_silent
from app.profiles.models import Profile
from app.profiles.queries import has_somebody
from app.sharing.models import GuestLink

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")
A_DAY = Limit(20, 86_400)
KEPT_FOR_A_GROUP = Sentence("This title is kept for a group, so there is no link to it for guests.")


@dataclass(frozen=True)
class GuestCard:
    """All that a guest learns of a title."""

    name: str
    year: int | None
    tagline: str
    maker: str
    runtime_s: int | None
    maturity_years: int | None
    is_series: bool

    @classmethod
    def of(cls, title: Title) -> GuestCard:
        """The card of a title, with nobody of its cast but the maker."""
        facts = (title.runtime_s, title.maturity_years, title.is_series)
        return cls(title.name, title.year, title.tagline, _maker_of(title), *facts)


def allow(profile: Profile) -> None:
    """20 links a day; raises 429 beyond. Spends in a transaction of its own."""
    spend(f"guest-link:{profile.id}", A_DAY)


def why_not(profile: Profile, title: Title) -> Sentence | None:
    """Why this profile may make no link to this title; None when it may."""
    return why_silent(profile) or (KEPT_FOR_A_GROUP if _is_kept(title.id) else None)


def invite(profile: Profile, title: Title, days: int) -> str:
    """Make a link, in the current transaction: its token, which nobody can be told again."""
    token = new_token()
    expires_at = clock.now() + timedelta(days=days)
    link = GuestLink(digest=digest(token), profile_id=profile.id, title_id=title.id, expires_at=expires_at)
    db.session.add(link)
    db.session.flush()
    audit.record("guest-link-made", f"title {title.id}", link=link.id, days=days)
    return token


def end(link: GuestLink) -> None:
    """It opens nothing any more, in the current transaction."""
    link.end()
    audit.record("guest-link-ended", f"title {link.title_id}", link=link.id)


def find_open(token: str) -> GuestLink | None:
    """The link of this token while everything that it rests on holds; None otherwise, whatever the reason."""
    if not TOKEN.match(token):
        return None
    select = db.select(GuestLink).join(GuestLink.profile).where(GuestLink.digest == digest(token), has_somebody())
    link = db.session.scalar(select.options(joinedload(GuestLink.profile), joinedload(GuestLink.title)))
    return link if link and not link.is_over and _may_still(link) else None


def note_opening(link: GuestLink) -> None:
    """Count that somebody looked, in the current transaction."""
    seen = {"opened_count": GuestLink.opened_count + 1, "opened_at": clock.now()}
    db.session.execute(db.update(GuestLink).where(GuestLink.id == link.id).values(seen))


def find_poster(title: Title) -> Artwork | None:
    """The newest poster that somebody gave."""
    mine = Artwork.title_id == title.id, Artwork.kind == "poster", Artwork.episode_id.is_(None)
    return db.session.scalar(db.select(Artwork).where(*mine).order_by(Artwork.id.desc()).limit(1))


def _may_still(link: GuestLink) -> bool:
    """Its maker may speak and see the title, which is kept for no group."""
    seen = db.select(Title.id).where(Title.id == link.title_id, visible_to(link.profile))
    return db.session.scalar(seen) is not None and why_not(link.profile, link.title) is None


def _maker_of(title: Title) -> str:
    """Who directed it, or wrote it; nobody who only acts in it."""
    made = Credit.title_id == title.id, Credit.role.in_(("director", "writer"))
    select = db.select(Person.name).join(Credit, Credit.person_id == Person.id).where(*made)
    return db.session.scalar(select.order_by(Credit.role, Credit.position, Credit.id).limit(1)) or ""


def _is_kept(title_id: int) -> bool:
    return db.session.scalar(db.select(title_group.c.title_id).where(title_group.c.title_id == title_id)) is not None
