"""Taking in films: for a title or an episode that stands, or for a new one ("Add a film")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, current_app, flash, request
from flask_admin import expose
from werkzeug.datastructures import FileStorage

from app.accounts.current import current_account
from app.accounts.models import Permission
from app.admin.base import SecureView
from app.foundation.hypermedia import see_other
from app.foundation.security import csrf
from app.media.models import VideoRole
from app.media.sources import MIB, RefusedSource, expect_upload, receive
from app.uploads.finishing import drop, finish
from app.uploads.purposes import FIELDS, Purpose
from app.uploads.queries import open_uploads, own_upload

CHUNK_BYTES = 8 * MIB


class UploadView(SecureView):
    """One page to send films from; with scripts they go piece by piece (`app.uploads`), without as one form."""

    who, icon, is_in_menu = Permission.MEDIA_UPLOAD, "upload", False

    @expose("/")
    def index(self) -> Response:
        """The form; with `title` or `episode` it is for that one, else it adds a film."""
        return self._page(request.args, {})

    @expose("/", methods=("POST",))
    def take_film(self) -> Any:
        """Stream the file to its place, then tell the database; exempt from the CSRF check until the body is read."""
        expect_upload()
        file, fields = request.files.get("film"), request.form
        csrf.protect()
        purpose, errors = Purpose(fields), _faults(fields, file)
        if errors or file is None:
            return self._page(fields, errors, 422)
        try:
            video = purpose.take(lambda: receive(file.stream), file.filename or "", current_account)
        except RefusedSource as refusal:
            return self._page(fields, {"film": refusal.reason}, refusal.status)
        return self._arrived(video)

    @expose("/<reference>/again", methods=("POST",))
    def take_again(self, reference: str) -> Any:
        """One that has arrived whole and could not be taken in then."""
        upload = own_upload(reference, current_account)
        if not upload.is_whole:
            abort(409)
        try:
            return self._arrived(finish(upload))
        except RefusedSource as refusal:
            flash(refusal.reason, "danger")
            return see_other(self.home)

    @expose("/<reference>/forget", methods=("POST",))
    def forget(self, reference: str) -> Any:
        """Remove what has arrived of it."""
        upload = own_upload(reference, current_account)
        if upload.video_id is None:
            drop(upload)
            flash(f"What had arrived of “{upload}” is removed.", "success")
        return see_other(self.home)

    def _arrived(self, video: Any) -> Any:
        flash(f"{video} has arrived and waits to be encoded.", "success")
        return see_other(f"/admin/videos/details/?id={video.id}")

    def _page(self, fields: Mapping[str, str], errors: dict[str, str], status: int = 200) -> Response:
        subject = _subject(fields)
        facts: dict[str, Any] = {
            "subject": subject,
            "video": Purpose({**fields, "role": VideoRole.MAIN}).standing() if subject is not None else None,
            "errors": errors,
            "fields": {name: fields.get(name, "")[:200] for name in FIELDS},
            "roles": list(VideoRole),
            "uploads": open_uploads(current_account),
            "chunk_bytes": CHUNK_BYTES,
            "has_library": current_app.config["LIBRARY"] is not None,
            "quota_gb": current_app.config["UPLOAD_QUOTA_GB"],
        }
        return self.render("admin/upload.html", status=status, **facts)


csrf.exempt(f"{UploadView.__module__}.take_film")


def _faults(fields: Mapping[str, str], file: FileStorage | None) -> dict[str, str]:
    _subject(fields)
    chosen = {} if file is not None and file.filename else {"film": "Choose the film’s file."}
    return {**chosen, **Purpose(fields).faults()}


def _subject(fields: Mapping[str, str]) -> Any:
    """The title or episode of the page; 404 if that is gone."""
    try:
        return Purpose(fields).subject()
    except RefusedSource:
        abort(404)
