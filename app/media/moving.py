"""From one store to the other: copied whole, told, and only then freed. Killed at any point it may run again."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from app.foundation.db import db
from app.foundation.jobs import Job, JobRefused, Run, enqueue
from app.foundation.jobs.models import find_open
from app.media.bucket import PACKAGES, SOURCES, Bucket, BucketFailed, Counter, Damaged
from app.media.failures import MediaFailure
from app.media.manifest import FACTS, read_package_facts
from app.media.models import Store, Video
from app.media.place import media_bucket, media_folder
from app.media.publish import publish, sync_file
from app.media.sidecars import put_in_package, shows_all_sent
from app.media.storage import NoSuchMedia

AT_ONCE = 4
NOWHERE = ""
SOON_S = 2  # after the encode that asks for it has ended
NO_BUCKET = "This house has no bucket. Name one in MATINEE_BUCKET."
TO = {Store.BUCKET: "Moving to the bucket", Store.FOLDER: "Moving to the folder"}


def queue_move(video: Video, to: str) -> Job:
    """Have it moved after the encodes that wait, in the current transaction; the open move if there is one."""
    return enqueue(
        "media.move", dedupe_key=f"move:{video.reference}", priority=50, delay_s=SOON_S, video_id=video.id, to=str(to)
    )


def find_move(reference: str) -> Job | None:
    """The move of this video that waits or runs."""
    return find_open(f"move:{reference}")


def queue_free(references: Iterable[str]) -> None:
    """Have what the bucket holds of videos that are gone freed, in the current transaction."""
    if media_bucket() is not None:
        for reference in references:
            enqueue("media.free", dedupe_key=f"free:{reference}", reference=reference)


def free(reference: str) -> None:
    """Free what the bucket holds of a video that is gone."""
    bucket = media_bucket()
    if bucket is not None and db.session.scalar(db.select(Video.id).where(Video.reference == reference)) is None:
        db.session.commit()
        bucket.remove(reference)


def move_video(video_id: int, to: str, run: Run) -> None:
    """Bring a ready video's package and source there; one that is not ready is left where it is.

    Raises JobRefused where files are missing or damaged; BucketFailed where the store does not answer, MediaFailure
    while it is being encoded (the queue tries again).
    """
    bucket, video = media_bucket(), db.session.get(Video, video_id)
    is_busy = video is not None and find_open(f"encode:{video.reference}") is not None
    reference, store = (video.reference, video.store) if video is not None and video.is_ready else ("", "")
    db.session.commit()
    if not reference:
        return
    if bucket is None:
        raise JobRefused(NO_BUCKET)
    if is_busy:
        raise MediaFailure("It is being encoded; it is moved after that.")
    try:
        if to == Store.BUCKET:
            _to_bucket(bucket, reference, store, run)
        elif store == Store.BUCKET:
            _to_folder(bucket, reference, run)
        _free_other(bucket, reference, to if _tell(video_id, to) else NOWHERE)
    except (NoSuchMedia, FileNotFoundError) as error:
        raise JobRefused(f"{error} is not there. Look with `flask media check`.") from error
    except Damaged as error:
        raise JobRefused(f"{error} is damaged in the bucket. Nothing was changed.") from error
    finally:
        with suppress(BucketFailed):
            _put_subtitles(video_id)


def _to_bucket(bucket: Bucket, reference: str, store: str, run: Run) -> None:
    folder, source = media_folder().package_path(reference), media_folder().source_path(reference)
    sent: dict[str, Path] = {f"{SOURCES}/{reference}": source} if source.is_file() else {}
    if store == Store.FOLDER:
        names = [file.name for file in read_package_facts(folder).files]
        sent |= {f"{PACKAGES}/{reference}/{name}": folder / name for name in [*names, FACTS]}
    tally = Tally(sum(path.stat().st_size for path in sent.values()))
    _each([partial(bucket.send, path, key, tally) for key, path in sent.items()], tally, run, TO[Store.BUCKET])
    if store == Store.FOLDER:
        there = bucket.files(f"{PACKAGES}/{reference}")
        bucket.remove_keys([f"{PACKAGES}/{reference}/{name}" for name in there.keys() - {*names, FACTS}])


def _to_folder(bucket: Bucket, reference: str, run: Run) -> None:
    draft = media_folder().work_path(reference) / "moved"
    there = {f"{PACKAGES}/{reference}/{name}": size for name, size in bucket.files(f"{PACKAGES}/{reference}").items()}
    wanted = {key: draft / key.removeprefix(f"{PACKAGES}/{reference}/") for key in there}
    source = media_folder().source_path(reference)
    size = 0 if source.is_file() else bucket.size(f"{SOURCES}/{reference}")
    if size:
        wanted[f"{SOURCES}/{reference}"] = source
    tally = Tally(sum(there.values()) + size)
    fetched = [partial(_fetch, bucket, key, path, tally) for key, path in wanted.items()]
    _each(fetched, tally, run, TO[Store.FOLDER])
    for file in read_package_facts(draft).files:
        if (draft / file.name).stat().st_size != file.size:
            raise Damaged(file.name)
    publish(draft, media_folder().package_path(reference))
    shutil.rmtree(draft.parent, ignore_errors=True)


def bring_source(reference: str, run: Run) -> Path:
    """The uploaded file of a video: where it lies in the folder, else fetched from the bucket into its work.

    Raises MediaFailure where it is nowhere, BucketFailed where the store does not answer.
    """
    here, bucket = media_folder().source_path(reference), media_bucket()
    path, key = media_folder().work_path(reference) / "source", f"{SOURCES}/{reference}"
    if here.is_file() or bucket is None:
        return here
    if not path.is_file():
        tally = Tally(bucket.size(key))
        try:
            _each([lambda: bucket.fetch(key, path, tally)], tally, run, "Fetching the file")
        except (NoSuchMedia, Damaged) as error:
            raise MediaFailure("The uploaded file is not in the bucket, or is damaged there. Send it again.") from error
    return path


@dataclass
class Tally:
    """Bytes that have gone over, of how many."""

    whole: int
    gone: int = 0
    stopped: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, count: int) -> None:
        """So many more. Raises BucketFailed once it is to stop, in whichever thread copies."""
        with self.lock:
            self.gone += count
        if self.stopped:
            raise BucketFailed("It was stopped.")

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.gone / max(1, self.whole)


def _each(works: Sequence[Callable[[], None]], tally: Tally, run: Run, stage: str) -> None:
    """Do them, four at once, saying how far it is."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            waiting: set[Future[None]] = {pool.submit(work) for work in works}
            while waiting:
                done, waiting = wait(waiting, timeout=0.5)
                for one in done:
                    one.result()
                run.progress(tally.share, stage)
        except BaseException:
            tally.stopped = True
            pool.shutdown(cancel_futures=True)
            raise


def _fetch(bucket: Bucket, key: str, path: Path, count: Counter) -> None:
    bucket.fetch(key, path, count)
    sync_file(path)


def _tell(video_id: int, to: str) -> bool:
    """The row's own word; False where it was removed meanwhile."""
    change = db.update(Video).where(Video.id == video_id).values(store=to).returning(Video.id)
    found = db.session.scalar(change)
    db.session.commit()
    return found is not None


def _free_other(bucket: Bucket, reference: str, to: str) -> None:
    if to != Store.FOLDER:
        media_folder().remove(reference)
    if to != Store.BUCKET:
        bucket.remove(reference)


def _put_subtitles(video_id: int) -> None:
    """Those that came meanwhile, which were only kept."""
    video = db.session.get(Video, video_id)
    if video is not None and not shows_all_sent(video):
        put_in_package(video)
    db.session.commit()
