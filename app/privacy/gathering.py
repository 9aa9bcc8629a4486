"""All rows that are somebody's, found by the foreign keys of the tables themselves: a new table is in it by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Table, or_

from app.accounts.models import Account
from app.accounts.models.household import OWNER
from app.catalogue.models import Episode, Season, Title
from app.foundation.audit import AuditEvent
from app.foundation.db import db
from app.media.models import Video
from app.profiles.models import Profile

# By which columns a row is somebody's own. Others name them, too: who added a film, who rang somebody's bell.
OWN = ("account_id", "profile_id", "sender_id", "receiver_id", "author_id", "reporter_id")
SECRET = ("password_hash", "pin_hash", "digest", "sealed_secret", "sealed_token", "webp", "public_key", "session_id")
SECRET_IDS = ("account_session",)  # their number is the digest of what opens them
PRIVATE = ("playback",)  # what somebody watched privately is nobody's to read, not even a member's of the house
NOT_THEIRS = ("export",)


def profile_ids_of(account: Account) -> list[int]:
    """The profiles whose doings are told: an owner's whole household; of a member's those without a PIN, which others
    of the house have set up for themselves."""
    member = account.membership
    if member is None:
        return []
    here = db.select(Profile.id).where(Profile.household_id == member.household_id).order_by(Profile.id)
    return list(db.session.scalars(here if member.role == OWNER else here.where(Profile.pin_hash == "")))


def tables() -> list[Table]:
    """Every table that has rows of somebody's own."""
    return [table for table in db.metadata.sorted_tables if table.name not in NOT_THEIRS and _owning(table)]


def rows_of(table: Table, account_id: int, profile_ids: list[int]) -> Iterator[dict[str, Any]]:
    """The rows of one table that are theirs, without what opens doors. Reads in the present transaction."""
    ids = {"account": [account_id], "profile": profile_ids}
    mine = or_(*(column.in_(ids[kind]) for column, kind in _owning(table)))
    names = [column.name for column in table.columns if not _is_secret(table, column.name)]
    select = db.select(*(table.c[name] for name in names)).where(mine).order_by(*table.primary_key.columns)
    if table.name in PRIVATE:
        select = select.where(table.c.is_private.is_(False))
    for row in db.session.execute(select).yield_per(500):
        yield dict(zip(names, row, strict=True))


def own_profiles(profile_ids: list[int]) -> Iterator[dict[str, Any]]:
    """The profiles themselves."""
    table: Any = Profile.__table__
    names = [column.name for column in table.columns if column.name not in SECRET]
    select = db.select(*(table.c[name] for name in names)).where(table.c.id.in_(profile_ids)).order_by(table.c.id)
    for row in db.session.execute(select):
        yield dict(zip(names, row, strict=True))


def own_events(account_id: int) -> Iterator[dict[str, Any]]:
    """What was written down about the account."""
    select = db.select(AuditEvent).where(AuditEvent.account_id == account_id).order_by(AuditEvent.id)
    for event in db.session.scalars(select).yield_per(500):
        yield {"at": event.at, "kind": event.kind, "subject": event.subject, "from": event.address}


def film_names() -> dict[str, dict[int, str]]:
    """What numbers of films, episodes and videos mean, for whoever reads the rows."""
    titles = {row.id: row.name for row in db.session.execute(db.select(Title.id, Title.name))}
    episodes = db.select(Episode.id, Season.title_id, Season.number, Episode.number).join(Episode.season)
    named = {
        number: f"{titles[title_id]}, season {season}, episode {episode}"
        for number, title_id, season, episode in db.session.execute(episodes)
    }
    videos = db.session.execute(db.select(Video.id, Video.title_id, Video.episode_id))
    shown = {number: titles.get(title_id) or named.get(episode_id, "") for number, title_id, episode_id in videos}
    return {"title_id": titles, "episode_id": named, "video_id": shown}


def _owning(table: Table) -> list[tuple[ColumnElement[Any], str]]:
    found: list[tuple[ColumnElement[Any], str]] = []
    for column in table.columns:
        kinds = {key.column.table.name for key in column.foreign_keys} & {"account", "profile"}
        if column.name in OWN and kinds:
            found.append((column, kinds.pop()))
    return found


def _is_secret(table: Table, name: str) -> bool:
    return name in SECRET or (table.name in SECRET_IDS and name == "id")
