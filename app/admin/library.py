"""Films from the library folder of this machine: found, and taken in where they lie."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, current_app, flash, request
from flask_admin import expose

from app.accounts.current import current_account
from app.accounts.models import Permission
from app.admin.base import SecureView
from app.foundation.db import db
from app.foundation.hypermedia import see_other
from app.foundation.text import plural
from app.media.models import Video
from app.media.sources import RefusedSource
from app.uploads.library import LibraryFile, films, library_path, queue
from app.uploads.purposes import Purpose

ON_A_PAGE = 50


class LibraryView(SecureView):
    """A list of the folder's films, each with a button."""

    who, icon, heading = Permission.MEDIA_UPLOAD, "library", "Library folder"

    @property
    def is_in_menu(self) -> bool:  # type: ignore[override]
        """Only where there is one."""
        return current_app.config["LIBRARY"] is not None

    @expose("/")
    def index(self) -> Response:
        """The films whose path has these words."""
        if not current_app.config["LIBRARY"]:
            abort(404)
        typed, page = request.args.get("q", "")[:200], request.args.get("page", "")
        first = (int(page) - 1) * ON_A_PAGE if page.isascii() and page.isdecimal() and 0 < len(page) < 6 else 0
        found = films(typed)
        shown = found[max(0, first) : max(0, first) + ON_A_PAGE]
        facts: dict[str, Any] = {"found": len(found), "shown": shown, "page": max(0, first) // ON_A_PAGE + 1}
        facts |= {"pages": -(-len(found) // ON_A_PAGE), "typed": typed, "here": _taken(shown)}
        facts |= {"count_words": plural(len(found), "film"), "fields": _purpose(), "subject": _subject()}
        return self.render("admin/library.html", "library", **facts)

    @expose("/", methods=("POST",))
    def take(self) -> Any:
        """Have one taken in: for the title or episode of the page, else as a new film named after its file."""
        path, fields = request.form.get("path", ""), {n: request.form.get(n, "")[:20] for n in ("title", "episode")}
        try:
            name = library_path(path).stem.replace("_", " ").replace(".", " ").strip()[:200]
            queue(path, {**fields, "name": name}, current_account)
        except RefusedSource as refusal:
            db.session.rollback()
            flash(refusal.reason, "danger")
            return see_other(self.home)
        db.session.commit()
        flash(f"“{name}” is being taken in.", "success")
        return see_other("/admin/jobs/" if any(fields.values()) else self.home)


def _purpose() -> dict[str, str]:
    return {name: request.args.get(name, "")[:20] for name in ("title", "episode") if request.args.get(name)}


def _subject() -> Any:
    try:
        return Purpose(_purpose()).subject()
    except RefusedSource:
        abort(404)


def _taken(shown: list[LibraryFile]) -> set[str]:
    """Those of which a video of the same name and size is here."""
    names = [file.name for file in shown]
    rows = db.session.execute(db.select(Video.source_name, Video.source_bytes).where(Video.source_name.in_(names)))
    here = {(name, size) for name, size in rows}
    return {file.path for file in shown if (file.name, file.size) in here}
