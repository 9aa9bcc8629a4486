"""Taking in a film's file: streamed to disk, looked at, put in its place, then told to the database."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from flask import current_app, request

from app.accounts.models import Account
from app.catalogue.models import Episode, Title
from app.foundation.db import db
from app.foundation.jobs import enqueue
from app.foundation.text import clean_line, random_reference
from app.media.models import Video, VideoRole
from app.media.place import media_folder
from app.media.publish import sync_folder

MIB = 1024 * 1024
SPARE_BYTES = 256 * MIB
HEAD_BYTES = 4096
DAY_S = 86_400
EBML, RIFF, TS_SYNC, TS_PACKET = b"\x1a\x45\xdf\xa3", b"RIFF", 0x47, 188
MP4_BOXES = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"moof", b"styp", b"pnot")
NOT_A_FILM = "This is not a film. MP4, MOV, MKV, WebM, MPEG-TS and AVI files can be used."


class RefusedSource(Exception):
    """The file cannot be taken; `reason` is a sentence for whoever sent it, `status` an HTTP status."""

    def __init__(self, reason: str, status: int = 422) -> None:
        super().__init__(reason)
        self.reason, self.status = reason, status


@dataclass(frozen=True)
class Received:
    """A file that lies whole under `<instance>/sources/<reference>`."""

    reference: str
    path: Path
    size: int


def expect_upload() -> None:
    """Call first in a view that takes a film: let this request's body be as large as one, and end the
    transaction, since nobody else could write while it arrives. The view is exempt from the CSRF check before
    it and asks for it afterwards (`csrf.protect()`), because that check reads the body."""
    request.max_content_length = most_bytes() + MIB
    db.session.commit()


def take_in(
    source: IO[bytes] | Path,
    name: str,
    subject: Title | Episode | Callable[[], Title],
    role: str = VideoRole.MAIN,
    account: Account | None = None,
) -> Video:
    """A waiting video of this subject, with its encode queued; commits.

    `source` is an open stream or a file already on this machine (copied). `subject` may be what makes the title,
    called once the file is whole. Raises RefusedSource, and then neither a file nor a row is left.
    """
    db.session.commit()  # files are not written inside a transaction
    received = receive(source)
    with kept_only_if_told(received):
        return add_video(received, name, subject() if callable(subject) else subject, role, account)


@contextmanager
def kept_only_if_told(received: Received) -> Iterator[None]:
    """Commit what the block has told the database of this file; if that fails, the file goes too."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        received.path.unlink(missing_ok=True)
        raise


def receive(source: IO[bytes] | Path, reference: str = "") -> Received:
    """Bring the file to its place on disk: whole and synced, or not at all. Raises RefusedSource."""
    reference = reference or random_reference()
    place = media_folder().source_path(reference)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".tmp-{reference}")
    try:
        with _opened(source) as stream:
            size = _write(stream, draft)
        draft.rename(place)
        sync_folder(place.parent)
    except OSError as error:
        raise as_refusal(error) from error
    finally:
        draft.unlink(missing_ok=True)
    return Received(reference, place, size)


def adopt(draft: Path, reference: str) -> Received:
    """Give a whole and synced file that lies beside the sources its place among them, under this reference.

    The draft stays until its taker removes it, so that it can be done again. Raises RefusedSource.
    """
    place = media_folder().source_path(reference)
    try:
        with _opened(draft) as file:
            _film_head(file)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        _same_bytes(draft, place)
        sync_folder(place.parent)
    except OSError as error:
        raise as_refusal(error) from error
    return Received(reference, place, place.stat().st_size)


def check_size(length: int) -> None:
    """Raises RefusedSource (413) where so many bytes are more than one film may have."""
    if length > most_bytes():
        raise RefusedSource(f"The file is too large: at most {most_bytes() // MIB:,} MB can be taken here.", 413)


def check_room(length: int) -> None:
    """Raises RefusedSource (507) where so many bytes more would fill the disk."""
    if shutil.disk_usage(media_folder().root).free < SPARE_BYTES + length:
        raise RefusedSource("The disk is full. Make room, then send the file again.", 507)


def is_film(head: bytes) -> bool:
    """Whether a file that begins with these bytes may be MP4, MOV, Matroska, MPEG-TS or AVI; the probe knows better."""
    if head[4:8] in MP4_BOXES or head.startswith(EBML):
        return True
    if head.startswith(RIFF):
        return head[8:12] == b"AVI "
    return any(_is_transport_stream(head, packet, first) for packet, first in ((TS_PACKET, 0), (TS_PACKET + 4, 4)))


def remove_leftovers() -> int:
    """Remove what uploads that were cut off left behind, once they are a day old; the number of files."""
    drafts = media_folder().source_path("leftover").parent.glob(".tmp-*")
    old = [draft for draft in drafts if time.time() - draft.stat().st_mtime > DAY_S]
    for draft in old:
        draft.unlink(missing_ok=True)
    return len(old)


def add_video(received: Received, name: str, subject: Title | Episode, role: str, account: Account | None) -> Video:
    """The waiting video of a file that is in its place, with its encode queued, in the current transaction."""
    video = Video(reference=received.reference, role=role, source_bytes=received.size)
    video.source_name = clean_line(os.path.basename(name))[:255]
    video.added_by_id = account.id if account is not None else None
    video.title_id = subject.id if isinstance(subject, Title) else None
    video.episode_id = subject.id if isinstance(subject, Episode) else None
    db.session.add(video)
    db.session.flush()
    enqueue("media.encode", dedupe_key=f"encode:{video.reference}", video_id=video.id)
    return video


@contextmanager
def _opened(source: IO[bytes] | Path) -> Iterator[IO[bytes]]:
    if not isinstance(source, Path):
        yield source
        return
    if source.is_symlink() or not source.is_file():
        raise RefusedSource("There is no such file in the library folder.")
    with source.open("rb") as file:
        yield file


def _write(stream: IO[bytes], draft: Path) -> int:
    head = _film_head(stream)
    with draft.open("xb") as file:
        size = _copy(head, stream, file)
        file.flush()
        os.fsync(file.fileno())
    return size


def _film_head(stream: IO[bytes]) -> bytes:
    head = stream.read(HEAD_BYTES)
    if not head:
        raise RefusedSource("The file is empty. The upload may have been cut off; send it again.")
    if not is_film(head):
        raise RefusedSource(NOT_A_FILM)
    return head


def _copy(head: bytes, stream: IO[bytes], file: BinaryIO) -> int:
    size, data = 0, head
    while data:
        size += len(data)
        check_size(size)
        check_room(len(data))
        file.write(data)
        data = stream.read(4 * MIB)
    return size


def most_bytes() -> int:
    """The most that one film's file may have."""
    return int(current_app.config["MAX_UPLOAD_MB"]) * MIB


def _same_bytes(draft: Path, place: Path) -> None:
    """A second name for them; where a file system knows none, they move."""
    try:
        os.link(draft, place)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EMLINK):
            raise
        os.replace(draft, place)


def as_refusal(error: OSError) -> RefusedSource:
    """What a fault of the disk means to whoever sent the file."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return RefusedSource("The disk is full. Make room, then send the file again.", 507)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return RefusedSource("The media folder cannot be written to. Its permissions or its disk need a look.", 507)
    return RefusedSource("The file could not be read to its end. Send it again.")


def _is_transport_stream(head: bytes, packet: int, first: int) -> bool:
    places = range(first, min(len(head), first + 5 * packet), packet)
    return len(places) == 5 and all(head[place] == TS_SYNC for place in places)
