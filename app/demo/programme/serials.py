"""Series that are announced and still on their way."""

from app.demo.programme.arriving import cast
from app.demo.programme.shapes import Credit, Episode, Season, Title


def season(number: int, minutes: int, *episodes: tuple[str, str]) -> Season:
    """A season of (name, synopsis) pairs, each so many minutes long."""
    return Season(
        number,
        tuple(Episode(place, name, synopsis, minutes * 60) for place, (name, synopsis) in enumerate(episodes, start=1)),
    )


SERIALS = (
    Title(
        "goose-post",
        "series",
        "Goose Post",
        2025,
        "Delivered by beak",
        "Seven geese carry the mail between two farms that are not on speaking terms.",
        ("family", "comedy"),
        0,
        ("en",),
        (Credit("ines-okafor", "director"), Credit("ines-okafor", "writer"), cast("omar-lindqvist", "All the geese")),
        7,
        seasons=(
            season(
                1,
                4,
                ("First Round", "The new goose puts every letter into the pond, carefully."),
                ("A Parcel That Ticks", "It is an alarm clock. They do not know that."),
                ("Return to Sender", "A letter goes back and forth until it has become a friend."),
            ),
            season(
                2,
                4,
                ("Winter Stamps", "Snow has covered the letter-boxes, and most of the geese."),
                ("Express", "The duck would like a word about her fee."),
            ),
        ),
    ),
    Title(
        "harbour-office",
        "series",
        "Harbour Office",
        2024,
        "Nothing is lost that has a form",
        "The lost-property clerk of a port finds in one week's umbrellas the outline of a crime.",
        ("thriller", "drama"),
        16,
        ("en", "de"),
        (
            Credit("hanne-castellan", "writer"),
            Credit("teodor-marsh", "director"),
            cast("bea-marsh", "Ida Vold"),
            cast("omar-lindqvist", "The harbour master"),
        ),
        16,
        seasons=(
            season(
                1,
                44,
                ("Form 11", "Eleven black umbrellas, handed in by eleven people, all wet inside."),
                ("The Tide Table", "Somebody has corrected Tuesday."),
                ("Customs", "Ida opens the case that nobody has asked for."),
            ),
        ),
    ),
    Title(
        "letters-from-a-greenhouse",
        "series",
        "Letters from a Greenhouse",
        2025,
        "Dear reader, it has sprouted",
        "A gardener writes to her grandson about one plant at a time; he draws what he thinks they look like.",
        ("growth", "family", "documentary"),
        6,
        ("en", "fr"),
        (Credit("ruth-paloma", "director"), Credit("ruth-paloma", "writer"), cast("ruth-paloma", "Herself")),
        18,
        seasons=(
            season(
                1,
                12,
                ("The Bean", "It goes up. Nobody told it to."),
                ("The Cactus", "Ten years, one flower, one night."),
                ("The Moss", "Who was here before the house?"),
            ),
        ),
    ),
)
