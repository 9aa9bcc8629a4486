"""Settings of two kinds: what the machine says (environment) and what editors say (rows)."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import JSON, String
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.db import Entity, db

SITE_FRESH_S = 5.0


class ConfigError(Exception):
    """A setting that Matinee refuses to start with; the message names it and its cure."""


class Setting(Entity):
    """One thing that an editor has chosen for the whole site."""

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


@dataclass(frozen=True)
class Site:
    """The site's settings with their defaults; a row in `setting` overrides the field of its name."""

    name: str = "Matinee"
    zone: str = "UTC"
    tagline: str = "The neighbourhood cinema"
    footer: str = ""
    registration: str = "invitation"
    domains: str = ""  # whose addresses may register, where `registration` says so
    owners_invite: bool = True  # whether the owner of a household may invite accounts into it
    staff_two_step: bool = False  # whether staff's rooms want a second factor
    maturity_scale: str = "age"  # how age marks and limits are said
    streams: int = 0  # on how many screens an account may play at once; 0 for as many as it likes


def current_site() -> Site:
    """The site's settings, read at most every five seconds."""
    kept = current_app.extensions.setdefault("matinee.site", {"at": -SITE_FRESH_S, "site": Site()})
    if time.monotonic() - kept["at"] > SITE_FRESH_S:
        with suppress(SQLAlchemyError, sqlite3.Error):  # without a database, error pages still say whose house it is
            kept.update(site=_read_site(), at=time.monotonic())
    site: Site = kept["site"]
    return site


def forget_site(app: Flask) -> None:
    """Read the settings anew at the next question (after they were changed)."""
    app.extensions.pop("matinee.site", None)


def choose(key: str, value: Any) -> None:
    """Set one field of the site. Raises KeyError for a name that is no setting."""
    if key not in {field.name for field in fields(Site)}:
        raise KeyError(key)
    row = db.session.get(Setting, key) or Setting(key=key)
    row.value = value
    db.session.add(row)
    forget_site(current_app._get_current_object())  # type: ignore[attr-defined]


def _read_site() -> Site:
    known = {field.name for field in fields(Site)}
    rows = db.session.execute(db.select(Setting.key, Setting.value)).all()
    default = Site(registration=current_app.config["REGISTRATION"])
    return Site(**{**vars(default), **{key: value for key, value in rows if key in known}})


class Environment:
    """Typed reading of `MATINEE_…` variables; each also as `…_FILE` for secrets kept in files."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self.values = os.environ if values is None else values

    def text(self, name: str, default: str = "") -> str:
        """A variable's text, from the variable or from the file that `<name>_FILE` names."""
        path = self.values.get(f"MATINEE_{name}_FILE")
        if path:
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ConfigError(f"MATINEE_{name}_FILE: {path} cannot be read ({error.strerror}).") from error
        return self.values.get(f"MATINEE_{name}", default).strip() or default

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number between two bounds."""
        text = self.text(name, str(default))
        if not text.isascii() or not text.isdecimal() or not low <= int(text) <= high:
            raise ConfigError(f"MATINEE_{name} is {text!r}; it must be a number from {low} to {high}.")
        return int(text)

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        """One of a few words."""
        text = self.text(name, default)
        if text not in choices:
            raise ConfigError(f"MATINEE_{name} is {text!r}; it must be one of {', '.join(choices)}.")
        return text
