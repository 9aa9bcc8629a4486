"""My list: what somebody means to watch. Adding twice is adding once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from app.foundation import clock
from app.foundation.db import db
from app.foundation.events import publish, to_profile
from app.foundation.parts import LoadedPart
from app.profiles.models import Profile
from app.watching.models import ListEntry
from app.watching.queries import is_listed

TEMPLATE = "watching/_my_list.html"


@dataclass(frozen=True)
class ListButton:
    """The button that puts a title on the list or takes it off."""

    title_id: int
    slug: str
    name: str
    is_on: bool

    @property
    def url(self) -> str:
        """Where it asks and posts."""
        return f"/my-list/{self.slug}"

    @property
    def part(self) -> LoadedPart:
        """The button as the part `my_list`."""
        return LoadedPart("my_list", TEMPLATE, self)


def button_for(profile: Profile, title: Any) -> ListButton:
    """The button for a title, or for a card of one."""
    return ListButton(title.id, title.slug, title.name, is_listed(title.id, profile))


def add(profile: Profile, title_id: int) -> None:
    """Put the title on the list, in the current transaction; it keeps its place if it is there already."""
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(ListEntry)
    highest = db.select(db.func.coalesce(db.func.max(ListEntry.rank), 0) + 1).where(ListEntry.profile_id == profile.id)
    values = {
        "profile_id": profile.id,
        "title_id": title_id,
        "added_at": clock.now(),
        "rank": highest.scalar_subquery(),
    }
    db.session.execute(insert.values(values).on_conflict_do_nothing())
    _tell(profile, title_id)


def remove(profile: Profile, title_id: int) -> None:
    """Take the title off the list; nothing happens if it is not there."""
    mine = ListEntry.profile_id == profile.id, ListEntry.title_id == title_id
    db.session.execute(db.delete(ListEntry).where(*mine))
    _tell(profile, title_id)


def _tell(profile: Profile, title_id: int) -> None:
    publish("my-list-changed", to_profile(profile.id), title=title_id)
