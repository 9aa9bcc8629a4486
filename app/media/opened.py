"""A file of a package, opened wherever it lies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, Protocol

PIECE = 256 * 1024


@dataclass(frozen=True)
class Whole:
    """A file as it lies in its store."""

    size: int
    modified: datetime
    etag: str


@dataclass(frozen=True)
class Span:
    """Bytes from `start` up to, not including, `stop`."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.stop - self.start


class Opened(Protocol):
    """What can be delivered."""

    @property
    def whole(self) -> Whole:
        """Facts of the file."""

    def pieces(self, span: Span) -> Iterator[bytes]:
        """The bytes of a span, some at a time."""

    def close(self) -> None:
        """Let it go."""


class OnDisk:
    """A file of this machine."""

    def __init__(self, file: BinaryIO) -> None:
        facts = os.fstat(file.fileno())
        modified = datetime.fromtimestamp(int(facts.st_mtime), UTC)
        self.whole = Whole(facts.st_size, modified, f"{facts.st_mtime_ns:x}-{facts.st_size:x}")
        self.file = file

    def pieces(self, span: Span) -> Iterator[bytes]:
        """256 KiB at a time."""
        self.file.seek(span.start)
        left = span.length
        while left > 0:
            data = self.file.read(min(PIECE, left))
            if not data:
                return
            left -= len(data)
            yield data

    def close(self) -> None:
        """Close the file."""
        self.file.close()
