"""A house with a bucket, and films on their way there and back."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator

import pytest
from flask import Flask, current_app

from app.foundation.db import db
from app.foundation.jobs import Job
from app.foundation.jobs.worker import work_off
from app.media.bucket import Bucket
from app.media.models import Video
from app.media.moving import queue_move
from app.media.place import media_bucket, media_folder
from app.media.routes import viewers
from tests.cast import Cast
from tests.films import film, ready_video
from tests.media.buckets.server import described, s3_server, with_bucket

numbers = itertools.count()
SEGMENT = "v240/00000.m4s"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.fixture(autouse=True)
def empty(cast: Cast) -> None:
    """Nothing lies in the folder."""
    for kind in ("packages", "sources", "work"):
        shutil.rmtree(media_folder().root / kind, ignore_errors=True)


@pytest.fixture
def bucket(app: Flask, s3: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    with_bucket(app, s3, f"films-{next(numbers)}", monkeypatch)
    found = media_bucket()
    assert found is not None
    return found


@pytest.fixture
def video(cast: Cast) -> Video:
    """A film for ages 12 and up, in the folder."""
    return described(ready_video(film(age=12)))


def moved(video: Video, to: str) -> Job:
    job = queue_move(video, to)
    job.run_after, number = job.created_at, job.id
    db.session.commit()
    at_work()
    return db.session.get_one(Job, number)


def at_work() -> None:
    """The worker does what waits, in a session of its own."""
    with current_app.app_context():
        work_off()
    viewers.forget()
    db.session.expire_all()


def again(video: Video) -> Video:
    db.session.expire_all()
    return db.session.get_one(Video, video.id)
