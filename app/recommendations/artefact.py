"""The trained weights as a file: whole under its name or not there, and refused when it is not what it says."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import secrets
import time
import zipfile
from pathlib import Path

import numpy as np
from flask import current_app

from app.recommendations.weights import Weights

SCHEMA = 1
FOLDER = "recommendations"
LARGEST = 200_000_000
DRAFT_S = 3600.0
ARRAYS = ("ids", "neighbours", "values", "watchers", "popularity")
log = logging.getLogger("matinee.recommendations")


class Unusable(Exception):
    """The file is gone, cut off, changed, or of another version of Matinee."""


def keep(weights: Weights, run_id: int) -> tuple[str, int]:
    """Write the weights; the file's name, in which its SHA-256 stands, and its size in bytes."""
    buffer = io.BytesIO()
    arrays = {name: getattr(weights, name) for name in ARRAYS}
    np.savez_compressed(buffer, schema=np.array(SCHEMA), **arrays)
    body = buffer.getvalue()
    name = f"{run_id}-{hashlib.sha256(body).hexdigest()[:32]}.npz"
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{secrets.token_hex(6)}"
    with draft.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / name)
    return name, len(body)


def load(name: str) -> Weights:
    """The weights in this file. Raises Unusable; nothing in it is ever run (`allow_pickle=False`)."""
    path = _folder() / Path(name).name
    try:
        if path.stat().st_size > LARGEST:
            raise Unusable("it is too large")
        body = path.read_bytes()
        if hashlib.sha256(body).hexdigest()[:32] != path.stem.partition("-")[2]:
            raise Unusable("it is not what was written")
        with np.load(io.BytesIO(body), allow_pickle=False) as archive:
            return _checked(archive)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise Unusable(str(error) or type(error).__name__) from error


def _checked(archive: np.lib.npyio.NpzFile) -> Weights:
    if int(archive["schema"]) != SCHEMA:
        raise Unusable(f"it is of schema {int(archive['schema'])}, and this is {SCHEMA}")
    ids, neighbours, values, watchers, popularity = (archive[name] for name in ARRAYS)
    rows = len(ids)
    fits = neighbours.ndim == 2 and neighbours.shape == values.shape and len(values) == rows
    if not fits or len(watchers) != rows or len(popularity) != rows or bool((np.diff(ids) <= 0).any()):
        raise Unusable("its arrays do not fit together")
    if not np.isfinite(values).all() or (rows and (neighbours.max() >= rows or neighbours.min() < -1)):
        raise Unusable("its numbers are out of range")
    return Weights(ids, neighbours, values, watchers, popularity)


def is_whole(name: str) -> bool:
    """Whether this file can be served."""
    try:
        load(name)
    except Unusable:
        return False
    return True


def forget_all_but(names: set[str]) -> None:
    """Remove the files of runs that are no longer kept, and drafts that a killed training left behind."""
    for path in _folder().glob("*"):
        is_draft = path.name.startswith(".")
        if path.name not in names and not (is_draft and time.time() - path.stat().st_mtime < DRAFT_S):
            path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(current_app.config["INSTANCE"]) / FOLDER
