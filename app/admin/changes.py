"""The audit of the editors' house, in one place: every row that a request under /admin/ makes, changes or removes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import has_request_context, request
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from app.accounts import models as accounts
from app.catalogue import models as catalogue
from app.foundation import audit
from app.foundation.db import db
from app.foundation.jobs import Job
from app.foundation.settings import Setting
from app.groups.models import Group
from app.media.models import Video
from app.profiles.models import Profile
from app.reviews.models import Review

KEPT = "admin.changes"
FOLLOWED: tuple[Any, ...] = (
    *(getattr(catalogue, name) for name in ("Title", "Season", "Episode", "Person", "Credit", "Genre", "Collection")),
    *(catalogue.CollectionTitle, catalogue.Artwork, Video, Job, Setting, Profile, Review, Group),
    *(accounts.Account, accounts.EmailAddress, accounts.Household, accounts.HouseholdMember),
    *(accounts.Role, accounts.RolePermission, accounts.AccountSession),
)
SECRET = ("password_hash", "pin_hash")
UNTOLD = ("updated_at", "created_at", "seen_at", "payload", "facts", "failure_log", "session_token")
LONGEST = 300


def _collect(session: Session, _context: Any, _instances: Any) -> None:
    """Keep what each row was before this request touched it; the last flush before the commit tells the end."""
    if not (has_request_context() and request.path.startswith("/admin/")):
        return
    kept = session.info.setdefault(KEPT, {})
    with session.no_autoflush:
        for row in session.new:
            _keep(kept, row, "created")
        for row in session.dirty:
            _keep(kept, row, "changed")
        for row in session.deleted:
            _keep(kept, row, "removed")


def _keep(kept: dict[int, Any], row: Any, verb: str) -> None:
    if not isinstance(row, FOLLOWED) or (isinstance(row, accounts.AccountSession) and verb != "removed"):
        return
    entry = kept.setdefault(id(row), {"row": row, "verb": verb, "subject": _named(row), "old": {}})
    if verb == "removed":
        entry["verb"] = verb if entry["verb"] != "created" else "nothing"
    if verb == "changed":
        for name, old in _before(row):
            entry["old"].setdefault(name, old)


def _before(row: Any) -> list[tuple[str, Any]]:
    """The columns and lists of references that differ from the database, with what they were."""
    found = []
    for attribute in inspect(row).attrs:
        history = attribute.history
        if history.has_changes():
            is_list = attribute.key in inspect(type(row)).relationships and isinstance(attribute.value, list)
            before = [*history.unchanged, *history.deleted] if is_list else (history.deleted or [None])[0]
            found.append((attribute.key, before))
    return found


def _write(session: Session) -> None:
    """Before the commit, inside its transaction."""
    if session.get_nested_transaction() or KEPT not in session.info:
        return
    session.flush()
    for entry in session.info.pop(KEPT, {}).values():
        changes = _changes(entry)
        if entry["verb"] in ("created", "removed") or changes:
            _tell(entry, changes)


def _tell(entry: dict[str, Any], changes: dict[str, Any]) -> None:
    if entry["verb"] == "nothing":
        return
    row = entry["row"]
    subject = entry["subject"] if entry["verb"] == "removed" else _named(row)
    event_row = audit.record(f"{type(row).__tablename__.replace('_', '-')}-{entry['verb']}", subject)
    event_row.changes = changes


def _changes(entry: dict[str, Any]) -> dict[str, Any]:
    row, table = entry["row"], inspect(type(entry["row"]))
    if entry["verb"] == "removed":
        return {}
    if entry["verb"] == "created":
        names = [column.key for column in table.column_attrs if column.key not in UNTOLD]
        values = {name: getattr(row, name) for name in names}
        return {
            name: [None, _plain(name, v)] for name, v in values.items() if v not in (None, "", [], {}) and name != "id"
        }
    told = {name: old for name, old in entry["old"].items() if name not in UNTOLD and _is_told(table, name)}
    pairs = {name: [_plain(name, old), _plain(name, getattr(row, name))] for name, old in told.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1] or name in SECRET}


def _is_told(table: Any, name: str) -> bool:
    """Columns, and lists of references without rows of their own (genres, roles); the others tell of themselves."""
    if name in table.column_attrs:
        return True
    return name in table.relationships and table.relationships[name].secondary is not None


def _plain(name: str, value: Any) -> Any:
    if name in SECRET:
        return "changed" if value else ""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return sorted(str(each) for each in value)
    return value if isinstance(value, bool | int | float | None) else str(value)[:LONGEST]


def _named(row: Any) -> str:
    """The row as people know it; a setting is its key."""
    if isinstance(row, Setting):
        return row.key
    if isinstance(row, accounts.AccountSession):
        return f"{row.account} on {row.agent[:60]}"
    try:
        return str(row)
    except AttributeError:  # a reference that is gone already
        return f"{type(row).__tablename__} {getattr(row, 'id', '')}"


def _forget(session: Session) -> None:
    session.info.pop(KEPT, None)


def listen() -> None:
    """Follow the sessions of this app. Twice does no harm."""
    for name, handler in (("before_flush", _collect), ("before_commit", _write), ("after_rollback", _forget)):
        if not event.contains(db.session, name, handler):
            event.listen(db.session, name, handler)
