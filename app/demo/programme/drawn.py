"""Eight more short films that the demo draws."""

from dataclasses import replace

from app.demo.programme.arriving import SILENT, cast, film
from app.demo.programme.shapes import Credit, Title


def drawn(seconds: int, title: Title) -> Title:
    """A film that has a video of so many seconds; its key is its slug."""
    return replace(title, runtime_s=seconds, film_key=title.slug)


DRAWN = (
    drawn(
        20,
        film(
            "paper-moons",
            "Paper Moons",
            2024,
            11,
            "ines-okafor",
            "night family",
            0,
            19,
            "Cut along the dotted line",
            "A boy cuts out a moon for every night that his mother is at sea, and hangs them in the right order.",
            (cast("bea-marsh", "The mother"),),
            SILENT,
        ),
    ),
    drawn(
        20,
        film(
            "the-long-current",
            "The Long Current",
            2026,
            41,
            "amara-quist",
            "sea documentary",
            12,
            3,
            "It takes a thousand years",
            "A bottle of dye, a thousand sensors, and the slowest river on earth, which has no banks.",
            (Credit("nils-abara", "sound"),),
            ("en", "pt"),
        ),
    ),
    drawn(
        20,
        film(
            "pendulum-season",
            "Pendulum Season",
            2025,
            8,
            "benedikt-osei",
            "motion family",
            0,
            14,
            "They always meet again",
            "Fifteen weights are let go together, fall out of step, and come home at the same moment.",
            (),
            SILENT,
        ),
    ),
    drawn(
        19,
        film(
            "snowblind-radio",
            "Snowblind Radio",
            2024,
            13,
            "yuki-halvorsen",
            "weather music",
            0,
            33,
            "A broadcast in white",
            "A station that plays snow: each flake that lands on the plate is heard once.",
            (),
            SILENT,
        ),
    ),
    drawn(
        19,
        film(
            "the-lissajous-waltz",
            "The Lissajous Waltz",
            2025,
            9,
            "yuki-halvorsen",
            "music motion",
            6,
            24,
            "Three to two",
            "A waltz danced by a beam of light that knows only two directions.",
            (Credit("jun-adeyemi", "music"),),
            SILENT,
        ),
    ),
    drawn(
        19,
        film(
            "four-suns",
            "Four Suns",
            2024,
            12,
            "teodor-marsh",
            "light pattern",
            6,
            37,
            "Cast four shadows",
            "A valley where it is noon four times a day, and what its people do about their shadows.",
        ),
    ),
    drawn(
        19,
        film(
            "moth-hour",
            "Moth Hour",
            2026,
            10,
            "ruth-paloma",
            "night nature",
            6,
            9,
            "Leave the porch light on",
            "Between ten and eleven, everything with wings comes to the same lamp.",
            (Credit("nils-abara", "sound"),),
            SILENT,
        ),
    ),
    drawn(
        20,
        film(
            "nocturne-for-looms",
            "Nocturne for Looms",
            2022,
            33,
            "jun-adeyemi",
            "music night",
            6,
            47,
            "Warp, weft, wait",
            "A weaving mill records its own last night shift, machine by machine.",
            (Credit("yuki-halvorsen", "picture"),),
            SILENT,
        ),
    ),
)
