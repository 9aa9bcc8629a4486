"""From a waiting video to a ready one. Killed at any point it leaves what was before, and may run again."""

from __future__ import annotations

import os
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from app.foundation.db import db
from app.foundation.events import EVERYONE
from app.foundation.events import publish as tell
from app.foundation.jobs import JobCancelled, JobRefused, Run
from app.foundation.jobs.run import CANCELLED
from app.media.failures import Cancelled, EncodeFailed, MediaFailure
from app.media.ffmpeg import REASONS, SIGNALS
from app.media.intros import Heard, hear, keep_heard
from app.media.manifest import Package
from app.media.models import Store, Video, VideoRole
from app.media.moving import bring_source, queue_move
from app.media.package import make_package
from app.media.place import media_folder
from app.media.publish import publish
from app.media.sidecars import with_sent
from app.media.signals import video_became_ready
from app.media.stages import overall
from app.media.stills_as_art import Still, hang_still, prepare_still, wants_still
from app.media.telling import facts_of, row_of
from app.media.wishes import EncodeWishes

STAGES = {
    "probe": "Looking at the file",
    "sound": "Listening to it",
    "encode": "Encoding",
    "av1": "Encoding in AV1",
    "subtitles": "Reading subtitles",
    "storyboard": "Drawing the storyboard",
    "stills": "Choosing a still",
    "playlists": "Writing playlists",
}
STOPPED = MediaFailure("The encode was stopped before its end. Retry it when you like.")
PASSING = {SIGNALS[signal.SIGKILL], *(said for sign, said in REASONS if "No space" in sign or "memory" in sign)}


def encode_video(video_id: int, run: Run) -> None:
    """Make, publish and record the package of a video.

    Raises JobRefused when the file is to blame, MediaFailure when the machine is (the queue tries again).
    """
    aim = _begin(video_id)
    if aim is None:
        return
    try:
        package, heard = _make(aim, run)
    except (Cancelled, JobCancelled):
        if run.stop_reason == CANCELLED:  # else it goes back to the queue and begins anew
            _record_failure(video_id, STOPPED)
        raise
    except MediaFailure as failure:
        _record_failure(video_id, failure)
        if is_passing(failure):
            raise
        raise JobRefused(failure.reason, failure.log) from failure
    _finish(video_id, package, heard)


def is_passing(failure: MediaFailure) -> bool:
    """Whether the same file may do better later: the disk or the memory was full, or somebody ended ffmpeg."""
    return isinstance(failure, EncodeFailed) and failure.reason in PASSING


@dataclass(frozen=True)
class Aim:
    """A video to encode; one that plays already goes on playing while it is made anew."""

    video_id: int
    reference: str
    is_anew: bool
    wishes: EncodeWishes
    is_episode: bool

    @classmethod
    def of(cls, video: Video) -> Aim:
        """What there is to know of it before the work."""
        is_episode = video.episode_id is not None and video.role == VideoRole.MAIN
        return cls(video.id, video.reference, video.is_ready, video.wishes, is_episode)

    @property
    def folder(self) -> Path:
        """Where its package is made: in its place, so that it can be watched meanwhile, unless the old is there."""
        kept = media_folder()
        return kept.work_path(self.reference) / "package" if self.is_anew else kept.package_path(self.reference)


def _begin(video_id: int) -> Aim | None:
    video = db.session.get(Video, video_id)
    aim = Aim.of(video) if video is not None else None
    if video is not None and not video.is_ready:
        video.begin_encoding()
    db.session.commit()
    return aim


def _make(aim: Aim, run: Run) -> tuple[Package, Heard | None]:
    work, source = media_folder().work_path(aim.reference), bring_source(aim.reference, run)
    package = make_package(
        source,
        aim.folder,
        scratch=work / "scratch",
        on_progress=lambda stage, fraction, pace: run.progress(
            overall(stage, fraction, has_av1=aim.wishes.av1), staged(stage, pace)
        ),
        on_playable=lambda draft: None if aim.is_anew else _tell_playable(aim.video_id, draft),
        cancelled=run.is_cancelled,
        wishes=aim.wishes,
    )
    package = with_sent(aim.video_id, aim.folder, package)
    heard = hear(package, aim.folder, work / "heard") if aim.is_episode else None
    if aim.is_anew:
        publish(aim.folder, media_folder().package_path(aim.reference))
    if source.parent == work:
        os.replace(source, media_folder().source_path(aim.reference))
    shutil.rmtree(work, ignore_errors=True)
    return package, heard


def staged(stage: str, pace: str) -> str:
    """`Encoding, 2.4 times as fast as it plays, 3 min left`."""
    return f"{STAGES[stage]}, {pace}" if pace else STAGES[stage]


def _tell_playable(video_id: int, draft: Package) -> None:
    """Somebody may begin to watch."""
    video = db.session.get(Video, video_id)
    if video is not None and not video.is_playable:
        video.become_playable(draft.duration_s, draft.width, draft.height, facts_of(draft))
        video.renditions = [row_of(made) for made in draft.renditions]
        _tell_runtime(video)
        tell("video-became-playable", EVERYONE, video=video.reference)
    db.session.commit()


def _finish(video_id: int, package: Package, heard: Heard | None) -> None:
    """One short transaction; the still's files are in place before its row."""
    still = _still_for(video_id)
    video = db.session.get(Video, video_id)
    if video is None:  # removed meanwhile
        db.session.commit()
        return
    video.become_ready(package.duration_s, package.width, package.height, facts_of(package))
    video.renditions = [row_of(made) for made in package.renditions]
    _tell_runtime(video)
    if Store.BUCKET in (video.store, current_app.config["KEEP_IN"]):
        queue_move(video, current_app.config["KEEP_IN"])
    video.store = Store.FOLDER
    if still is not None:
        hang_still(video, still)
    if heard is not None:
        keep_heard(video, heard)
    tell("video-became-ready", EVERYONE, video=video.reference)
    video_became_ready.send(video)
    db.session.commit()


def _still_for(video_id: int) -> Still | None:
    video = db.session.get(Video, video_id)
    wanted = video is not None and wants_still(video)
    db.session.commit()
    return prepare_still(video.reference) if video is not None and wanted else None


def _tell_runtime(video: Video) -> None:
    subject = video.episode or video.title
    if video.role == VideoRole.MAIN and subject is not None and not subject.runtime_s and video.duration_s:
        subject.runtime_s = round(video.duration_s)


def _record_failure(video_id: int, failure: MediaFailure) -> None:
    db.session.rollback()
    video = db.session.get(Video, video_id)
    if video is not None and video.is_ready:
        video.failure, video.failure_log = failure.reason, "\n".join(failure.log)
    elif video is not None:
        video.fail(failure.reason, "\n".join(failure.log))
    db.session.commit()
