"""The films: how each is drawn, how it sounds, what is said. Keys are stable: they name files and jobs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.demo.films import (
    coral,
    currents,
    dawn,
    lake,
    looms,
    melodies,
    moons,
    moths,
    pendulums,
    rain,
    relay,
    scores,
    snow,
    storm,
    subtitles,
    suns,
    swallows,
    tones,
    waltz,
)
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
        Film(
            "aurora-keeper-book",
            24,
            lake.frames,
            lake.still,
            melodies.lake_score,
            subtitles.LAKE,
            Words(
                "The Log Book",
                ("The Aurora Keeper, episode 3", "Written and directed by Solveig Tran", "Music by Jun Adeyemi"),
            ),
        ),
        Film(
            "aurora-keeper-morning",
            24,
            dawn.frames,
            dawn.still,
            melodies.dawn_score,
            subtitles.DAWN,
            Words(
                "Both of You",
                ("The Aurora Keeper, episode 4", "Written and directed by Solveig Tran", "Music by Jun Adeyemi"),
            ),
        ),
        Film(
            "paper-moons",
            20,
            moons.frames,
            moons.still,
            melodies.moons_score,
            subtitles.MOONS,
            Words("Paper Moons", ("A film by Ines Okafor", "Cut along the dotted line")),
        ),
        Film(
            "the-long-current",
            20,
            currents.frames,
            currents.still,
            melodies.currents_score,
            subtitles.CURRENTS,
            Words("The Long Current", ("A film by Amara Quist", "It takes a thousand years")),
        ),
        Film(
            "pendulum-season",
            20,
            pendulums.frames,
            pendulums.still,
            melodies.pendulums_score,
            subtitles.PENDULUMS,
            Words("Pendulum Season", ("A film by Benedikt Osei", "They always meet again")),
        ),
        Film(
            "snowblind-radio",
            19,
            snow.frames,
            snow.still,
            melodies.snow_score,
            subtitles.SNOW,
            Words("Snowblind Radio", ("A film by Yuki Halvorsen", "A broadcast in white"), title_at=0.3),
        ),
        Film(
            "the-lissajous-waltz",
            19,
            waltz.frames,
            waltz.still,
            melodies.waltz_score,
            subtitles.WALTZ,
            Words("The Lissajous Waltz", ("A film by Yuki Halvorsen", "Three to two")),
        ),
        Film(
            "four-suns",
            19,
            suns.frames,
            suns.still,
            melodies.suns_score,
            subtitles.SUNS,
            Words("Four Suns", ("A film by Teodor Marsh", "Cast four shadows")),
        ),
        Film(
            "moth-hour",
            19,
            moths.frames,
            moths.still,
            melodies.moths_score,
            subtitles.MOTHS,
            Words("Moth Hour", ("A film by Ruth Paloma", "Leave the porch light on")),
        ),
        Film(
            "nocturne-for-looms",
            20,
            looms.frames,
            looms.still,
            melodies.looms_score,
            subtitles.LOOMS,
            Words("Nocturne for Looms", ("A film by Jun Adeyemi", "Warp, weft, wait")),
        ),
    )
}
