"""My list: what somebody means to watch. Adding twice is adding once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort
from sqlalchemy.dialects import postgresql, sqlite

from app.foundation import clock
from app.foundation.db import db
from app.foundation.events import publish, to_profile
from app.foundation.parts import LoadedPart
from app.profiles.models import Profile
from app.watching.models import ListEntry
from app.watching.queries import IN_LIST_ORDER as IN_ORDER
from app.watching.queries import is_listed, listed_ids

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


def move(profile: Profile, title_id: int, place: int) -> None:
    """Let the title stand at this place, counted from 1 among those that the profile may see, in the current
    transaction. What it may not see keeps its neighbours. 404 for a title that is not on the list."""
    seen = listed_ids(profile)
    if title_id not in seen:
        abort(404)
    neighbour = seen[min(max(place, 1), len(seen)) - 1]
    mine = db.select(ListEntry).where(ListEntry.profile_id == profile.id)
    entries = list(db.session.scalars(mine.order_by(*IN_ORDER)))
    ids = [entry.title_id for entry in entries]
    there = ids.index(neighbour)
    entries.insert(there, entries.pop(ids.index(title_id)))
    for rank, entry in enumerate(reversed(entries), 1):
        entry.rank = rank
    _tell(profile, title_id)


def _tell(profile: Profile, title_id: int) -> None:
    publish("my-list-changed", to_profile(profile.id), title=title_id)
