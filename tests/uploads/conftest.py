"""A film's file and somebody who sends it by tus."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app.foundation.db import db
from app.media.place import media_folder
from app.uploads.models import Upload
from tests.cast import Cast, Person

MKV = b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 64


def metadata(**said: str) -> str:
    """As the protocol writes it."""
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in said.items())


@dataclass
class Sender:
    """A person with a tus client."""

    person: Person
    address: str = ""

    def ask(self, method: str, address: str, body: bytes = b"", **headers: str) -> TestResponse:
        """One request of the protocol; `Upload_Offset` is written with a hyphen."""
        said = {"Tus-Resumable": "1.0.0", **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self.person.open(method, address, data=body, headers={k: v for k, v in said.items() if v})

    def begin(self, length: int = len(MKV), filename: str = "rain.mkv", **said: str) -> TestResponse:
        """Ask for an upload."""
        facts = metadata(filename=filename, **(said or {"name": "Rain"}))
        answer = self.ask("POST", "/uploads", Upload_Length=str(length), Upload_Metadata=facts)
        self.address = answer.headers.get("Location", "")
        return answer

    def send(self, body: bytes, offset: int, **headers: str) -> TestResponse:
        """One chunk."""
        kind = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset), **headers}
        return self.ask("PATCH", self.address, body, **kind)

    def offset(self) -> int:
        """How much has arrived, as the house says."""
        return int(self.ask("HEAD", self.address).headers["Upload-Offset"])


def the_upload() -> Any:
    """The only one there is."""
    db.session.expire_all()
    return db.session.scalars(db.select(Upload)).one()


@pytest.fixture
def sender(cast: Cast) -> Sender:
    """The editor, in a house without any file."""
    for path in media_folder().source_path("whatever").parent.glob("*"):
        path.unlink()
    return Sender(cast.editor)
