"""The catalogue's version: a row that changes in every transaction that changes the catalogue.

Whatever is kept in a process about the catalogue is kept under this version, so no process shows what another
has withdrawn. The version is read before what is kept under it: a reader that is overtaken keeps newer rows
under an older version, which nobody asks for again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from flask import current_app, g
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.catalogue.models import title_group
from app.catalogue.models.collection import profile_hidden_genre
from app.foundation import clock
from app.foundation.db import db
from app.foundation.settings import Setting
from app.foundation.text import random_reference
from app.groups.queries import group_ids_of
from app.profiles.models import Profile

KEY = "catalogue_version"
MOST_KEPT = 400
T = TypeVar("T")


def current_version() -> str:
    """The version now, asked for once a request."""
    if "catalogue_version" not in g:
        g.catalogue_version = db.session.scalar(db.select(Setting.value).where(Setting.key == KEY)) or ""
    return str(g.catalogue_version)


def bump(session: Session) -> None:
    """Give the catalogue a new version, in the current transaction."""
    connection = session.connection()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    new = random_reference()
    statement = insert(Setting).values(key=KEY, value=new)
    connection.execute(statement.on_conflict_do_update(index_elements=[Setting.key], set_={"value": new}))
    g.pop("catalogue_version", None)


def recall(profile: Profile, name: Hashable, make: Callable[[], T]) -> T:
    """What `make` gave for profiles with this limit, these groups and these hidden kinds, at this version, in this
    minute; else made anew.

    The minute is there because windows of availability open and close by the clock alone. Only for what depends on
    nothing else of the profile.
    """
    kept = current_app.extensions.setdefault("matinee.catalogue", {})
    limit = profile.maturity_limit if profile.is_capped else None
    seen = (limit, _groups_that_count(profile), _kinds_hidden_from(profile))
    key = (seen, current_version(), clock.now().strftime("%Y%m%d%H%M"), name)
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = make()
    found: T = kept[key]
    return found


def _groups_that_count(profile: Profile) -> frozenset[int]:
    """The groups of the profile's household for which some title is kept; mostly nothing is, and nobody asks."""
    version, groups = current_app.extensions.get("matinee.kept_for", ("", frozenset()))
    if version != current_version():
        groups = frozenset(db.session.scalars(db.select(title_group.c.group_id).distinct()))
        current_app.extensions["matinee.kept_for"] = current_version(), groups
    return groups & group_ids_of(profile) if groups else groups


def _kinds_hidden_from(profile: Profile) -> frozenset[int]:
    """The ids of the genres that the profile does not see; asked for all profiles once a version, as they are few."""
    version, hidden = current_app.extensions.get("matinee.hidden_from", ("", {}))
    if version != current_version():
        hidden = {}
        for profile_id, genre_id in db.session.execute(db.select(profile_hidden_genre)):
            hidden[profile_id] = hidden.get(profile_id, frozenset()) | {genre_id}
        current_app.extensions["matinee.hidden_from"] = current_version(), hidden
    found: frozenset[int] = hidden.get(profile.id, frozenset())
    return found
