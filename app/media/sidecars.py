"""Subtitles that an editor sends: read in any charset, kept clean, put into the package without an encode."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.foundation.db import db
from app.foundation.jobs import JobState
from app.foundation.jobs.models import find_open
from app.foundation.text import clean_line
from app.media.captions import Captions
from app.media.failures import SubtitlesRefused
from app.media.languages import UNKNOWN, language_name, language_tag
from app.media.manifest import Package
from app.media.master import SENT, put_sent, sent_name
from app.media.models import SentSubtitles, Video
from app.media.parts import package_at_hand
from app.media.subtitles import read_cues, read_subtitles, web_vtt
from app.media.telling import facts_of, row_of

MOST = 40
FOR_THE_DEAF = "for the deaf and hard of hearing"


def send_subtitles(
    video: Video,
    data: bytes,
    source_name: str,
    language: str,
    *,
    name: str = "",
    charset: str = "",
    is_forced: bool = False,
    is_sdh: bool = False,
) -> SentSubtitles:
    """Keep these subtitles, and put them into the package where there is one; commits.

    Raises SubtitlesRefused, and then nothing has changed.
    """
    tag = language_tag(language)
    if tag == UNKNOWN:
        raise SubtitlesRefused("Which language is it? Use a code like en, de or pt-BR.")
    if len(sent_of(video.id)) >= MOST:
        raise SubtitlesRefused(f"A video can have {MOST} subtitles. Remove one first.")
    text = web_vtt(read_subtitles(data, tag, charset))
    called = clean_line(name)[:80] or _name_of(tag, is_forced, is_sdh)
    row = SentSubtitles(video_id=video.id, language=tag, name=called, is_forced=is_forced, is_sdh=is_sdh, text=text)
    row.source_name = clean_line(source_name)[:255]
    db.session.add(row)
    db.session.commit()
    renew(video)
    return row


def remove_subtitles(row: SentSubtitles) -> None:
    """Take them out again; commits."""
    video = row.video
    db.session.delete(row)
    db.session.commit()
    renew(video)


def renew(video: Video) -> None:
    """Have the package of a ready video show the subtitles that are kept for it; one that is being made or moved gets
    them at its end. Commits."""
    moving = find_open(f"move:{video.reference}")
    if video.is_ready and (moving is None or moving.state != JobState.RUNNING):
        put_in_package(video)


def put_in_package(video: Video) -> None:
    """The same, whatever goes on. Commits; raises BucketFailed."""
    if video.is_ready:
        captions, reference, store = _captions(video.id), video.reference, video.store
        with package_at_hand(reference, store) as folder:
            package = put_sent(folder, captions)
        video.facts, video.renditions = facts_of(package), [row_of(made) for made in package.renditions]
        db.session.commit()


def shows_all_sent(video: Video) -> bool:
    """Whether its package has the subtitles that are kept for it, and no others of that kind."""
    folders = {row.path.partition("/")[0] for row in video.renditions}
    return {name for name in folders if SENT.fullmatch(name)} == {
        sent_name(row.language, row.id) for row in sent_of(video.id)
    }


def with_sent(video_id: int, folder: Path, package: Package) -> Package:
    """The package that was just made in this folder, with what was sent for its video."""
    captions = _captions(video_id)
    return put_sent(folder, captions) if captions else package


def sent_of(video_id: int) -> Sequence[SentSubtitles]:
    """What was sent for a video, in the order it came."""
    return db.session.scalars(db.select(SentSubtitles).filter_by(video_id=video_id).order_by(SentSubtitles.id)).all()


def _captions(video_id: int) -> dict[str, Captions]:
    """By the folder's name. Ends the transaction: what follows writes files."""
    rows = sent_of(video_id)
    named = {sent_name(row.language, row.id): _read(row) for row in rows}
    db.session.commit()
    return named


def _read(row: SentSubtitles) -> Captions:
    return Captions(row.language, row.name, row.is_forced, read_cues(row.text), row.is_sdh)


def _name_of(tag: str, is_forced: bool, is_sdh: bool) -> str:
    name = language_name(tag) or tag
    return f"{name}, {FOR_THE_DEAF}" if is_sdh else f"{name}, foreign parts only" if is_forced else name
