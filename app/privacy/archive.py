"""The archive: a JSON file for each kind of row, the reviews once more as text, and a page that says what is what."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.db import db, reading
from app.foundation.settings import current_site
from app.privacy.gathering import film_names, own_events, own_profiles, profile_ids_of, rows_of, tables

README = """{house} knows this of the account of {name}, as of {when}.

Each .json file is a list of rows of one kind, with the names of films beside their numbers. reviews.txt has the reviews
to read, the folder pictures those that were sent for profiles. Passwords, PINs, codes and keys are not in it: this
house keeps only what they cannot be read from.
"""


def write_archive(account_id: int, target: Path, on_progress: Callable[[float], None]) -> int:
    """Write it under another name first, then at `target`; its bytes. Reads a table at a time, in short transactions.

    Raises LookupError when the account is gone.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".part")
    try:
        with draft.open("wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                _fill(archive, account_id, on_progress)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return target.stat().st_size


def _fill(archive: zipfile.ZipFile, account_id: int, on_progress: Callable[[float], None]) -> None:
    with reading():
        account = db.session.get(Account, account_id)
        if account is None:
            raise LookupError(account_id)
        profile_ids, names = profile_ids_of(account), film_names()
        archive.writestr("README.txt", README.format(house=current_site().name, name=account.name, when=_now()))
        about = {"name": account.name, "made_at": account.created_at, "roles": [role.name for role in account.roles]}
        _write(archive, "account", [about], names)
        _write(archive, "profile", own_profiles(profile_ids), names)
        _write(archive, "event", own_events(account_id), names)
    found = tables()
    for number, table in enumerate(found):
        on_progress(number / len(found))
        with reading():
            _write(archive, table.name, rows_of(table, account_id, profile_ids), names)
            if table.name == "profile_picture":
                _write_pictures(archive, table, profile_ids)
            if table.name == "review":
                _write_reviews(archive, rows_of(table, account_id, profile_ids), names)


def _write(archive: zipfile.ZipFile, name: str, rows: Iterable[dict[str, Any]], names: dict[str, Any]) -> None:
    with archive.open(f"{name}.json", "w") as raw, io.TextIOWrapper(raw, encoding="utf-8") as file:
        file.write("[")
        for number, row in enumerate(_named(rows, names)):
            file.write((",\n" if number else "\n") + json.dumps(row, ensure_ascii=False, default=_said))
        file.write("\n]\n")


def _write_reviews(archive: zipfile.ZipFile, rows: Iterable[dict[str, Any]], names: dict[str, Any]) -> None:
    with archive.open("reviews.txt", "w") as raw, io.TextIOWrapper(raw, encoding="utf-8") as file:
        for row in _named(rows, names):
            file.write(f"{row['title']}\n{row['rating']} of 5, {row['created_at']:%Y-%m-%d}\n\n{row['text']}\n\n\n")


def _write_pictures(archive: zipfile.ZipFile, table: Table, profile_ids: list[int]) -> None:
    for row in db.session.execute(db.select(table).where(table.c.profile_id.in_(profile_ids))):
        archive.writestr(f"pictures/{row.profile_id}.webp", row.webp)


def _named(rows: Iterable[dict[str, Any]], names: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each row with the name of the film that its number means."""
    for row in rows:
        meant = next((known[row[column]] for column, known in names.items() if row.get(column) in known), None)
        yield {**row, "title": meant} if meant and "title" not in row else row


def _said(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _now() -> str:
    return f"{clock.now():%Y-%m-%d %H:%M} UTC"
