"""The intro that the episodes of a season share is found by its sound, and can be skipped."""

from __future__ import annotations

import subprocess
import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from flask import current_app

from app.catalogue.models import Episode, Title
from app.foundation.db import db
from app.foundation.jobs.worker import work_off
from app.media.binaries import find_tools
from app.media.fingerprints import RATE, listen, longest_alike, read_print
from app.media.intros import Heard, find_marks
from app.media.models import SoundPrint, Video
from app.media.sources import take_in
from tests.cast import Cast
from tests.films import series

TOOLS = find_tools()
Sound = npt.NDArray[np.float64]
EPISODE_S, INTRO_S, CREDITS_S = 50, 15, 12


def tune(seed: int, seconds: float) -> Sound:
    """Chords of two notes and some noise, another melody for each seed."""
    dice, parts, length = np.random.default_rng(seed), list[Sound](), 0
    while length < seconds * RATE:
        time_s = np.arange(int(RATE * dice.uniform(0.15, 0.5))) / RATE
        notes = [220 * 2 ** (note / 12) for note in dice.integers(0, 36, 2)]
        parts.append(
            sum(0.35 * np.sin(2 * np.pi * note * time_s) for note in notes) + 0.02 * dice.normal(size=len(time_s))
        )
        length += len(time_s)
    return np.concatenate(parts)[: round(seconds * RATE)]


def episode(seed: int, intro_at_s: float) -> Sound:
    """A talk of its own around the intro and before the credits that all share."""
    middle_s = EPISODE_S - intro_at_s - INTRO_S - CREDITS_S
    parts = [tune(seed, intro_at_s), tune(1, INTRO_S), tune(seed + 50, middle_s), tune(2, CREDITS_S)]
    return np.concatenate(parts)


def written(sound: Sound, path: Path) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((sound * 20_000).astype("<i2").tobytes())
    return path


def printed(sound: Sound, folder: Path) -> bytes:
    path = written(sound, folder / "sound.wav")
    subprocess.run([TOOLS.ffmpeg, "-v", "error", "-y", "-i", str(path), "-b:a", "96k", f"{path}.m4a"], check=True)
    return listen(TOOLS, path.with_name(f"{path.name}.m4a"), 0.0, len(sound) / RATE, folder)


def film_of(sound: Sound, folder: Path, name: str) -> Path:
    """A small film with this sound, encoded as people's files are."""
    path, picture = folder / name, f"testsrc2=s=160x120:r=12:d={len(sound) / RATE}"
    arguments = ["-f", "lavfi", "-i", picture, "-i", str(written(sound, folder / f"{name}.wav")), "-c:v", "libx264"]
    arguments += ["-preset", "ultrafast", "-g", "24", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "96k", str(path)]
    subprocess.run([TOOLS.ffmpeg, "-v", "error", "-y", *arguments], check=True)
    return path


@pytest.mark.media
def test_the_same_tune_is_found_wherever_it_is_and_however_loud(tmp_path: Path) -> None:
    one = np.concatenate([tune(11, 12), tune(1, 30), tune(12, 20)])
    other = np.concatenate([tune(13, 40), tune(1, 30) * 0.4, tune(14, 5)])
    found = longest_alike(*(read_print(printed(sound, tmp_path)) for sound in (one, other)), 12)
    assert found is not None
    assert (found.one_s, found.other_s, found.length_s) == pytest.approx((12, 40, 30), abs=1)


@pytest.mark.media
def test_other_tunes_silence_and_a_held_note_are_not_alike(tmp_path: Path) -> None:
    still = np.zeros(RATE * 40)
    held = 0.3 * np.sin(2 * np.pi * 440 * np.arange(RATE * 40) / RATE)
    prints = {name: read_print(printed(sound, tmp_path)) for name, sound in (("still", still), ("held", held))}
    tunes = [read_print(printed(tune(seed, 40), tmp_path)) for seed in (21, 22)]
    assert longest_alike(*tunes, 12) is None
    assert longest_alike(prints["still"], prints["still"], 12) is None
    assert longest_alike(prints["held"], prints["held"], 12) is None
    assert longest_alike(tunes[0], tunes[0][:4], 12) is None


@pytest.mark.media
def test_the_same_film_twice_has_no_intro(tmp_path: Path) -> None:
    told = printed(tune(31, 170), tmp_path)
    assert find_marks([Heard(told, told, 600, 770)] * 2, 0) == {"credits": [600, 770]}
    assert find_marks([Heard(told, b"", 0, 770)], 0) == {}


@pytest.mark.media
def test_a_season_is_marked_as_its_episodes_come_in(cast: Cast, tmp_path: Path) -> None:
    show = series(numbers=((1, 1), (1, 2), (2, 1)))
    db.session.commit()
    episodes = db.session.scalars(db.select(Episode.id).order_by(Episode.id)).all()
    show_id = show.id
    for number, (each, at_s) in enumerate(zip(episodes, (2, 4, 3), strict=True)):
        path = film_of(episode(100 + number, at_s), tmp_path, f"{number}.mp4")
        with path.open("rb") as file:
            take_in(file, path.name, db.session.get_one(Episode, each), account=cast.accounts["editor"])
        with current_app.app_context():
            work_off()
    first, second, alone = db.session.scalars(db.select(Video).order_by(Video.id)).all()
    for video, at_s in ((first, 2), (second, 4)):
        assert video.marks["intro"] == pytest.approx([at_s, at_s + INTRO_S], abs=1.5)
        assert video.marks["credits"] == pytest.approx([EPISODE_S - CREDITS_S, EPISODE_S], abs=1.5)
    assert alone.marks == {}  # of another season
    db.session.get_one(Title, show_id).publish()
    db.session.commit()
    page = cast.owner.get(f"/watch/{second.reference}").text
    assert "Skip intro" in page
    assert "found by its sound" in cast.editor.get(f"/admin/videos/details/?id={second.id}").text
    db.session.delete(db.session.get_one(Video, second.id))
    db.session.commit()
    assert db.session.query(SoundPrint).filter_by(video_id=second.id).count() == 0
