"""Short and long films that are announced and still on their way: facts and posters, no video yet."""

from app.demo.programme.shapes import Credit, Title

SPOKEN, SILENT = ("en",), ("zxx",)


def film(
    slug: str,
    name: str,
    year: int,
    minutes: int,
    maker: str,
    genres: str,
    maturity: int | None,
    published: int | None,
    tagline: str,
    synopsis: str,
    others: tuple[Credit, ...] = (),
    languages: tuple[str, ...] = SPOKEN,
    available_in: int | None = None,
    leaves_in: int | None = None,
) -> Title:
    """A film without a video, its genres as words and its maker as director."""
    makers = (Credit(maker, "director"), *others)
    return Title(
        slug,
        "film",
        name,
        year,
        tagline,
        synopsis,
        tuple(genres.split()),
        maturity,
        languages,
        makers,
        published,
        minutes * 60,
        available_in=available_in,
        leaves_in=leaves_in,
    )


def cast(person: str, character: str) -> Credit:
    """A part in a film."""
    return Credit(person, "cast", character)


GENTLE = (
    film(
        "small-weather",
        "Small Weather",
        2026,
        6,
        "solveig-tran",
        "weather family",
        0,
        5,
        "Look closer",
        "A cloud the size of a hand lives over a kitchen table. It rains when nobody is talking.",
        (Credit("jun-adeyemi", "music"),),
        SILENT,
    ),
    film(
        "half-a-kaleidoscope",
        "Half a Kaleidoscope",
        2024,
        15,
        "ines-okafor",
        "pattern light",
        0,
        40,
        "The other half is you",
        "One mirror is missing, so the pattern never closes. A child decides what belongs in the gap.",
        (),
        SILENT,
    ),
    film(
        "the-allotment",
        "The Allotment",
        2026,
        16,
        "ruth-paloma",
        "growth documentary",
        6,
        5,
        "Who gets the good soil?",
        "Twelve plots, twelve neighbours and one tap. A year of growing, told by those who bend down.",
        (Credit("nils-abara", "sound"),),
    ),
    film(
        "low-tide-arithmetic",
        "Low Tide Arithmetic",
        2025,
        19,
        "amara-quist",
        "sea family",
        0,
        17,
        "Count again",
        "Twice a day the sea subtracts itself, and a girl adds up what it leaves.",
        (cast("ines-okafor", "The teacher"),),
    ),
    film(
        "the-orchard-loop",
        "The Orchard Loop",
        2025,
        17,
        "ines-okafor",
        "growth pattern",
        6,
        26,
        "Once round, and it is spring",
        "A train goes round one orchard. Each lap is a season, and the passengers keep getting younger.",
    ),
    film(
        "kettle-hymn",
        "Kettle Hymn",
        2024,
        5,
        "teodor-marsh",
        "music comedy",
        0,
        44,
        "All rise",
        "Nine kettles on nine stoves, one choir. The smallest comes in early.",
        (Credit("jun-adeyemi", "music"),),
        SILENT,
    ),
    film(
        "woodgrain",
        "Woodgrain",
        2023,
        14,
        "teodor-marsh",
        "pattern growth",
        6,
        52,
        "Two hundred years, across",
        "One plank, read from the bark to the heart: droughts, a fire, a good summer, a nail.",
        (),
    ),
)
