"""Beats of a player, as somebody sends them, and what was kept of them."""

from __future__ import annotations

from typing import Any

from app.foundation.db import db
from app.media.models import Video
from app.profiles.models import Profile
from app.watching.models import Playback, Progress
from app.watching.playbacks import open_playback
from tests.cast import Cast, Person


def opened(person: Person, video: Video) -> Playback:
    assert person.profile is not None
    playback = open_playback(person.session_id, person.profile, video)
    db.session.commit()
    return playback


def beat(person: Person, playback: Playback, video: Video, sequence: Any, position: Any, **more: Any) -> int:
    data = {"playback": playback.reference, "sequence": sequence, "position_s": position, "duration": 100, **more}
    return person.post(f"/watch/{video.reference}/progress", data).status_code


def why(person: Person, playback: Playback, video: Video) -> str:
    data = {"playback": playback.reference, "sequence": 9, "position_s": 20, "duration": 100}
    answer = person.post(f"/watch/{video.reference}/progress", data)
    assert answer.status_code == 409 and answer.json
    return str(answer.json["ended"])


def kept(profile: Profile, video: Video) -> Progress | None:
    return db.session.get(Progress, (profile.id, video.id), populate_existing=True)


def place(cast: Cast, video: Video, who: str = "owner") -> float | None:
    row = kept(cast.profiles[who], video)
    return row.position_s if row else None
