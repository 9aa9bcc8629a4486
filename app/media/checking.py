"""What is on disk against what the rows tell: gaps that viewers would meet, and orphans that only take room."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.foundation.db import db
from app.foundation.jobs.models import find_open
from app.media.bucket import PACKAGES, SOURCES, Bucket
from app.media.manifest import FACTS, read_package_facts, read_package_text
from app.media.models import Store, Video, VideoState
from app.media.place import media_bucket, media_folder
from app.media.storage import REFERENCE, NoSuchMedia


@dataclass(frozen=True)
class Finding:
    """Something that does not fit; `path` (or in the bucket `reference`) is what may be removed, for an orphan."""

    what: str
    size: int = 0
    path: Path | None = None
    reference: str = ""

    @property
    def is_orphan(self) -> bool:
        """Whether no row tells of it."""
        return self.path is not None or bool(self.reference)


def findings(is_deep: bool = False) -> list[Finding]:
    """Everything that does not fit, gaps before orphans. What is being made, sent or moved meanwhile is not looked at.

    `is_deep` reads every byte that lies in the bucket and compares it with what was sent. Raises BucketFailed.
    """
    videos = list(db.session.scalars(db.select(Video).order_by(Video.id)))
    db.session.commit()
    here = [video for video in videos if video.is_ready and video.store == Store.FOLDER]
    gaps = [gap for video in here for gap in _gaps(video)]
    known = {video.reference for video in videos}
    orphans = [*_orphans("packages", known), *_orphans("sources", known), *_orphans("work", _being_made(videos))]
    bucket = media_bucket()
    if bucket is None:
        gone = [video for video in videos if video.store == Store.BUCKET]
        return [*gaps, *(Finding(f"{v} ({v.reference}): lies in a bucket, and none is named.") for v in gone), *orphans]
    return [*gaps, *_gaps_of_bucket(bucket, videos, is_deep), *orphans, *_orphans_of_bucket(bucket, videos)]


def remove_orphans(found: list[Finding]) -> int:
    """Free what no row tells of; how many bytes. What has a row by now stays."""
    freed = 0
    for orphan in found:
        if orphan.path is not None and _is_still_one(orphan.path):
            _remove(orphan.path)
            freed += orphan.size
        elif orphan.reference and (bucket := media_bucket()) and _is_free_in_bucket(orphan.reference):
            bucket.remove(orphan.reference)
            freed += orphan.size
    return freed


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _gaps_of_bucket(bucket: Bucket, videos: list[Video], is_deep: bool) -> Iterator[Finding]:
    for video in videos:
        if video.store != Store.BUCKET or not video.is_ready:
            continue
        folder, here = f"{PACKAGES}/{video.reference}", f"{video} ({video.reference})"
        there = bucket.files(folder)
        try:
            files = read_package_text(bucket.text(f"{folder}/{FACTS}")).files
        except (NoSuchMedia, ValueError, TypeError, KeyError):
            yield Finding(f"{here}: its package is not in the bucket, or was written by another version.")
            continue
        for file in files:
            if there.get(file.name) != file.size:
                seen = f"has {there[file.name]:,} bytes" if file.name in there else "is gone"
                yield Finding(f"{here}: {file.name} {seen}, in the bucket. Encode it again.")
            elif is_deep and not bucket.is_sound(f"{folder}/{file.name}"):
                yield Finding(f"{here}: {file.name} is damaged in the bucket. Encode it again.")
        source = f"{SOURCES}/{video.reference}"
        if not bucket.size(source):
            yield Finding(f"{here}: the uploaded file is not in the bucket; it cannot be encoded again.")
        elif is_deep and not bucket.is_sound(source):
            yield Finding(f"{here}: the uploaded file is damaged in the bucket. Send it again before the next encode.")


def _orphans_of_bucket(bucket: Bucket, videos: list[Video]) -> Iterator[Finding]:
    """What the bucket holds of videos that are gone, or that lie in the folder."""
    sizes: Counter[str] = Counter()
    for kind in (PACKAGES, SOURCES):
        for name, size in bucket.files(kind).items():
            sizes[name.partition("/")[0]] += size
    there = {video.reference for video in videos if video.store == Store.BUCKET}
    for reference, size in sorted(sizes.items()):
        if reference not in there and not find_open(f"move:{reference}"):
            what = f"{reference} in the bucket: no video is told to lie there; {size / 1e6:,.1f} MB."
            yield Finding(what, size, reference=reference)
    db.session.commit()


def _is_free_in_bucket(reference: str) -> bool:
    store = db.session.scalar(db.select(Video.store).where(Video.reference == reference))
    is_moving = find_open(f"move:{reference}") is not None
    db.session.commit()
    return store != Store.BUCKET and not is_moving


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
