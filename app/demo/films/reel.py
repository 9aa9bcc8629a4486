"""The six films: how each is drawn, how it sounds, what is said. Keys are stable: they name files and jobs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.demo.films import coral, rain, relay, scores, storm, subtitles, swallows, tones
from app.demo.films.canvas import Frame
from app.demo.films.shot import Shot
from app.demo.films.sound import Stereo


@dataclass(frozen=True)
class Film:
    """One film; `seconds` is its length, `lines` the makers on its cards (the first stands over the name)."""

    key: str
    name: str
    seconds: float
    frames: Callable[[Shot], Iterator[Frame]]
    still: Callable[[int, int], Frame]
    score: Callable[[float], Stereo]
    cues: tuple[subtitles.Cue, ...]
    lines: tuple[str, ...]


FILMS: dict[str, Film] = {
    film.key: film
    for film in (
        Film("two-tones-in-blue", "Two Tones in Blue", 20, tones.frames, tones.still, scores.tones_score,
             subtitles.TONES, ("A film by Yuki Halvorsen", "The picture is the sound")),
        Film("aurora-keeper-relay", "The Relay", 24, relay.frames, relay.still, scores.relay_score,
             subtitles.RELAY, ("The Aurora Keeper, episode 1", "Written and directed by Solveig Tran", "Music by Jun Adeyemi")),
        Film("aurora-keeper-mast", "The Mast", 24, storm.frames, storm.still, scores.storm_score,
             subtitles.STORM, ("The Aurora Keeper, episode 2", "Written and directed by Solveig Tran", "Music by Jun Adeyemi")),
        Film("nine-thousand-swallows", "Nine Thousand Swallows", 26, swallows.frames, swallows.still, scores.swallows_score,
             subtitles.SWALLOWS, ("A film by Jun Adeyemi", "One flock, one evening, one tripod")),
        Film("coral-city", "Coral City", 25, coral.frames, coral.still, scores.coral_score,
             subtitles.CORAL, ("A film by Amara Quist", "Grown, not drawn")),
        Film("rain-on-a-tin-roof", "Rain on a Tin Roof", 24, rain.frames, rain.still, scores.rain_score,
             subtitles.RAIN, ("A film by Ruth Paloma", "Every drop is a note")),
    )
}
