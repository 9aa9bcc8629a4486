"""The made-up members: homes and profiles without any account, and what each has watched of a film once it plays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from app.accounts.models import Household
from app.catalogue.models import Episode
from app.demo.programme import FILM_KEYS, MEMBERS, TITLES
from app.demo.programme.shapes import DemoMember
from app.foundation.db import db, writing
from app.foundation.jobs import enqueue
from app.foundation.jobs.queue import KINDS
from app.foundation.settings import Setting
from app.media.models import Video, VideoRole, VideoState
from app.profiles.models import Profile
from app.watching.models import Progress

FINISHED = 0.95
FIRST_AVATAR = 40
TRAINING = "recommendations.train"
EVENING = timedelta(hours=20)


def move_members_in() -> tuple[dict[str, Profile], list[int]]:
    """Make everybody's home and profile, in the current transaction: profiles by name, and the homes' ids.

    A home has no account, so nobody can sign in as anybody of it.
    """
    homes = {name: Household(name=name) for name in dict.fromkeys(member.household for member in MEMBERS)}
    profiles = {m.name: _profile(m, homes[m.household], FIRST_AVATAR + 7 * n) for n, m in enumerate(MEMBERS)}
    db.session.add_all([*homes.values(), *profiles.values()])
    db.session.flush()
    return profiles, [home.id for home in homes.values()]


def hear_of_a_film(video: Video) -> None:
    """A film of the demo plays now: its watching follows in a job, so that nothing here can hold the film up."""
    if _made("titles") and video.source_name.removesuffix(".mp4") in FILM_KEYS:
        enqueue("demo.watched", dedupe_key=f"demo-watched:{video.id}", video_id=video.id)


def watch(video_id: int) -> None:
    """Write the watching of one ready video, and let the recommender learn at half time and at the end."""
    with writing():
        video = db.session.get(Video, video_id)
        if video is None or not video.is_ready:
            return
        watched(video)
        if TRAINING in KINDS and _ready_films() in (len(FILM_KEYS) // 2, len(FILM_KEYS)):
            enqueue(TRAINING, dedupe_key=TRAINING)


def watched(video: Video) -> int:
    """Write what the members have seen of a video of the demo, in the current transaction; how many rows are new.

    It may be any ready main video of one of the demo's titles, such as one that a bench has made up.
    """
    place = _place_of(video)
    if place is None:
        return 0
    slug, part, parts = place
    opened = datetime.fromisoformat(_mark()["at"])
    seen = _seen(video)
    missing = {name: id for name, id in _simulated().items() if id not in seen}
    rows = [
        _progress(video, missing[member.name], share, when_seen(opened, member, slug, part))
        for member, share in _shares(slug, part, parts)
        if member.name in missing
    ]
    db.session.add_all(rows)
    db.session.flush()
    return len(rows)


def when_seen(opened: datetime, member: DemoMember, slug: str, part: int = 0) -> datetime:
    """When they saw it, counted from the opening of the demo: the parts of a series an evening apart, or closer when
    they began it lately."""
    seen = member.watch_of(slug)
    assert seen is not None  # noqa: S101 - asked only of those who have seen it
    apart = min(EVENING, timedelta(days=seen.days_ago / 5))
    return opened - timedelta(days=seen.days_ago) + apart * part


def _profile(member: DemoMember, home: Household, seed: int) -> Profile:
    limit = member.maturity
    return Profile(household=home, name=member.name, maturity_limit=limit, avatar_seed=seed, is_simulated=True)


def _place_of(video: Video) -> tuple[str, int, int] | None:
    """The slug of its title, its place among what plays of that title, and how much that is."""
    title, episode = video.work, video.episode
    facts = next((one for one in TITLES if one.slug == title.slug and one.film_keys), None)
    if facts is None or title.id not in _made("titles") or video.role != VideoRole.MAIN:
        return None
    return facts.slug, _part(episode), len(facts.film_keys)


def _part(episode: Episode | None) -> int:
    """Only a first season plays, from its first episode on."""
    return episode.number - 1 if episode is not None else 0


def _shares(slug: str, part: int, parts: int) -> Iterable[tuple[DemoMember, float]]:
    """Who has seen how much of the part; of a series half seen, the first half."""
    for member in MEMBERS:
        seen = member.watch_of(slug)
        share = min(1.0, seen.share * parts - part) if seen else 0.0
        if share > 0.01:
            yield member, share


def _progress(video: Video, profile_id: int, share: float, at: datetime) -> Progress:
    row = Progress(profile_id=profile_id, video_id=video.id, started_at=at, updated_at=at)
    row.position_s = row.furthest_s = round((video.duration_s or 0) * share, 1)
    row.finished_at = at if share >= FINISHED else None
    return row


def _simulated() -> dict[str, int]:
    here = Profile.household_id.in_(_made("households")), Profile.is_simulated
    return {profile.name: profile.id for profile in db.session.scalars(db.select(Profile).where(*here))}


def _seen(video: Video) -> set[int]:
    return set(db.session.scalars(db.select(Progress.profile_id).filter_by(video_id=video.id)))


def _ready_films() -> int:
    names = [f"{key}.mp4" for key in FILM_KEYS]
    ready = Video.source_name.in_(names), Video.state == VideoState.READY
    return db.session.scalar(db.select(db.func.count()).select_from(Video).where(*ready)) or 0


def _made(kind: str) -> list[int]:
    return list(_mark().get(kind, ()))


def _mark() -> dict[str, Any]:
    row = db.session.get(Setting, "demo")
    return dict(row.value) if row else {}
