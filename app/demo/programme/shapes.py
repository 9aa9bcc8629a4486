"""What the demo's programme is made of: plain facts, no rows. Days count from the day the demo is set up."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["director", "writer", "cast", "music", "picture", "sound"]
Duty = Literal["viewer", "stranger", "editor", "moderator", "admin"]


@dataclass(frozen=True)
class Person:
    """Somebody who makes films, with a short biography."""

    slug: str
    name: str
    biography: str


@dataclass(frozen=True)
class Credit:
    """What a person (by slug) did for a title; `character` for the cast."""

    person: str
    role: Role
    character: str = ""


@dataclass(frozen=True)
class Genre:
    """A genre with one sentence for its page."""

    slug: str
    name: str
    description: str


@dataclass(frozen=True)
class Episode:
    """One episode; with a `film_key` it has a video that the demo draws."""

    number: int
    name: str
    synopsis: str
    runtime_s: int
    film_key: str | None = None


@dataclass(frozen=True)
class Season:
    """A season and its episodes, in order."""

    number: int
    episodes: tuple[Episode, ...]


@dataclass(frozen=True)
class Title:
    """A film or a series.

    `maturity` is in years (None: unrated). `published` is how many days ago it was published (None: a draft).
    `available_in` and `leaves_in` are days from now (None: no limit). `runtime_s` is a film's, None for a series.
    """

    slug: str
    kind: Literal["film", "series"]
    name: str
    year: int
    tagline: str
    synopsis: str
    genres: tuple[str, ...]
    maturity: int | None
    languages: tuple[str, ...]
    credits: tuple[Credit, ...]
    published: int | None
    runtime_s: int | None = None
    film_key: str | None = None
    available_in: int | None = None
    leaves_in: int | None = None
    seasons: tuple[Season, ...] = ()

    @property
    def film_keys(self) -> tuple[str, ...]:
        """The drawn films that belong to this title, in order of showing."""
        parts = [episode.film_key for season in self.seasons for episode in season.episodes]
        return tuple(key for key in (self.film_key, *parts) if key)


@dataclass(frozen=True)
class Collection:
    """Titles (by slug) that an editor has put side by side."""

    slug: str
    name: str
    description: str
    titles: tuple[str, ...]


@dataclass(frozen=True)
class DemoProfile:
    """Somebody who watches. `maturity` in years, 18 being no cap; `pin` of digits, or None."""

    name: str
    maturity: int
    pin: str | None = None
    is_child: bool = False


@dataclass(frozen=True)
class DemoAccount:
    """A sign-in of the demo: its duty, its address, its household and the people in it (the first one owns it)."""

    duty: Duty
    email: str
    household: str
    profiles: tuple[DemoProfile, ...]


@dataclass(frozen=True)
class DemoReview:
    """What a profile (by name) thinks of a title (by slug): 1 to 5 bulbs and a text, some days ago."""

    profile: str
    title: str
    rating: int
    text: str
    days_ago: float


@dataclass(frozen=True)
class DemoProgress:
    """How far a profile has seen a drawn film: a share from 0 to 1, some hours ago."""

    profile: str
    film_key: str
    share: float
    hours_ago: int


@dataclass(frozen=True)
class DemoListEntry:
    """A title on a profile's list, put there some days ago."""

    profile: str
    title: str
    days_ago: int


@dataclass(frozen=True)
class DemoWatch:
    """How much of a title (by slug) somebody has seen, from 0 to 1 of all that plays of it, and how long ago."""

    title: str
    share: float
    days_ago: float


@dataclass(frozen=True)
class DemoMember:
    """Somebody made up: nobody can sign in as them. `taste` is what most of their watching follows."""

    name: str
    household: str
    taste: str
    plays: tuple[DemoWatch, ...]
    maturity: int = 18
    keeps: tuple[str, ...] = ()

    def watch_of(self, title: str) -> DemoWatch | None:
        """What they have seen of a title."""
        return next((watch for watch in self.plays if watch.title == title), None)


@dataclass(frozen=True)
class DemoPost:
    """What somebody said of a film, or of an episode of its first season, `at_s` seconds in, and who answered what."""

    profile: str
    title: str
    episode: int | None
    at_s: float
    text: str
    answers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class DemoShare:
    """A title that one profile recommends to another with a note, some days ago."""

    sender: str
    receiver: str
    title: str
    note: str
    days_ago: float


@dataclass(frozen=True)
class DemoReport:
    """Who reports whose review of which title, why, and in which words."""

    reporter: str
    author: str
    title: str
    reason: str
    note: str


@dataclass(frozen=True)
class DemoRequest:
    """A problem with a title (by slug, with a topic and a place in seconds), or a wish for one that is missing."""

    profile: str
    text: str
    title: str = ""
    topic: str = ""
    at_s: float | None = None
    wish: str = ""


@dataclass(frozen=True)
class DemoClub:
    """A group with accounts (by duty) and the titles that are kept for it."""

    name: str
    description: str
    duties: tuple[Duty, ...]
    titles: tuple[str, ...]
