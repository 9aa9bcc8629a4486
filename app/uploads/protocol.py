"""What tus 1.0 says in its headers (https://tus.io/protocols/resumable-upload), and how it refuses."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import Headers

VERSION = "1.0.0"
EXTENSIONS = "creation,checksum,expiration,termination"
ALGORITHMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
CHUNK_TYPE = "application/offset+octet-stream"
LARGEST = 2**63 - 1


class Refused(Exception):
    """A request that is not served: an HTTP status, a sentence, and headers that go with it."""

    def __init__(self, status: int, reason: str, **headers: str) -> None:
        super().__init__(reason)
        self.status, self.reason, self.headers = status, reason, headers


def check_version(headers: Headers) -> None:
    """Raises Refused (412) for any version but ours."""
    if headers.get("Tus-Resumable") != VERSION:
        raise Refused(412, f"This house speaks tus {VERSION}.", **{"Tus-Version": VERSION})


def number_in(headers: Headers, name: str) -> int:
    """A count of bytes from a header. Raises Refused (400)."""
    typed = headers.get(name, "")
    if not (typed.isascii() and typed.isdecimal()) or len(typed) > 19 or int(typed) > LARGEST:
        raise Refused(400, f"{name} has to be a number of bytes.")
    return int(typed)


def metadata_in(headers: Headers) -> dict[str, str]:
    """Upload-Metadata: pairs of a key and its value in Base64, between commas. Raises Refused (400)."""
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in headers.get("Upload-Metadata", "").split(","))):
        key, _, value = pair.partition(" ")
        try:
            text = base64.b64decode(value.encode(), validate=True).decode()
        except (binascii.Error, UnicodeError) as error:
            raise Refused(400, f"Upload-Metadata cannot be read at “{key[:40]}”.") from error
        if not key.isascii() or key in found:
            raise Refused(400, f"Upload-Metadata says “{key[:40]}” twice, or in other letters than ASCII.")
        found[key] = text
    return found


@dataclass
class Checksum:
    """What a chunk has to add up to."""

    wanted: bytes
    sum: Any

    @classmethod
    def in_(cls, headers: Headers) -> Checksum | None:
        """Upload-Checksum: an algorithm and the digest in Base64; None where there is none. Raises Refused (400)."""
        if "Upload-Checksum" not in headers:
            return None
        name, _, typed = headers["Upload-Checksum"].partition(" ")
        try:
            return cls(base64.b64decode(typed.encode(), validate=True), ALGORITHMS[name]())
        except (KeyError, binascii.Error, UnicodeError) as error:
            raise Refused(400, f"Upload-Checksum has to be one of {', '.join(ALGORITHMS)} in Base64.") from error

    def check(self) -> None:
        """Raises Refused (460, as the protocol has it) where the bytes were others."""
        if self.sum.digest() != self.wanted:
            raise Refused(460, "The chunk changed on its way. Send it again.")
