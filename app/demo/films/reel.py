"""The six films: how each is drawn, how it sounds, what is said. Keys are stable: they name files and jobs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.demo.films import coral, rain, relay, scores, storm, subtitles, swallows, tones
from app.demo.films.canvas import Frame
from app.demo.films.cards import Words
from app.demo.films.shot import Shot
from app.demo.films.sound import Stereo


@dataclass(frozen=True)
class Film:
    """One film; `seconds` is its length."""

    key: str
    seconds: float
    frames: Callable[[Shot], Iterator[Frame]]
    still: Callable[[int, int], Frame]
    score: Callable[[float], Stereo]
    cues: tuple[subtitles.Cue, ...]
    words: Words


FILMS: dict[str, Film] = {
    film.key: film
    for film in (
        Film(
            "two-tones-in-blue",
            20,
            tones.frames,
            tones.still,
            scores.tones_score,
            subtitles.TONES,
            Words("Two Tones in Blue", ("A film by Yuki Halvorsen", "The picture is the sound")),
        ),
        Film(
            "aurora-keeper-relay",
            24,
            relay.frames,
            relay.still,
            scores.relay_score,
            subtitles.RELAY,
            Words(
                "The Relay",
                ("The Aurora Keeper, episode 1", "Written and directed by Solveig Tran", "Music by Jun Adeyemi"),
            ),
        ),
        Film(
            "aurora-keeper-mast",
            24,
            storm.frames,
            storm.still,
            scores.storm_score,
            subtitles.STORM,
            Words(
                "The Mast",
                ("The Aurora Keeper, episode 2", "Written and directed by Solveig Tran", "Music by Jun Adeyemi"),
            ),
        ),
        Film(
            "nine-thousand-swallows",
            26,
            swallows.frames,
            swallows.still,
            scores.swallows_score,
            subtitles.SWALLOWS,
            Words(
                "Nine Thousand Swallows", ("A film by Jun Adeyemi", "One flock, one evening, one tripod"), title_at=0.28
            ),
        ),
        Film(
            "coral-city",
            25,
            coral.frames,
            coral.still,
            scores.coral_score,
            subtitles.CORAL,
            Words("Coral City", ("A film by Amara Quist", "Grown, not drawn")),
        ),
        Film(
            "rain-on-a-tin-roof",
            24,
            rain.frames,
            rain.still,
            scores.rain_score,
            subtitles.RAIN,
            Words("Rain on a Tin Roof", ("A film by Ruth Paloma", "Every drop is a note")),
        ),
    )
}
