"""The people of the demo's films, its genres and its collections."""

from app.demo.programme.shapes import Collection, Genre, Person

PEOPLE = (
    Person(
        "solveig-tran",
        "Solveig Tran",
        "Grew up beside a weather station and never quite left it. "
        "She writes and directs slow mysteries in which the landscape has the last word.",
    ),
    Person(
        "jun-adeyemi",
        "Jun Adeyemi",
        "Composer, and a film-maker whenever the birds come back. "
        "His scores begin with something heard through a wall.",
    ),
    Person(
        "amara-quist",
        "Amara Quist",
        "A marine biologist who began filming because her charts were being framed. "
        "She records her own sound, usually under water.",
    ),
    Person(
        "yuki-halvorsen",
        "Yuki Halvorsen",
        "Works with oscilloscopes, looms and other machines that draw. None of her films is longer than its idea.",
    ),
    Person(
        "benedikt-osei",
        "Benedikt Osei",
        "Photographs light that has travelled a long way. He acts now and then, mostly as pilots and fathers.",
    ),
    Person(
        "ines-okafor",
        "Ines Okafor",
        "An actor from the puppet theatre who now also makes films for the very young. "
        "Marit in The Aurora Keeper is her first part with a face.",
    ),
    Person(
        "ruth-paloma",
        "Ruth Paloma",
        "Keeps a garden, a microphone and a list of neighbours who like to talk. "
        "Her documentaries are made within walking distance.",
    ),
    Person(
        "teodor-marsh",
        "Teodor Marsh",
        "Trained as a tiler, and it shows. He fills the frame to its corners and then opens a door in it.",
    ),
    Person(
        "bea-marsh",
        "Bea Marsh",
        "Edits her brother's films and acts in everyone else's. She is known for saying little, on time.",
    ),
    Person(
        "nils-abara", "Nils Abara", "Sound recordist who walks ahead of the camera. He has won two prizes for silences."
    ),
    Person(
        "hanne-castellan",
        "Hanne Castellan",
        "Writes thrillers about offices, harbours and families, in which nobody runs.",
    ),
    Person("omar-lindqvist", "Omar Lindqvist", "Comes from radio drama. On screen he plays men who listen."),
)

GENRES = (
    Genre("weather", "Weather", "Rain, snow and what they do to people indoors."),
    Genre("sea", "Sea", "Ships, tides, keepers of lights."),
    Genre("light", "Light", "Films in which light is the story."),
    Genre("growth", "Growth", "Things that get larger while you look."),
    Genre("nature", "Nature", "Animals and places, left as they are."),
    Genre("pattern", "Pattern", "Order, repeated until it surprises."),
    Genre("night", "Night", "After the lamps are lit."),
    Genre("music", "Music", "Made to be heard first."),
    Genre("motion", "Motion", "Everything that swings, turns and falls."),
    Genre("mystery", "Mystery", "A question, and no hurry."),
    Genre("drama", "Drama", "People who want something of one another."),
    Genre("documentary", "Documentary", "Nothing invented."),
    Genre("family", "Family", "For the small ones, and for whoever sits beside them."),
    Genre("comedy", "Comedy", "Lightly, and on time."),
    Genre("thriller", "Thriller", "Quiet rooms that should not be."),
)

COLLECTIONS = (
    Collection(
        "without-a-word",
        "Without a word",
        "Films with no dialogue at all.",
        (
            "two-tones-in-blue",
            "coral-city",
            "moth-hour",
            "snowblind-radio",
            "pendulum-season",
            "kettle-hymn",
            "paper-moons",
            "nocturne-for-looms",
            "the-lissajous-waltz",
            "small-weather",
        ),
    ),
    Collection(
        "weather-reports",
        "Weather reports",
        "Rain, snow, wind, and one aurora.",
        (
            "the-aurora-keeper",
            "rain-on-a-tin-roof",
            "small-weather",
            "snowblind-radio",
            "dusk-reversed",
            "the-lighthouse-ledger",
        ),
    ),
    Collection(
        "little-and-good",
        "Little and good",
        "Under ten minutes, for whoever cannot sit still yet.",
        (
            "nine-thousand-swallows",
            "goose-post",
            "small-weather",
            "paper-moons",
            "pendulum-season",
            "kettle-hymn",
        ),
    ),
    Collection(
        "after-the-lamps",
        "After the lamps",
        "For the grown-ups, when the house is quiet.",
        (
            "the-undertow",
            "night-ferry",
            "harbour-office",
            "the-salt-room",
            "last-bus-to-marrow",
            "before-the-streetlights",
        ),
    ),
)
