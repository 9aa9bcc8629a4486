"""The small files of a package, to be changed where they lie."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.media.bucket import PACKAGES, Bucket
from app.media.manifest import FACTS
from app.media.master import is_touched
from app.media.models import Store
from app.media.place import media_bucket, media_folder
from app.media.publish import alone


@contextmanager
def package_at_hand(reference: str, store: str) -> Iterator[Path]:
    """A folder in which `put_sent` may work. What it changed of a package in the bucket is there when this is left:
    what the master names before it, what it names no more after it. Raises BucketFailed."""
    bucket = media_bucket() if store == Store.BUCKET else None
    if bucket is None:
        yield media_folder().package_path(reference)
        return
    draft = media_folder().work_path(reference) / "parts"
    draft.mkdir(parents=True, exist_ok=True)
    with alone(draft.parent):
        try:
            before = _fetch(bucket, reference, draft)
            yield draft
            _send(bucket, reference, draft, before)
        finally:
            shutil.rmtree(draft.parent, ignore_errors=True)


def _fetch(bucket: Bucket, reference: str, draft: Path) -> set[str]:
    shutil.rmtree(draft, ignore_errors=True)
    names = {name for name in bucket.files(f"{PACKAGES}/{reference}") if is_touched(name)}
    for name in names:
        bucket.fetch(f"{PACKAGES}/{reference}/{name}", draft / name, lambda _bytes: None)
    return names


def _send(bucket: Bucket, reference: str, draft: Path, before: set[str]) -> None:
    now = {path.relative_to(draft).as_posix() for path in draft.rglob("*") if path.is_file()}
    last = ["master.m3u8", FACTS]
    for name in [*sorted(now.difference(last)), *last]:
        bucket.send(draft / name, f"{PACKAGES}/{reference}/{name}", lambda _bytes: None)
    bucket.remove_keys([f"{PACKAGES}/{reference}/{name}" for name in before - now])
