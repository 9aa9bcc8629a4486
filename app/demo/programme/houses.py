"""Who lives in the demo: two households, three members of staff, and what they have seen, said, kept and asked for."""

from app.demo.programme.shapes import (
    DemoAccount,
    DemoClub,
    DemoListEntry,
    DemoProfile,
    DemoProgress,
    DemoReport,
    DemoRequest,
    DemoReview,
    DemoShare,
)

ACCOUNTS = (
    DemoAccount(
        "viewer",
        "ruth@elm-street.example",
        "Elm Street 14",
        (
            DemoProfile("Ruth", 18),
            DemoProfile("Teo", 15, pin="2468"),
            DemoProfile("Mia", 7, is_child=True),
        ),
    ),
    DemoAccount("stranger", "iris@quay-three.example", "Quay 3", (DemoProfile("Iris", 18),)),
    DemoAccount("editor", "edda@matinee.example", "Projection room", (DemoProfile("Edda", 18),)),
    DemoAccount("moderator", "mo@matinee.example", "Front of house", (DemoProfile("Mo", 18),)),
    DemoAccount("admin", "ada@matinee.example", "Box office", (DemoProfile("Ada", 18),)),
)

REVIEWS = (
    DemoReview(
        "Teo",
        "the-aurora-keeper",
        5,
        "The only series I know that is better with the sound of the fridge off. "
        "Nothing happens for a while, and then I was holding the armrest.",
        1,
    ),
    DemoReview(
        "Ruth", "the-aurora-keeper", 4, "Beautiful, and it knows it. I would have lit the lamp a fourth time.", 1
    ),
    DemoReview("Iris", "the-aurora-keeper", 5, "I live by a lake. I have put a lamp in the window.", 1),
    DemoReview("Mo", "the-aurora-keeper", 4, "The mast is worth the climb. Watch it in the dark.", 2),
    DemoReview(
        "Edda",
        "the-aurora-keeper",
        3,
        "Episode one could lose a minute of its minute. I will finish it, though: I need to know about the log book.",
        2,
    ),
    DemoReview("Ruth", "coral-city", 5, "I gave it five before it had finished growing. It was right to let go.", 15),
    DemoReview("Iris", "coral-city", 4, "My biology teacher drew this on the board once and nobody looked up.", 11),
    DemoReview("Ada", "coral-city", 4, "No words, and I could quote it.", 9),
    DemoReview("Teo", "nine-thousand-swallows", 4, "Counted them. It is fewer. Still good.", 6),
    DemoReview("Ruth", "nine-thousand-swallows", 5, "The falcon gave me a start. Mia saw it coming.", 5),
    DemoReview("Iris", "nine-thousand-swallows", 4, "One tripod, and not one wasted minute of evening.", 4),
    DemoReview("Teo", "two-tones-in-blue", 5, "Headphones. That is the whole review.", 20),
    DemoReview("Mo", "two-tones-in-blue", 4, "I thought my speakers were broken, and then they were not.", 18),
    DemoReview("Iris", "two-tones-in-blue", 3, "Lovely. I would have liked a third tone.", 14),
    DemoReview("Ruth", "rain-on-a-tin-roof", 5, "I rang my mother afterwards.", 7),
    DemoReview("Iris", "rain-on-a-tin-roof", 4, "When the rain stops you can hear how much she has said.", 6),
)

PROGRESS = (
    DemoProgress("Ruth", "aurora-keeper-relay", 1.0, 30),
    DemoProgress("Ruth", "aurora-keeper-mast", 0.42, 3),
    DemoProgress("Ruth", "coral-city", 1.0, 360),
    DemoProgress("Ruth", "rain-on-a-tin-roof", 0.55, 26),
    DemoProgress("Teo", "two-tones-in-blue", 0.35, 20),
    DemoProgress("Teo", "aurora-keeper-relay", 0.8, 8),
    DemoProgress("Mia", "nine-thousand-swallows", 0.6, 22),
    DemoProgress("Iris", "coral-city", 0.5, 5),
)

LIST = (
    DemoListEntry("Ruth", "the-long-current", 2),
    DemoListEntry("Ruth", "the-lighthouse-ledger", 4),
    DemoListEntry("Ruth", "two-tones-in-blue", 6),
    DemoListEntry("Ruth", "harbour-office", 9),
    DemoListEntry("Teo", "a-hundred-doors", 1),
    DemoListEntry("Teo", "ring-road", 3),
    DemoListEntry("Mia", "goose-post", 2),
    DemoListEntry("Mia", "paper-moons", 3),
    DemoListEntry("Iris", "night-ferry", 1),
    DemoListEntry("Iris", "nine-thousand-swallows", 2),
)

SHARES = (
    DemoShare("Teo", "Ruth", "two-tones-in-blue", "Headphones. No cooking while it plays.", 1.2),
    DemoShare("Teo", "Ruth", "the-lissajous-waltz", "You said nobody makes waltzes any more.", 0.4),
    DemoShare("Teo", "Ruth", "snowblind-radio", "For Sunday. Mia may come too.", 0.1),
)

REPORTS = (
    DemoReport(
        "Iris", "Mateus", "the-aurora-keeper", "spoiler", "He says that a plane comes. I did not know that yet."
    ),
)

REQUESTS = (
    DemoRequest(
        "Iris",
        "The rain is much louder than the voice here. I had the volume in my hand for the whole film.",
        "rain-on-a-tin-roof",
        "sound",
        11.0,
    ),
    DemoRequest("Teo", "It won something at the harbour festival. The one with the two swimmers.", wish="Lane Four"),
)

CLUB = DemoClub("Film club 2026", "Ruth’s Thursday evenings.", ("viewer", "moderator"), ("a-slow-zoom",))
