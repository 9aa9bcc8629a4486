"""How a form gives a row its address."""

from __future__ import annotations

from typing import Any

from flask import g

from app.admin.refusing import Refused
from app.catalogue.slugs import SlugMalformed, SlugTaken
from app.foundation.db import db
from app.foundation.text import slugify


def take_address(form: Any, row: Any, is_created: bool) -> None:
    """A typed address is taken or refused; one that came from the old name follows the new one."""
    try:
        with db.session.no_autoflush:
            if form.slug.data and form.slug.data != row.slug:
                row.set_slug(form.slug.data)
            elif is_created or _follows_name(row, g.get("admin_name_before")):
                row.find_slug()
    except (SlugTaken, SlugMalformed) as error:
        raise Refused(form.slug, str(error)) from error


def _follows_name(row: Any, before: str | None) -> bool:
    return bool(before) and before != row.name and row.slug.startswith(slugify(before or "") or "\0")
