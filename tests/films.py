"""Films whose packages are a few bytes on disk: enough for whoever only delivers or lists them."""

from __future__ import annotations

from app.catalogue.models import Episode, Season, Title
from app.foundation.db import db
from app.media.models import Video
from app.media.place import media_folder

FILES = {
    "master.m3u8": b"#EXTM3U\n",
    "v240/index.m3u8": b"#EXTM3U\n#EXT-X-ENDLIST\n",
    "v240/init.mp4": b"init" * 10,
    "v240/00000.m4s": bytes(range(256)) * 8,
    "a0/00000.m4s": b"sound" * 20,
    "s-en/captions.vtt": b"WEBVTT\n",
    "direct.mp4": bytes(range(256)) * 16,
    "storyboard.vtt": b"WEBVTT\n",
    "storyboard-0.jpg": b"\xff\xd8\xff",
    "still-640.webp": b"RIFF0000WEBP",
    "package.json": b"{}",
}
FACTS = {
    "chapters": [{"start_s": 0, "end_s": 50, "title": "Dusk"}, {"start_s": 50, "end_s": 100, "title": ""}],
    "captions": [{"path": "s-en/captions.vtt", "language": "en", "label": "English", "forced": False}],
}


def film(name: str = "Harbour Light", age: int | None = 0, *, published: bool = True) -> Title:
    """A film in the catalogue."""
    title = Title(name=name, slug=name.lower().replace(" ", "-"), maturity_years=age)
    if published:
        title.publish()
    db.session.add(title)
    db.session.flush()
    return title


def series(name: str = "The Aurora Keeper", numbers: tuple[tuple[int, int], ...] = ((1, 1), (1, 2), (2, 1))) -> Title:
    """A series with these (season, episode) numbers."""
    title = film(name)
    title.kind = "series"
    seasons = {season: Season(number=season) for season, _ in numbers}
    title.seasons.extend(seasons.values())
    for season, number in numbers:
        seasons[season].episodes.append(Episode(number=number, name=f"Part {season}.{number}"))
    db.session.flush()
    return title


def ready_video(subject: Title | Episode, role: str = "main", duration_s: float = 100) -> Video:
    """A ready video of it, its package on disk."""
    video = Video(role=role, **({"title": subject} if isinstance(subject, Title) else {"episode": subject}))
    video.become_ready(duration_s, 426, 240, FACTS)
    db.session.add(video)
    db.session.commit()
    for name, data in FILES.items():
        path = media_folder().package_path(video.reference) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return video
