"""Puts a finished directory in its place: whole and on disk, or not at all."""

import ctypes
import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

AT_FDCWD = -100
RENAME_EXCHANGE = 2


def publish(work: Path, target: Path) -> None:
    """Moves `work` to `target` (on one file system), replacing what was there; `work` is gone afterwards.

    On Linux a replacement is one exchange; elsewhere the old is moved aside first, so that a
    crash in between leaves nothing at `target` until the work is published again.
    """
    sync_tree(work)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        _replace(work, target)
    else:
        work.rename(target)
    sync_folder(target.parent)
    shutil.rmtree(work, ignore_errors=True)


def sync_tree(folder: Path) -> None:
    """Every file and directory of `folder` is on disk when this returns."""
    for root, _folders, files in os.walk(folder):
        for name in files:
            sync_file(Path(root, name))
        sync_folder(Path(root))


def write_whole(path: Path, text: str) -> None:
    """The file with this text: as it was before or whole, whatever happens meanwhile."""
    draft = path.with_name(f".{path.name}.tmp")
    draft.write_text(text, encoding="utf-8")
    sync_file(draft)
    os.replace(draft, path)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One after the other in this folder: two editors at once would each leave out what the other sends."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """What was written to the file is on disk when this returns."""
    _sync(path, os.O_RDONLY)


def sync_folder(folder: Path) -> None:
    """The names in `folder` are on disk when this returns."""
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _replace(work: Path, target: Path) -> None:
    if not _exchange(work, target):
        old = work.with_name(f"{work.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        work.rename(target)
        shutil.rmtree(old)


def _exchange(one: Path, other: Path) -> bool:
    """Swaps two directories in one step where the system can."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    return rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0
