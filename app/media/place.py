"""Where this house keeps its media."""

from __future__ import annotations

from flask import current_app

from app.media.storage import MediaFolder


def media_folder() -> MediaFolder:
    """The sources, the work in progress and the published packages of this instance."""
    return MediaFolder(current_app.config["INSTANCE"])
