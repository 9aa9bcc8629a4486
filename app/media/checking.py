"""What is on disk against what the rows tell: gaps that viewers would meet, and orphans that only take room."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.foundation.db import db
from app.media.manifest import read_package_facts
from app.media.models import Video, VideoState
from app.media.place import media_folder
from app.media.storage import REFERENCE


@dataclass(frozen=True)
class Finding:
    """Something that does not fit; `path` is what may be removed, for an orphan."""

    what: str
    size: int = 0
    path: Path | None = None

    @property
    def is_orphan(self) -> bool:
        """Whether no row tells of it."""
        return self.path is not None


def findings() -> list[Finding]:
    """Everything that does not fit, gaps before orphans. What is being made or sent meanwhile is not looked at."""
    videos = list(db.session.scalars(db.select(Video).order_by(Video.id)))
    db.session.commit()
    gaps = [gap for video in videos if video.is_ready for gap in _gaps(video)]
    known = {video.reference for video in videos}
    return [*gaps, *_orphans("packages", known), *_orphans("sources", known), *_orphans("work", _being_made(videos))]


def remove_orphans(found: list[Finding]) -> int:
    """Free what no row tells of; how many bytes. What has a row by now stays."""
    freed = 0
    for orphan in found:
        if orphan.path is not None and _is_still_one(orphan.path):
            _remove(orphan.path)
            freed += orphan.size
    return freed


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _gaps(video: Video) -> Iterator[Finding]:
    folder = media_folder().package_path(video.reference)
    if not media_folder().source_path(video.reference).is_file():
        yield Finding(f"{video} ({video.reference}): the uploaded file is gone; it cannot be encoded again.")
    try:
        files = read_package_facts(folder).files
    except (OSError, ValueError, TypeError, KeyError):
        yield Finding(f"{video} ({video.reference}): its package is not there, or was written by another version.")
        return
    for file in files:
        path = folder / file.name
        size = path.stat().st_size if path.is_file() else None
        if size != file.size:
            seen = "is gone" if size is None else f"has {size:,} bytes instead of {file.size:,}"
            yield Finding(f"{video} ({video.reference}): {file.name} {seen}. Encode it again.")


def _being_made(videos: list[Video]) -> set[str]:
    """A ready one may be encoded anew: its work is not touched either."""
    return {video.reference for video in videos if video.state != VideoState.FAILED}


def _orphans(kind: str, known: set[str]) -> Iterator[Finding]:
    folder = media_folder().root / kind
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if REFERENCE.fullmatch(path.name) and path.name not in known:
            size = _size(path)
            yield Finding(f"{kind}/{path.name}: no video is told of; {size / 1e6:,.1f} MB.", size, path)


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(file.stat().st_size for file in files if file.is_file())


def _is_still_one(path: Path) -> bool:
    found = db.session.scalar(db.select(Video.state).where(Video.reference == path.name))
    db.session.commit()
    return found is None or (path.parent.name == "work" and found == VideoState.FAILED)
