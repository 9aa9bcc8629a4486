"""An upload survives whatever cuts it off, to the byte. The long form is `bench/uploads.py`."""

from __future__ import annotations

import hashlib
from pathlib import Path
from random import Random

from tests.uploads.cuts import sending

FILM = b"\x1a\x45\xdf\xa3" + Random(7).randbytes(6_000_000)


def test_a_film_cut_off_by_its_sender_and_by_a_kill_arrives_as_it_was(tmp_path: Path) -> None:
    with sending(tmp_path, FILM) as upload:
        upload.begin()
        arrived = upload.cut(1)
        assert arrived == sorted(arrived) and 0 < arrived[-1] < len(FILM)
        assert upload.send()
        assert upload.send() == upload.send(), "the last chunk said again makes no second video"
        (place,) = (upload.house.programme.instance / "sources").iterdir()
        assert hashlib.sha256(place.read_bytes()).digest() == hashlib.sha256(FILM).digest()
