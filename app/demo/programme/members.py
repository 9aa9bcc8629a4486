"""Thirty made-up members: their homes, their tastes, and what each has watched in which order, the newest last.

Most begin with what everybody talks about, try something that is not for them, and then follow their taste. The five
tastes share titles at their borders, as tastes do. `:0.3` is how much was seen before they gave up.
"""

from app.demo.programme.shapes import DemoMember, DemoWatch

WEATHER, PATTERN, FAMILY, SEA, NIGHT = (
    "weather and quiet",
    "pattern and music",
    "family and animals",
    "sea and mystery",
    "night and drama",
)
SPELL_DAYS = (2.3, 3.1, 1.7, 4.2, 2.8)
MARK = "Simulated: "


def member(place: int, name: str, home: str, taste: str, plays: str, maturity: int = 18, keeps: str = "") -> DemoMember:
    """One of them. The last watch was some hours to two days ago; the others lie some days apart."""
    watched, days_ago = [], 0.3 + 0.05 * place
    for number, play in enumerate(reversed(plays.split())):
        title, _, share = play.partition(":")
        watched.append(DemoWatch(title, float(share or 1), round(days_ago, 2)))
        days_ago += SPELL_DAYS[(place + number) % len(SPELL_DAYS)]
    return DemoMember(name, MARK + home, taste, tuple(reversed(watched)), maturity, tuple(keeps.split()))


