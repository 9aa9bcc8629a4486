"""MP4 boxes, as far as needed: is the file whole, and which codecs does an init segment name."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

KNOWN_BOXES = (b"ftyp", b"moov", b"mdat", b"moof", b"free", b"skip", b"wide", b"styp")
MAX_BOXES = 100_000


class Box(NamedTuple):
    kind: bytes
    start: int
    size: int


def top_boxes(path: Path) -> Iterator[Box]:
    """The outermost boxes; a size of 0 in the file means "to the end" and is given as such."""
    length = path.stat().st_size
    at = 0
    with path.open("rb") as file:
        for _ in range(MAX_BOXES):
            file.seek(at)
            box = _read_box(file.read(16), at, length)
            if box is None:
                return
            yield box
            at += box.size
            if at >= length:
                return


def _read_box(header: bytes, at: int, length: int) -> Box | None:
    if len(header) < 8:
        return None
    size, kind = struct.unpack(">I4s", header[:8])
    if size == 1 and len(header) == 16:
        size = struct.unpack(">Q", header[8:])[0]
    size = size or length - at
    return Box(kind, at, size) if size >= 8 else None


def is_boxed(path: Path) -> bool:
    """Whether the file begins like an MP4 or MOV."""
    first = next(top_boxes(path), None)
    return first is not None and first.kind in KNOWN_BOXES


def missing_bytes(path: Path) -> int:
    """How many bytes an MP4 or MOV file lacks of what its last box promises."""
    *_, last = top_boxes(path)
    return max(0, last.start + last.size - path.stat().st_size) if last.kind in KNOWN_BOXES else 0


def has_index(path: Path) -> bool:
    """Whether an MP4 or MOV file has its table of contents (moov)."""
    return any(box.kind == b"moov" for box in top_boxes(path))


def codec_string(init: bytes) -> str:
    """The RFC 6381 name of the one track in an init segment: "avc1.64001e", "av01.0.08M.08" or "mp4a.40.2".

    From ISO 14496-15 (avcC: profile, constraints, level), 14496-1 (esds: audio object type) and the AV1 binding to
    ISO media files, 2.3.3 and 5 (av1C: profile, level, tier, depth).
    """
    at = init.find(b"avcC")
    if at >= 0:
        return "avc1." + init[at + 5 : at + 8].hex()
    at = init.find(b"av1C")
    if at >= 0:
        profile, level, flags = init[at + 5] >> 5, init[at + 5] & 31, init[at + 6]
        depth = 8 if not flags & 0x40 else 12 if flags & 0x20 else 10
        return f"av01.{profile}.{level:02}{'H' if flags & 0x80 else 'M'}.{depth:02}"
    at = init.find(b"esds")
    if at >= 0:
        return f"mp4a.40.{_audio_object_type(init[at + 8 :])}"
    raise ValueError("neither H.264, AV1 nor AAC in this init segment")


def _audio_object_type(descriptors: bytes) -> int:
    at = 0
    headers = {0x03: 3, 0x04: 13}
    while descriptors[at] != 0x05:
        tag, at = descriptors[at], _after_length(descriptors, at + 1)
        at += headers[tag]
    return descriptors[_after_length(descriptors, at + 1)] >> 3


def _after_length(descriptors: bytes, at: int) -> int:
    while descriptors[at] & 0x80:
        at += 1
    return at + 1


def timescale(init: bytes) -> int:
    """Ticks a second of the one track in an init segment (mdhd: ISO 14496-12, 8.4.2)."""
    at = init.index(b"mdhd") + 4
    return _number(init, at + (20 if init[at] else 12))


def retimed(segment: bytes, ticks: int, pieces: int) -> bytes:
    """The same segment, `ticks` later and counted on from `pieces`.

    An encode that goes on in the middle of a film begins at 0 again: the times in tfdt and sidx and the
    number in mfhd are what tells (ISO 14496-12, 8.8.12, 8.16.3 and 8.8.5).
    """
    data = bytearray(segment)
    for kind, at in _inner_boxes(data):
        if kind == b"mfhd":
            _add(data, at + 4, 4, pieces)
        elif kind == b"tfdt":
            _add(data, at + 4, 8 if data[at] else 4, ticks)
        elif kind == b"sidx":
            _add(data, at + 12, 8 if data[at] else 4, ticks)
    return bytes(data)


def _inner_boxes(data: bytearray, at: int = 0, stop: int | None = None) -> Iterator[tuple[bytes, int]]:
    """Kind and place of the content of each box of a segment, those inside moof and traf too."""
    stop = len(data) if stop is None else stop
    while at + 8 <= stop:
        size, kind = struct.unpack_from(">I4s", data, at)
        if size < 8:
            return
        if kind in (b"moof", b"traf"):
            yield from _inner_boxes(data, at + 8, at + size)
        else:
            yield kind, at + 8
        at += size


def _add(data: bytearray, at: int, width: int, amount: int) -> None:
    data[at : at + width] = (int.from_bytes(data[at : at + width], "big") + amount).to_bytes(width, "big")


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")
