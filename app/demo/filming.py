"""Drawing the demo's films and taking them in like anybody's upload."""

from __future__ import annotations

import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path

from flask import current_app

from app.catalogue.models import Episode, Season, Title
from app.demo.films import FILMS, draw_film, subtitles_of
from app.demo.pictures import hang_pictures, wanted_of
from app.demo.programme import PROGRESS, TITLES
from app.foundation import clock
from app.foundation.db import db, writing
from app.foundation.jobs import JobRefused, Run
from app.foundation.settings import Setting
from app.media.binaries import find_tools
from app.media.models import Video
from app.media.sources import take_in
from app.profiles.models import Profile
from app.watching.models import Progress

DRAWN = 0.97
LANGUAGES = {"en": "eng", "no": "nor"}


def film(key: str, run: Run) -> None:
    """Draw the film `key` with its subtitles and take it in, unless its video is there already."""
    is_there = find_video(key) is not None
    db.session.commit()
    if is_there:
        return
    with tempfile.TemporaryDirectory(dir=current_app.config["INSTANCE"]) as folder:
        master = Path(folder) / f"{key}.mp4"
        draw_film(key, master, find_tools().ffmpeg, lambda share: run.progress(share * DRAWN, "Drawing"))
        video = take_in(subtitled(master, key), f"{key}.mp4", _subject(key))
    with writing():
        _watch(key, video)


def subtitled(master: Path, key: str) -> Path:
    """The master with its subtitles in it, English and Norwegian, copied stream by stream."""
    whole = master.with_name(f"{master.stem}-subtitled.mp4")
    inputs, maps, languages = ["-i", f"file:{master}"], ["-map", "0"], ["-metadata:s:a:0", "language=eng"]
    for place, (language, code) in enumerate(LANGUAGES.items()):
        words = master.with_suffix(f".{language}.vtt")
        words.write_text(subtitles_of(key, language), encoding="utf-8")
        inputs += ["-i", f"file:{words}"]
        maps += ["-map", str(place + 1)]
        languages += [f"-metadata:s:s:{place}", f"language={code}"]
    command = [find_tools().ffmpeg, "-nostdin", "-v", "error", "-y", *inputs, *maps, "-c", "copy", "-c:s", "mov_text"]
    subprocess.run(
        [*command, *languages, "-movflags", "+faststart", f"file:{whole}"], check=True, capture_output=True, timeout=60
    )
    return whole


def find_video(key: str) -> Video | None:
    """The video that was made of this film, if it was."""
    return db.session.scalar(db.select(Video).filter_by(source_name=f"{key}.mp4"))


def hang_stills(run: Run) -> None:
    """Give each title with a drawn film its pictures."""
    wanted = [(wanted_of(title), key) for title, key in _drawn_titles()]
    db.session.commit()
    for place, (wish, key) in enumerate(wanted):
        run.progress(place / len(FILMS), "Drawing pictures")
        hang_pictures(wish, key)


def _drawn_titles() -> list[tuple[Title, str]]:
    keys = {title.slug: title.film_keys[0] for title in TITLES if title.film_keys}
    rows = db.session.scalars(db.select(Title).where(Title.slug.in_(keys), Title.id.in_(_made("titles"))))
    return [(row, keys[row.slug]) for row in rows]


def _subject(key: str) -> Title | Episode:
    """The title or episode that the film belongs to. Raises JobRefused when somebody has removed it."""
    for title in TITLES:
        if title.film_key == key:
            return _or_refuse(db.session.scalar(db.select(Title).filter_by(slug=title.slug)))
        for season in title.seasons:
            for episode in season.episodes:
                if episode.film_key == key:
                    return _or_refuse(_episode(title.slug, season.number, episode.number))
    raise JobRefused(f"There is no film called {key}.")


def _episode(slug: str, season: int, number: int) -> Episode | None:
    select = db.select(Episode).join(Episode.season).join(Season.title)
    return db.session.scalar(select.where(Title.slug == slug, Season.number == season, Episode.number == number))


def _or_refuse(subject: Title | Episode | None) -> Title | Episode:
    if subject is None:
        raise JobRefused("The title of this film has been removed.")
    return subject


def _watch(key: str, video: Video) -> None:
    """What the demo's people have seen of it already."""
    length = FILMS[key].seconds
    for seen in (s for s in PROGRESS if s.film_key == key):
        profile = _profile(seen.profile)
        if profile is None or _has_seen(profile, video):
            continue
        at = clock.now() - timedelta(hours=seen.hours_ago)
        row = Progress(profile_id=profile.id, video_id=video.id, started_at=at, updated_at=at)
        row.position_s = row.furthest_s = round(length * seen.share, 1)
        row.finished_at = at if seen.share >= 0.95 else None
        db.session.add(row)


def _has_seen(profile: Profile, video: Video) -> bool:
    seen = db.select(Progress.video_id).filter_by(profile_id=profile.id, video_id=video.id)
    return db.session.scalar(seen) is not None


def _profile(name: str) -> Profile | None:
    here = Profile.household_id.in_(_made("households"))
    return db.session.scalar(db.select(Profile).where(Profile.name == name, here))


def _made(kind: str) -> list[int]:
    mark = db.session.get(Setting, "demo")
    return list(mark.value[kind]) if mark else []
