"""The titles whose films the demo draws: four short films and the first season of The Aurora Keeper."""

from app.demo.programme.shapes import Credit, Episode, Season, Title

NIGHTS = (
    Season(
        1,
        (
            Episode(
                1,
                "The Relay",
                "Marit takes over the station on the lake. The first evening she lights the lamp three times, "
                "as a joke.",
                24,
                "aurora-keeper-relay",
            ),
            Episode(
                2,
                "The Mast",
                "She climbs the mast in a storm to prove that the lights are only weather. They are not.",
                24,
                "aurora-keeper-mast",
            ),
        ),
    ),
    Season(
        2,
        (
            Episode(1, "What the Lake Said", "An echo comes back before the call.", 1200),
            Episode(2, "Green Is the Oldest", "A supply plane circles twice and leaves without landing.", 1320),
            Episode(3, "Rose, 40 Seconds", "A colour she has no name for, and no line for in the log.", 1260),
            Episode(4, "Keeper", "Somebody else answers.", 1440),
        ),
    ),
)

SHOWN = (
    Title(
        "two-tones-in-blue",
        "film",
        "Two Tones in Blue",
        2025,
        "The picture is the sound",
        "Two sine tones drift apart and find each other again. What you see is the path that they draw.",
        ("light", "music"),
        0,
        ("zxx",),
        (Credit("yuki-halvorsen", "director"), Credit("yuki-halvorsen", "picture"), Credit("nils-abara", "sound")),
        34,
        20,
        "two-tones-in-blue",
    ),
    Title(
        "the-aurora-keeper",
        "series",
        "The Aurora Keeper",
        2026,
        "If you are only weather, say nothing",
        "A retired signalwoman winters alone at a relay station, logging lights that answer when she speaks to them. "
        "One lake, one lamp, and a log book with an entry nobody wrote.",
        ("mystery", "night", "weather"),
        7,
        ("en", "no"),
        (
            Credit("solveig-tran", "director"),
            Credit("solveig-tran", "writer"),
            Credit("jun-adeyemi", "music"),
            Credit("ines-okafor", "cast", "Marit"),
            Credit("benedikt-osei", "cast", "The pilot"),
            Credit("amara-quist", "sound"),
        ),
        2,
        seasons=NIGHTS,
    ),
    Title(
        "nine-thousand-swallows",
        "film",
        "Nine Thousand Swallows",
        2026,
        "One flock, one evening, one tripod",
        "Nobody calls them, and they come at the same minute every evening. Then a falcon comes too.",
        ("nature", "documentary", "family"),
        6,
        ("en",),
        (
            Credit("jun-adeyemi", "director"),
            Credit("jun-adeyemi", "music"),
            Credit("benedikt-osei", "picture"),
            Credit("nils-abara", "sound"),
        ),
        8,
        26,
        "nine-thousand-swallows",
    ),
    Title(
        "coral-city",
        "film",
        "Coral City",
        2025,
        "Grown, not drawn",
        "Twelve seeds in a dark sea become a city, run out of room, and let go. Two substances, filmed as they met.",
        ("growth", "pattern"),
        0,
        ("en",),
        (Credit("amara-quist", "director"), Credit("amara-quist", "picture"), Credit("jun-adeyemi", "music")),
        21,
        25,
        "coral-city",
    ),
    Title(
        "rain-on-a-tin-roof",
        "film",
        "Rain on a Tin Roof",
        2026,
        "Every drop is a note",
        "While the rain is loud enough, a grandmother says what she has never told about the winter of the fire. "
        "Then it stops.",
        ("weather", "drama"),
        16,
        ("en",),
        (
            Credit("ruth-paloma", "director"),
            Credit("hanne-castellan", "writer"),
            Credit("bea-marsh", "cast", "Nana"),
            Credit("nils-abara", "sound"),
        ),
        12,
        24,
        "rain-on-a-tin-roof",
    ),
)
