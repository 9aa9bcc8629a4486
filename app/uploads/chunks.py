"""Appending to an upload: what is told as received lies synced on disk, whoever is killed when."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO

from werkzeug.exceptions import ClientDisconnected

from app.foundation.db import db
from app.media.sources import HEAD_BYTES, MIB, NOT_A_FILM, RefusedSource, as_refusal, check_room, is_film
from app.uploads.models import Upload, soon_over
from app.uploads.protocol import Checksum, Refused

SAFE_EVERY = 8 * MIB


@contextmanager
def held(upload: Upload) -> Iterator[BinaryIO]:
    """The upload's file, for one request at a time, with exactly the bytes that the row tells of.

    A lock on the file goes with the process that holds it, be it killed. Raises Refused (423) while another has it.
    """
    upload.path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(upload.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(423, "Another request is sending to this upload.") from error
        db.session.refresh(upload)
        _agree(file, upload)
        yield file


def _agree(file: BinaryIO, upload: Upload) -> None:
    """Cut what was written and never told; believe the disk where it has less."""
    size = os.fstat(file.fileno()).st_size
    if size > upload.received:
        file.truncate(upload.received)
    upload.received = min(size, upload.received)
    file.seek(upload.received)
    db.session.commit()


def append(file: BinaryIO, upload: Upload, stream: IO[bytes], checksum: Checksum | None) -> None:
    """Take a chunk to its end, or as far as the connection holds; with a checksum all of it or nothing.

    Raises Refused, or RefusedSource where it is no film or the disk is full.
    """
    begun_at = upload.received
    try:
        _copy(file, upload, stream, checksum)
        if checksum is not None:
            checksum.check()
        _tell(file, upload)
    except (ClientDisconnected, ConnectionError, RefusedSource):
        _cut(file, begun_at) if checksum is not None else _tell(file, upload)
        raise
    except Refused:
        _cut(file, upload.received)
        raise
    except OSError as error:  # of the disk
        _cut(file, upload.received)
        raise as_refusal(error) from error


def _copy(file: BinaryIO, upload: Upload, stream: IO[bytes], checksum: Checksum | None) -> None:
    written = upload.received
    while data := stream.read(MIB):
        written += len(data)
        if written > upload.length:
            raise Refused(413, f"That is more than the {upload.length:,} bytes that were announced.")
        check_room(len(data))
        _write(file, data)
        if checksum is not None:
            checksum.sum.update(data)
        elif written - upload.received >= SAFE_EVERY:
            _tell(file, upload)


def _write(file: BinaryIO, data: bytes) -> None:
    """All of it: an unbuffered file may take less."""
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]


def _cut(file: BinaryIO, size: int) -> None:
    file.seek(size)
    file.truncate()


def _tell(file: BinaryIO, upload: Upload) -> None:
    """First on disk, then in the row."""
    os.fsync(file.fileno())
    upload.received, upload.expires_at = file.tell(), soon_over()
    db.session.commit()


def check_head(file: BinaryIO, upload: Upload) -> None:
    """Raises RefusedSource as soon as enough is there to see that it is no film."""
    if upload.received >= min(HEAD_BYTES, upload.length):
        file.seek(0)
        if not is_film(file.read(HEAD_BYTES)):
            raise RefusedSource(NOT_A_FILM)
