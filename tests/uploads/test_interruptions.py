"""A line that breaks, a full disk, a kill at the worst moment: what was told is kept, and nothing comes twice."""

from __future__ import annotations

import errno
import hashlib
from io import BytesIO
from typing import Any

import pytest

from app.catalogue.models import Title
from app.foundation.db import db
from app.media.models import Video
from app.media.place import media_folder
from app.uploads.chunks import held
from tests.uploads.conftest import MKV, Sender, the_upload


class _Breaking(BytesIO):
    """A connection that ends in the middle."""

    def read(self, size: int | None = -1, /) -> bytes:
        from werkzeug.exceptions import ClientDisconnected

        if self.tell() > 5000:
            raise ClientDisconnected
        return super().read(3000)


@pytest.mark.parametrize("is_checked", [False, True])
def test_a_connection_that_ends_leaves_what_came(sender: Sender, is_checked: bool) -> None:
    from werkzeug.exceptions import ClientDisconnected

    from app.uploads.chunks import append
    from app.uploads.protocol import Checksum

    sender.begin()
    checksum: Any = Checksum(b"", hashlib.sha256()) if is_checked else None
    upload = the_upload()
    with pytest.raises(ClientDisconnected), held(upload) as file:
        append(file, upload, _Breaking(MKV), checksum)
    assert sender.offset() == (0 if is_checked else 6000)
    assert sender.send(MKV[sender.offset() :], sender.offset()).status_code == 204


def test_a_full_disk_is_said_and_what_was_told_stays(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    sender.begin()
    sender.send(MKV[:6000], 0)

    def full(file: Any, _data: bytes) -> None:
        file.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("app.uploads.chunks._write", full)
        answer = sender.send(MKV[6000:], 6000)
    assert answer.status_code == 507 and "The disk is full." in answer.text
    assert the_upload().path.read_bytes() == MKV[:6000] and sender.offset() == 6000
    assert sender.send(MKV[6000:], 6000).headers["Upload-Video"]


@pytest.mark.parametrize("written", [0, 6000, 6500])
def test_disk_and_row_agree_again_after_a_kill(sender: Sender, written: int) -> None:
    """Killed after bytes were written and before they were told; or a disk that has lost some."""
    sender.begin()
    sender.send(MKV[:6000], 0)
    the_upload().path.write_bytes(MKV[:written])
    assert sender.offset() == min(written, 6000)
    assert sender.send(MKV[sender.offset() :], sender.offset()).headers["Upload-Video"]
    video = db.session.scalars(db.select(Video)).one()
    assert media_folder().source_path(video.reference).read_bytes() == MKV


def test_a_kill_between_the_file_and_the_row_makes_no_second_video(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.uploads import purposes

    def killed(*_facts: Any) -> None:
        raise KeyboardInterrupt

    sender.begin()
    with monkeypatch.context() as patched:
        patched.setattr(purposes, "add_video", killed)
        with pytest.raises(KeyboardInterrupt):
            sender.send(MKV, 0)
    db.session.rollback()
    assert db.session.scalar(db.select(Video.id)) is None and db.session.scalar(db.select(Title.id)) is None
    assert sender.offset() == len(MKV)
    assert sender.send(b"", len(MKV)).headers["Upload-Video"]
    assert len(db.session.scalars(db.select(Video)).all()) == 1
