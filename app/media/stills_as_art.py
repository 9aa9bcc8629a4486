"""A film's own still stands for it in the catalogue until an editor gives it a better picture."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from PIL import Image

from app.catalogue.models import Artwork
from app.foundation.db import db
from app.foundation.text import random_reference
from app.media.models import Video, VideoRole
from app.media.place import media_folder
from app.media.publish import publish
from app.media.stills import WIDTHS


@dataclass(frozen=True)
class Still:
    """A picture in `<instance>/artwork/<reference>/`, not yet in the database; its size is the largest file's."""

    reference: str
    width: int
    height: int


def prepare_still(video_reference: str) -> Still:
    """Copy a package's stills among the artwork, under a reference of their own."""
    reference = random_reference()
    package = media_folder().package_path(video_reference)
    draft = _artwork_folder() / f".tmp-{reference}"
    draft.mkdir(parents=True)
    for width in WIDTHS:
        shutil.copyfile(package / f"still-{width}.webp", draft / f"{width}.webp")
    with Image.open(draft / f"{max(WIDTHS)}.webp") as image:
        size = image.size
    publish(draft, _artwork_folder() / reference)
    return Still(reference, *size)


def hang_still(video: Video, still: Still) -> None:
    """Give the still to the video's title or episode."""
    row = Artwork(reference=still.reference, kind="still", width=still.width, height=still.height)
    row.title_id, row.episode_id = video.title_id, video.episode_id
    db.session.add(row)


def wants_still(video: Video) -> bool:
    """Whether it is the main video of a title or episode that has no still yet."""
    mine = Artwork.episode_id == video.episode_id if video.episode_id else Artwork.title_id == video.title_id
    select = db.select(Artwork.id).where(mine, Artwork.kind == "still").limit(1)
    return video.role == VideoRole.MAIN and db.session.scalar(select) is None


def _artwork_folder() -> Path:
    return Path(os.fspath(current_app.config["INSTANCE"])) / "artwork"
