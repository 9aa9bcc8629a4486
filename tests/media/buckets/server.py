"""A real S3 server on this machine, and a house that keeps films in a bucket of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from moto.server import ThreadedMotoServer

from app.media.manifest import Package, files_in, write_package_facts
from app.media.models import Video
from app.media.place import media_folder


@contextmanager
def s3_server() -> Iterator[str]:
    """Its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        yield "http://{}:{}".format(*server.get_host_and_port())
    finally:
        server.stop()


def with_bucket(app: Flask, address: str, name: str, patch: pytest.MonkeyPatch, keep_in: str = "folder") -> None:
    """The house has this new bucket from now on."""
    urlopen(Request(f"{address}/{name}", method="PUT"))  # noqa: S310
    named = {"bucket": name, "prefix": "house", "endpoint": address, "region": "us-east-1"}
    patch.setitem(app.config, "BUCKET", named | {"access_key_id": "matinee", "secret_access_key": "secret"})
    patch.setitem(app.config, "KEEP_IN", keep_in)


def described(video: Video) -> Video:
    """The same video, its package.json as an encode would write it, and with an uploaded file."""
    folder = media_folder().package_path(video.reference)
    package = Package(100, 426, 240, 25.0, (), (), 0, 5, (), files_in(folder))
    write_package_facts(folder, package)
    source = media_folder().source_path(video.reference)
    source.parent.mkdir(exist_ok=True)
    source.write_bytes(b"the uploaded film")
    return video
