"""Pictures that somebody gave: decoded, turned upright, stripped of what they say of their maker, encoded anew."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flask import current_app
from PIL import Image

from app.catalogue.addresses import WIDTHS
from app.foundation.pictures import QUALITY, PictureRefused, decode
from app.foundation.text import random_reference

__all__ = ["Picture", "PictureRefused", "drop_picture", "keep_picture", "picture_path"]


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: its reference, and its upright size in pixels."""

    reference: str
    width: int
    height: int


def picture_path(reference: str, width: int) -> Path:
    """Where one width of a picture lies."""
    return Path(current_app.config["INSTANCE"]) / "artwork" / reference / f"{width}.webp"


def keep_picture(stream: BinaryIO, kind: str) -> Picture:
    """Keep a picture (`poster`, `backdrop`, `still`, `portrait`) in the widths of its kind.

    Nothing is half-written: all files are made in a folder beside, then that folder gets its name. Raises
    PictureRefused. Call it before the transaction that stores the Artwork row, never inside one that writes.
    """
    picture = decode(stream)
    reference = random_reference()
    folder = picture_path(reference, 0).parent
    draft = folder.with_name(f".{reference}.part")
    draft.mkdir(parents=True)
    try:
        for width in WIDTHS[kind]:
            _write(picture, width, draft / f"{width}.webp")
        draft.rename(folder)
        _sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return Picture(reference, *picture.size)


def drop_picture(reference: str) -> None:
    """Remove a picture's files; nothing happens if there are none."""
    shutil.rmtree(picture_path(reference, 0).parent, ignore_errors=True)


def _write(picture: Image.Image, width: int, path: Path) -> None:
    """Never larger than it came; without EXIF, profiles or comments, since only pixels are saved."""
    height = max(1, round(picture.height * width / picture.width))
    smaller = picture.resize((width, height), Image.Resampling.LANCZOS) if width < picture.width else picture.copy()
    smaller.info.clear()
    with path.open("wb") as file:
        smaller.save(file, "WEBP", quality=QUALITY, method=4)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
