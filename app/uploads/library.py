"""Films that lie on this machine already, in the folder that MATINEE_LIBRARY names; they stay where they are."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from flask import current_app

from app.accounts.models import Account
from app.foundation.db import db
from app.foundation.jobs import Job, enqueue
from app.foundation.text import random_reference
from app.media.models import Video
from app.media.sources import Received, RefusedSource, adopt, receive
from app.uploads.purposes import Purpose

SUFFIXES = (".mp4", ".m4v", ".mov", ".mkv", ".webm", ".ts", ".mts", ".m2ts", ".avi")
MOST_FILES = 20_000
NOT_THERE = "There is no such file in the library folder."


@dataclass(frozen=True)
class LibraryFile:
    """A film in the folder: its path below it, and its size in bytes."""

    path: str
    size: int

    @property
    def name(self) -> str:
        """Of the file alone."""
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """Where below the library it lies; empty for the top."""
        return self.path.rpartition("/")[0]


def films(typed: str = "") -> list[LibraryFile]:
    """The films whose path has all the words that were typed, by path; at most 20,000. Empty without a folder."""
    root, words = current_app.config["LIBRARY"], typed.casefold().split()
    found = [path for path in _walk(root) if all(word in path.casefold() for word in words)] if root else []
    return [LibraryFile(path, (root / path).stat().st_size) for path in sorted(found, key=str.casefold)]


def _walk(root: Path) -> Iterator[str]:
    """Regular files only, and no links: what they lead to may lie elsewhere."""
    seen = 0
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = Path(folder, name)
            if name.lower().endswith(SUFFIXES) and _can_be_written(name) and path.is_file() and not path.is_symlink():
                yield path.relative_to(root).as_posix()
                seen += 1
        if seen >= MOST_FILES:
            return


def _can_be_written(name: str) -> bool:
    """Whether a page can say it: not with the bytes of another encoding, not hidden."""
    return name.isprintable() and not name.startswith(".")


def library_path(path: str) -> Path:
    """The file at this path below the library. Raises RefusedSource (404) for any other place, and for links."""
    root = current_app.config["LIBRARY"]
    if root is None or "\0" in path or len(path) > 4096:
        raise RefusedSource(NOT_THERE, 404)
    whole = root / path
    is_inside = whole.is_file() and whole.resolve() == whole and whole.is_relative_to(root)
    if not is_inside or not whole.name.lower().endswith(SUFFIXES):
        raise RefusedSource(NOT_THERE, 404)
    return whole


def queue(path: str, fields: dict[str, str], account: Account) -> Job:
    """Have it taken in before the encodes that wait, in the current transaction. Raises RefusedSource."""
    library_path(path)
    Purpose(fields).check()
    payload: dict[str, Any] = {
        "path": path,
        "fields": fields,
        "account_id": account.id,
        "reference": random_reference(),
    }
    return enqueue("uploads.take", dedupe_key=f"take:{path}"[:120], priority=-50, **payload)


def take(
    path: str, fields: dict[str, str], account: Account, reference: str, on_progress: Callable[[float], None]
) -> None:
    """Take it in; done before, it is left. Raises RefusedSource."""
    if db.session.scalar(db.select(Video.id).where(Video.reference == reference)) is None:
        whole = library_path(path)
        Purpose(fields).take(lambda: _bring(whole, reference, on_progress), whole.name, account)


def _bring(path: Path, reference: str, on_progress: Callable[[float], None]) -> Received:
    """A second name where the disk is the same, else a copy."""
    if path.stat().st_dev == _disk_of_sources():
        return adopt(path, reference)
    with path.open("rb") as file:
        return receive(_Heard(file, path.stat().st_size, on_progress), reference)  # type: ignore[arg-type]


def _disk_of_sources() -> int:
    return int(current_app.config["INSTANCE"].stat().st_dev)


@dataclass
class _Heard:
    """A file that tells how much of it has been read."""

    file: BinaryIO
    size: int
    on_progress: Callable[[float], None]

    def read(self, size: int) -> bytes:
        """The next bytes."""
        self.on_progress(self.file.tell() / max(1, self.size))
        return self.file.read(size)