PEOPLE_AT_HOME = (
    (
        "Oddny",
        "Breakwater 1",
        WEATHER,
        "the-aurora-keeper two-tones-in-blue:0.3 rain-on-a-tin-roof four-suns snowblind-radio",
        "dusk-reversed the-lighthouse-ledger",
    ),
    (
        "Tomasz",
        "Tram Depot 22",
        WEATHER,
        "coral-city:0.4 the-aurora-keeper snowblind-radio four-suns rain-on-a-tin-roof",
        "small-weather",
    ),
    (
        "Hanh",
        "Upper Mill 2",
        WEATHER,
        "the-aurora-keeper snowblind-radio rain-on-a-tin-roof four-suns",
        "dusk-reversed",
    ),
    (
        "Grégoire",
        "Station Square 9",
        WEATHER,
        "two-tones-in-blue the-aurora-keeper moth-hour:0.2 four-suns rain-on-a-tin-roof snowblind-radio",
        "meridian",
    ),
    (
        "Sunniva",
        "Breakwater 1",
        WEATHER,
        "the-aurora-keeper pendulum-season:0.5 rain-on-a-tin-roof snowblind-radio four-suns",
        "before-the-streetlights",
    ),
    (
        "Kofi",
        "Chandlers’ Row 14",
        WEATHER,
        "coral-city four-suns the-aurora-keeper rain-on-a-tin-roof snowblind-radio",
        "small-weather",
    ),
    (
        "Keiko",
        "Weavers’ Yard 5",
        PATTERN,
        "the-aurora-keeper:0.25 two-tones-in-blue pendulum-season nocturne-for-looms the-lissajous-waltz",
        "woodgrain half-a-kaleidoscope",
    ),
    (
        "Emre",
        "Tram Depot 22",
        PATTERN,
        "two-tones-in-blue coral-city the-lissajous-waltz pendulum-season nocturne-for-looms",
        "kettle-hymn",
    ),
    (
        "Bram",
        "Weavers’ Yard 5",
        PATTERN,
        "two-tones-in-blue nocturne-for-looms the-long-current:0.1 the-lissajous-waltz pendulum-season",
        "a-hundred-doors",
    ),
    (
        "Xiomara",
        "Orchard Steps 7",
        PATTERN,
        "the-aurora-keeper two-tones-in-blue nocturne-for-looms pendulum-season the-lissajous-waltz",
        "kettle-hymn",
    ),
    (
        "Jarek",
        "Foundry Lane 31",
        PATTERN,
        "coral-city two-tones-in-blue pendulum-season the-lissajous-waltz nocturne-for-looms",
        "ring-road",
    ),
    (
        "Priya",
        "Station Square 9",
        PATTERN,
        "two-tones-in-blue rain-on-a-tin-roof:0.6 the-lissajous-waltz nocturne-for-looms pendulum-season",
        "static-for-two",
    ),
    (
        "Leila",
        "Harbour Street 3",
        FAMILY,
        "the-aurora-keeper coral-city nine-thousand-swallows pendulum-season paper-moons",
        "goose-post small-weather",
    ),
    (
        "Daniel",
        "Mill Lane 8",
        FAMILY,
        "coral-city two-tones-in-blue:0.2 paper-moons pendulum-season nine-thousand-swallows",
        "goose-post",
    ),
    ("Nilo", "Harbour Street 3", FAMILY, "coral-city paper-moons nine-thousand-swallows pendulum-season", "goose-post"),
    (
        "Freya",
        "Mill Lane 8",
        FAMILY,
        "the-aurora-keeper:0.5 nine-thousand-swallows coral-city pendulum-season paper-moons",
        "goose-post",
    ),
    (
        "Yewande",
        "Mill Lane 8",
        FAMILY,
        "rain-on-a-tin-roof nine-thousand-swallows coral-city paper-moons pendulum-season",
        "letters-from-a-greenhouse",
    ),
    (
        "Mateus",
        "Orchard Steps 7",
        FAMILY,
        "the-aurora-keeper pendulum-season coral-city paper-moons nine-thousand-swallows",
        "the-orchard-loop",
    ),
    (
        "Mele",
        "Lighthouse Road 1",
        SEA,
        "the-aurora-keeper coral-city nine-thousand-swallows:0.4 four-suns the-long-current",
        "the-lighthouse-ledger ferry-to-nowhere-in-particular",
    ),
    (
        "Pablo",
        "Chandlers’ Row 14",
        SEA,
        "coral-city the-long-current the-aurora-keeper four-suns",
        "low-tide-arithmetic",
    ),
    (
        "Sinéad",
        "Quayside Flats 40",
        SEA,
        "two-tones-in-blue the-aurora-keeper coral-city four-suns the-long-current",
        "the-undertow",
    ),
    (
        "Farid",
        "Harbour Street 3",
        SEA,
        "coral-city the-aurora-keeper the-long-current paper-moons:0.3 four-suns",
        "ferry-to-nowhere-in-particular",
    ),
    (
        "Anselm",
        "Lighthouse Road 1",
        SEA,
        "the-aurora-keeper four-suns snowblind-radio:0.35 coral-city the-long-current",
        "the-lighthouse-ledger",
    ),
    (
        "Wanjiru",
        "Quayside Flats 40",
        SEA,
        "the-aurora-keeper the-long-current four-suns coral-city",
        "low-tide-arithmetic night-ferry",
    ),
    (
        "Chiara",
        "Gasworks Street 6",
        NIGHT,
        "two-tones-in-blue rain-on-a-tin-roof moth-hour paper-moons nocturne-for-looms",
        "last-bus-to-marrow",
    ),
    (
        "Rashid",
        "Foundry Lane 31",
        NIGHT,
        "the-aurora-keeper nocturne-for-looms rain-on-a-tin-roof paper-moons moth-hour",
        "night-ferry",
    ),
    (
        "Ilse",
        "Weavers’ Yard 5",
        NIGHT,
        "coral-city:0.3 nocturne-for-looms paper-moons rain-on-a-tin-roof moth-hour",
        "harbour-office",
    ),
    (
        "Torvald",
        "Gasworks Street 6",
        NIGHT,
        "the-aurora-keeper moth-hour the-lissajous-waltz:0.2 rain-on-a-tin-roof nocturne-for-looms paper-moons",
        "the-salt-room",
    ),
    (
        "Agnieszka",
        "Tram Depot 22",
        NIGHT,
        "the-aurora-keeper paper-moons rain-on-a-tin-roof nocturne-for-looms moth-hour",
        "last-bus-to-marrow harbour-office",
    ),
    (
        "Dao",
        "Upper Mill 2",
        NIGHT,
        "nine-thousand-swallows:0.5 paper-moons moth-hour nocturne-for-looms rain-on-a-tin-roof",
        "slow-blue-hours",
    ),
)
CHILDREN = {"Nilo": 9, "Freya": 8}
MEMBERS = tuple(
    member(place, name, home, taste, plays, CHILDREN.get(name, 18), keeps)
    for place, (name, home, taste, plays, keeps) in enumerate(PEOPLE_AT_HOME)
)
