"""Taking in films: for a title or an episode that stands, or for a new one ("Add a film")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import unquote

from flask import Response, abort, flash, request
from flask_admin import expose

from app.accounts.current import current_account
from app.accounts.models import Permission
from app.admin.base import SecureView
from app.admin.forms import HIGHEST, UNKEEPABLE
from app.catalogue.models import Episode, Title
from app.foundation.db import db
from app.foundation.hypermedia import see_other
from app.foundation.security import csrf
from app.media.models import Video, VideoRole
from app.media.replacing import replace_file
from app.media.sources import MIB, RefusedSource, expect_upload, take_in

RAW = "application/octet-stream"
DRAINED = 256 * MIB


@dataclass(frozen=True)
class Sent:
    """What came with a film: its fields, its name and its bytes. `stream` is None when no file was chosen."""

    fields: Mapping[str, str]
    name: str
    stream: IO[bytes] | None


class UploadView(SecureView):
    """One page to send a film from."""

    who, icon, is_in_menu = Permission.MEDIA_UPLOAD, "upload", False

    @expose("/")
    def index(self) -> Response:
        """The form; with `title` or `episode` it is for that one, else it adds a film."""
        return self._page(request.args, {})

    @expose("/", methods=("POST",))
    def take_film(self) -> Any:
        """Stream the file to its place, then tell the database; exempt from the CSRF check until the body is read."""
        expect_upload()
        sent = _sent()
        csrf.protect()
        try:
            errors = _faults(sent)
            if errors or sent.stream is None:
                return self._page(sent.fields, errors, 422)
            video = _take(sent.fields, sent.stream, sent.name)
        except RefusedSource as refusal:
            _drain(sent.stream)
            return self._page(sent.fields, {"film": refusal.reason}, refusal.status)
        flash(f"{video} has arrived and waits to be encoded.", "success")
        return _gone_to(f"/admin/videos/details/?id={video.id}")

    def _page(self, fields: Mapping[str, str], errors: dict[str, str], status: int = 200) -> Response:
        subject = _subject(fields)
        video = _main_video(subject) if subject is not None else None
        kept = {name: fields.get(name, "")[:200] for name in ("name", "title", "episode", "role")}
        facts: dict[str, Any] = {
            "subject": subject,
            "video": video,
            "errors": errors,
            "fields": kept,
            "roles": list(VideoRole),
        }
        return self.render("admin/upload.html", status=status, **facts)


csrf.exempt(f"{UploadView.__module__}.take_film")


def _sent() -> Sent:
    """A form with a file; or from the script the file alone as the body, and the rest in the query."""
    if request.mimetype == RAW:
        return Sent(request.args, unquote(request.args.get("file", ""))[:255], request.stream)
    file = request.files.get("film")
    return Sent(request.form, file.filename or "" if file else "", file.stream if file and file.filename else None)


def _faults(sent: Sent) -> dict[str, str]:
    errors = {} if sent.stream is not None else {"film": "Choose the film’s file."}
    if _subject(sent.fields) is None:
        name = sent.fields.get("name", "").strip()
        if not name:
            errors["name"] = "The film needs a name."
        elif len(name) > 200:
            errors["name"] = "Use at most 200 characters."
        elif UNKEEPABLE.search(name):
            errors["name"] = "This has characters that cannot be kept. Type it anew."
    return errors


def _subject(fields: Mapping[str, str]) -> Title | Episode | None:
    """The title or episode that it is for, 404 if that is gone; None for a new film."""
    for table, typed in ((Title, fields.get("title")), (Episode, fields.get("episode"))):
        if typed:
            fits = typed.isascii() and typed.isdecimal() and int(typed) <= HIGHEST
            return (db.session.get(table, int(typed)) if fits else None) or abort(404)  # type: ignore[return-value]
    return None


def _main_video(subject: Title | Episode) -> Video | None:
    mine = Video.title_id == subject.id if isinstance(subject, Title) else Video.episode_id == subject.id
    return db.session.scalar(db.select(Video).where(mine, Video.role == VideoRole.MAIN).order_by(Video.id))


def _take(fields: Mapping[str, str], stream: IO[bytes], name: str) -> Video:
    role = fields.get("role") if fields.get("role") in list(VideoRole) else VideoRole.MAIN
    subject = _subject(fields)
    if subject is None:
        return take_in(stream, name, _new_film(fields["name"].strip()), account=current_account)
    if isinstance(subject, Title) and subject.is_series and role == VideoRole.MAIN:
        raise RefusedSource("A series has its films in episodes. Add one on its season’s page and send the file there.")
    standing = _main_video(subject) if role == VideoRole.MAIN else None
    if standing is not None:
        return replace_file(standing, stream, name)
    return take_in(stream, name, subject, str(role), current_account)


def _new_film(name: str) -> Any:
    """Makes the draft once the file is whole, in the same transaction."""

    def make() -> Title:
        title = Title(name=name, added_by_id=current_account.id)
        title.find_slug()
        return title

    return make


def _gone_to(location: str) -> Any:
    """303; for the script 201, since it would follow a redirect unseen and swallow the notice."""
    if request.mimetype == RAW:
        return Response(status=201, headers={"Location": location})
    return see_other(location)


def _drain(stream: IO[bytes] | None) -> None:
    """Read on for a while: a browser that is still sending would lose the answer with the connection."""
    left = DRAINED if stream is not None and request.mimetype == RAW else 0
    while left > 0 and stream is not None and (data := stream.read(MIB)):
        left -= len(data)
