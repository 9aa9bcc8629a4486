"""Packages and sources in a bucket of an S3-compatible store (Amazon, MinIO, Garage, R2, Ceph), through obstore."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.foundation.aside import aside
from app.media.opened import Span, Whole
from app.media.storage import TYPES, NoSuchMedia, checked_name, checked_reference

if TYPE_CHECKING:
    from obstore.store import S3Store

PACKAGES, SOURCES = "packages", "sources"
DIGEST = "sha256"
SHARED = "public, max-age=86400"
READ = 1024 * 1024
PART = 8 * 1024 * 1024
MOST_PARTS = 10_000  # of one multipart upload, by S3's rule
Counter = Callable[[int], None]


class BucketFailed(OSError):
    """The store does not answer, or refuses us; `reason` is a sentence for a person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Damaged(ValueError):
    """What came back is not what was sent."""


class Bucket:
    """One bucket, or a folder of it. Every call may raise BucketFailed; none holds up other requests."""

    def __init__(self, store: S3Store) -> None:
        self.store = store

    def open(self, reference: str, name: str) -> InBucket:
        """A file of a package; raises NoSuchMedia where there is none."""
        key = f"{PACKAGES}/{checked_reference(reference)}/{checked_name(name)}"
        with _explained():
            return InBucket(self, key, aside(_native().head, self.store, key))

    def address(self, reference: str, name: str, seconds: int) -> str:
        """Where anybody gets this file for so many seconds. Asks nobody."""
        key = f"{PACKAGES}/{checked_reference(reference)}/{checked_name(name)}"
        return str(_native().sign(self.store, "GET", key, timedelta(seconds=seconds)))

    def files(self, folder: str) -> dict[str, int]:
        """Names below this folder, with their sizes."""
        with _explained():
            found = aside(lambda: [row for rows in _native().list(self.store, folder) for row in rows])
        return {row["path"].removeprefix(f"{folder}/"): int(row["size"]) for row in found}

    def size(self, key: str) -> int:
        """Bytes of this file; 0 where there is none."""
        with suppress(NoSuchMedia), _explained():
            return int(_native().head(self.store, key)["size"])
        return 0

    def send(self, path: Path, key: str, count: Counter) -> None:
        """Put a file there, whole or not at all, with its SHA-256 beside it; `count` hears of each piece's bytes.

        The same there already is left as it is.
        """
        digest = digest_of(path)
        if self.digest(key) == digest:
            return count(path.stat().st_size)
        size = max(PART, -(-path.stat().st_size // MOST_PARTS))
        with _explained():
            said = {DIGEST: digest, **_headers(key)}
            _native().put(self.store, key, _pieces(path, count), attributes=said, chunk_size=size)

    def digest(self, key: str) -> str:
        """The SHA-256 that was noted when it was sent; empty where nothing is there."""
        with suppress(NoSuchMedia), _explained():
            return str(_native().get(self.store, key).attributes.get(DIGEST, ""))
        return ""

    def fetch(self, key: str, path: Path, count: Counter) -> None:
        """Write the file to this path, whole or not at all.

        Raises NoSuchMedia, and Damaged where its bytes are not those that were sent.
        """
        draft, digest = path.with_name(f".{path.name}.tmp"), hashlib.sha256()
        path.parent.mkdir(parents=True, exist_ok=True)
        with _explained():
            noted, pieces = self._read(key)
            with draft.open("wb") as file:
                for piece in pieces:
                    digest.update(piece)
                    count(file.write(piece))
        if noted not in ("", digest.hexdigest()):
            draft.unlink()
            raise Damaged(key)
        os.replace(draft, path)

    def text(self, key: str) -> str:
        """A small file, as UTF-8. Raises NoSuchMedia."""
        with _explained():
            return bytes(_native().get(self.store, key).bytes()).decode("utf-8")

    def is_sound(self, key: str) -> bool:
        """Whether its bytes are still those that were sent; reads them all."""
        digest = hashlib.sha256()
        with _explained():
            noted, pieces = self._read(key)
            for piece in pieces:
                digest.update(piece)
        return noted in ("", digest.hexdigest())

    def _read(self, key: str) -> tuple[str, Iterator[bytes]]:
        """The noted SHA-256 and the bytes, 8 MiB at a time: no request is as long as a film."""
        found = _native().get(self.store, key)
        size = int(found.meta["size"])
        spans = ((begin, min(begin + PART, size)) for begin in range(0, size, PART))
        pieces = (bytes(_native().get_range(self.store, key, start=start, end=end)) for start, end in spans)
        return str(found.attributes.get(DIGEST, "")), pieces

    def remove(self, reference: str) -> None:
        """Free everything of a video: first what names the rest."""
        folder = f"{PACKAGES}/{checked_reference(reference)}"
        self.remove_keys([f"{folder}/master.m3u8"])
        self.remove_keys([*(f"{folder}/{name}" for name in self.files(folder)), f"{SOURCES}/{reference}"])

    def remove_keys(self, keys: list[str]) -> None:
        """Free these files; those that are gone already are no fault."""
        for begin in range(0, len(keys), 1000):
            with suppress(NoSuchMedia), _explained():
                _native().delete(self.store, keys[begin : begin + 1000])


class InBucket:
    """A file of a bucket, as `Opened` has it."""

    def __init__(self, bucket: Bucket, key: str, facts: Any) -> None:
        self.bucket, self.key = bucket, key
        etag = str(facts["e_tag"] or f"{facts['last_modified'].timestamp():.0f}-{facts['size']}").strip('"')
        self.whole = Whole(int(facts["size"]), facts["last_modified"].replace(microsecond=0), etag)

    def pieces(self, span: Span) -> Iterator[bytes]:
        """A quarter of a MiB or more at a time."""
        if not span.length:
            return
        with _explained():
            options: Any = {"range": (span.start, span.stop)}
            found = aside(lambda: _native().get(self.bucket.store, self.key, options=options))
            stream = iter(found.stream(min_chunk_size=READ // 4))
            while piece := aside(next, stream, b""):
                yield bytes(piece)

    def close(self) -> None:
        """Nothing is held."""


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _headers(key: str) -> dict[str, str]:
    """What the store says of a file to whoever it sends it to: a cache between may hold what was signed for, which is
    segments and the one file; the rest is never handed out by the store itself."""
    kind = os.path.splitext(key)[1]
    is_signed = key.startswith(f"{PACKAGES}/") and kind in (".m4s", ".mp4")
    return {
        "Content-Type": TYPES.get(kind, "application/octet-stream"),
        "Cache-Control": SHARED if is_signed else "private, no-store",
    }


def _pieces(path: Path, count: Counter) -> Iterator[bytes]:
    with path.open("rb") as file:
        while data := file.read(READ):
            count(len(data))
            yield data


def _native() -> Any:
    """The library, loaded where a bucket is used: it takes 50 ms."""
    import obstore

    return obstore


@contextmanager
def _explained() -> Iterator[None]:
    """Its errors as ours: NoSuchMedia or BucketFailed."""
    from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

    try:
        yield
    except FileNotFoundError as error:
        raise NoSuchMedia(str(error)) from error
    except (PermissionDeniedError, UnauthenticatedError) as error:
        raise BucketFailed("The bucket refuses our key.") from error
    except BaseError as error:
        raise BucketFailed("The bucket does not answer.") from error
