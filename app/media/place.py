"""Where this house keeps its media."""

from __future__ import annotations

from typing import BinaryIO

from flask import abort, current_app

from app.media.storage import MediaFolder, NoSuchMedia


def media_folder() -> MediaFolder:
    """The sources, the work in progress and the published packages of this instance."""
    return MediaFolder(current_app.config["INSTANCE"])


def open_packaged(reference: str, name: str) -> BinaryIO:
    """A file of a published package, opened; 404 where it is not there."""
    try:
        return media_folder().open(reference, name)
    except NoSuchMedia:
        abort(404)
