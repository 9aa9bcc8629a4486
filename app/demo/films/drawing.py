"""Drawing a film from its key: to a file, to a still, to subtitles."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

from app.demo.films.canvas import Frame
from app.demo.films.cards import carded
from app.demo.films.encoder import encoded
from app.demo.films.norwegian import NORWEGIAN
from app.demo.films.reel import FILMS, Film
from app.demo.films.shot import Shot
from app.demo.films.sound import written
from app.demo.films.subtitles import translated, webvtt

Progress = Callable[[float], None]


def draw_film(
    key: str,
    target: Path,
    ffmpeg: str,
    on_progress: Progress | None = None,
    *,
    scale: float = 1.0,
    seconds: float | None = None,
) -> None:
    """Draw the film `key` into the MP4 `target`, which appears when it is whole.

    `on_progress` hears a share from 0 to 1 about once a second of film. `scale` shrinks the picture
    and `seconds` squeezes the whole film into less time, for trials. KeyError for an unknown key,
    DrawingFailed when ffmpeg fails.
    """
    film = FILMS[key]
    shot = shot_of(film, scale, seconds)
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder) / "sound.wav"
        written(film.score(shot.seconds), sound)
        encoded(told(finished(film, shot), shot, on_progress), sound, shot, target, ffmpeg)


def draw_still(key: str, width: int, height: int) -> Image.Image:
    """A picture of the film without words, at a size in pixels."""
    return Image.fromarray(FILMS[key].still(width, height))


def subtitles_of(key: str, language: str = "en") -> str:
    """The film's subtitles as WebVTT, in English (`en`) or Norwegian (`no`)."""
    cues = FILMS[key].cues
    return webvtt(cues if language == "en" else translated(cues, NORWEGIAN[key]))


def shot_of(film: Film, scale: float = 1.0, seconds: float | None = None) -> Shot:
    """The film's shot; both sides are even, as the encoder needs."""
    width, height = (round(side * scale / 2) * 2 for side in (960, 540))
    return Shot(width, height, 24, film.seconds if seconds is None else seconds)


def finished(film: Film, shot: Shot) -> Iterator[Frame]:
    """The film's frames with its cards on them."""
    stretch = film.seconds / shot.seconds
    for (seconds, _), frame in zip(shot.moments(), film.frames(shot), strict=True):
        yield carded(frame, seconds * stretch, film.seconds, film.words)


def told(frames: Iterator[Frame], shot: Shot, on_progress: Progress | None) -> Iterator[Frame]:
    """The same frames; says how far they are as they pass."""
    for number, frame in enumerate(frames):
        if on_progress and number % shot.fps == 0:
            on_progress(number / shot.frames)
        yield frame
    if on_progress:
        on_progress(1.0)
