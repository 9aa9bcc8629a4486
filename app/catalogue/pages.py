"""What the title's page and the person's page show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from app.catalogue.addresses import backdrop_url, episode_still_url, portrait_url, poster_url, stamp, still_url
from app.catalogue.cards import Card, Shelf, cards_of, facts_of_parts
from app.catalogue.languages import language_names
from app.catalogue.models import Credit, Person, Season, Title
from app.catalogue.queries import episode_counts, episodes_of, find_first_still, parts_of, portraits_of
from app.catalogue.related import more_like
from app.foundation.parts import LoadedPart, parts_on
from app.foundation.text import plural
from app.profiles.models import Profile

# What upper rooms hang on the screen `title`, by where it stands: the facts' line, beside the name, beside the
# text, below. `load(profile, title)` gives a part's facts, or None to leave it out.
LINE_PARTS = ("rating",)
HEAD_PARTS = ("play", "my_list", "share")
SIDE_PARTS = ("extras", "reasons")
BELOW_PARTS = ("reviews", "discussion")
EPISODE_PARTS = ("progress",)

ROLES = {
    "director": "Made by",
    "writer": "Written by",
    "cast": "With",
    "music": "Music",
    "picture": "Picture",
    "sound": "Sound",
    "producer": "Produced by",
}
DEEDS = {"director": "Director", "writer": "Writer", "cast": "Cast", "producer": "Producer"}


@dataclass(frozen=True)
class EpisodeRow:
    """An episode in its season's list. What it plays and how far it is seen come from the parts of `episode`."""

    id: int
    number: int
    name: str
    synopsis: str
    duration_s: float | None
    still_url: str
    play_url: str = ""
    progress: float | None = None
    note: str = ""
    is_finished: bool = False
    is_current: bool = False


@dataclass(frozen=True)
class PersonLine:
    """Somebody on a title's page, once, with all that they did."""

    name: str
    url: str
    portrait_url: str
    deeds: str


@dataclass(frozen=True)
class TitlePage:
    """A title with its season and its parts."""

    title: Title
    poster_url: str
    backdrop_url: str
    facts: list[str]
    season: Season | None
    episodes: list[EpisodeRow]
    seasons: list[dict[str, Any]]
    made: list[tuple[str, str]]
    people: list[PersonLine]
    related_shelf: Shelf
    line: list[LoadedPart]
    head: list[LoadedPart]
    side: list[LoadedPart]
    below: list[LoadedPart]

    @classmethod
    def of(cls, title: Title, season: Season | None, profile: Profile) -> TitlePage:
        """Everything for the whole page."""
        subject = {"profile": profile, "title": title}
        return cls(
            title=title,
            poster_url=poster_url(title.slug, _newest(title, "poster"), stamp(title.updated_at)),
            backdrop_url=title_backdrop_url(title),
            facts=facts_of(title),
            season=season,
            episodes=episode_rows(title, season, profile) if season else [],
            seasons=_tabs(title, season),
            made=list(_made(title)),
            people=list(_people(title.credits)),
            related_shelf=Shelf(
                "related", "More like this", "posters", more_like(title, profile), "Each for its own reason"
            ),
            line=parts_on("title", LINE_PARTS, **subject),
            head=parts_on("title", HEAD_PARTS, **subject),
            side=parts_on("title", SIDE_PARTS, **subject),
            below=parts_on("title", BELOW_PARTS, **subject),
        )

    @property
    def length_s(self) -> float | None:
        """The film's own length, as whoever can play it knows it; else what the editor wrote."""
        play = next((part.facts for part in self.head if part.name == "play"), None)
        return getattr(play, "duration_s", None) or self.title.runtime_s

    @property
    def languages(self) -> str:
        """What is spoken."""
        return language_names(self.title.languages)


@dataclass(frozen=True)
class SeasonsPart:
    """Only what the swap of a season needs."""

    title: Title
    season: Season | None
    episodes: list[EpisodeRow]
    seasons: list[dict[str, Any]]

    @classmethod
    def of(cls, title: Title, season: Season | None, profile: Profile) -> SeasonsPart:
        """The tabs and the chosen season's episodes."""
        return cls(title, season, episode_rows(title, season, profile) if season else [], _tabs(title, season))


@dataclass(frozen=True)
class Deeds:
    """A heading of a person's page, and the titles under it."""

    heading: str
    cards: list[Card]


@dataclass(frozen=True)
class PersonPage:
    """A person with what the profile may see of their work."""

    person: Person
    portrait_url: str
    deeds: list[Deeds]
    total: int

    @classmethod
    def of(cls, person: Person, profile: Profile) -> PersonPage:
        """Their titles by what they did in them, each with the character as its reason."""
        parts = parts_of(person, profile)
        cards = {card.id: card for card in cards_of((part.title_id for part in parts), profile)}
        found: dict[str, dict[int, Card]] = {}
        for part in parts:
            if card := cards.get(part.title_id):
                found.setdefault(part.role, {})[card.id] = replace(card, reason=part.character)
        deeds = [Deeds(_deed(role), list(found[role].values())) for role in ROLES if role in found]
        reference = portraits_of([person]).get(person.id)
        return cls(person, portrait_url(person.slug, reference) if reference else "", deeds, len(cards))


def title_backdrop_url(title: Title, width: int = 1280) -> str:
    """The title's backdrop, else its still, else a drawing."""
    pictures = _newest(title, "backdrop"), _newest(title, "still")
    return backdrop_url(title.slug, *pictures, stamp(title.updated_at), width)


def facts_of(title: Title) -> list[str]:
    """`2026`, `2 seasons`, `Mystery, sea`: what stands under the name, without its length and age mark."""
    seasons = sum(1 for season in title.seasons if season.number)
    genres = ", ".join(genre.name if n == 0 else genre.name.lower() for n, genre in enumerate(title.genres))
    kind = plural(seasons, "season") if seasons else "Series" if title.is_series else ""
    return [fact for fact in (str(title.year or ""), kind, genres) if fact]


def episode_rows(title: Title, season: Season, profile: Profile) -> list[EpisodeRow]:
    """The season's episodes with what the parts of `episode` know of each."""
    rows = episodes_of(season)
    more = facts_of_parts("episode", EPISODE_PARTS, profile, [row.id for row in rows])
    version = stamp(title.updated_at)
    usual = still_url(title.slug, _newest(title, "still"), _newest(title, "backdrop"), version)
    stills = {r.id: episode_still_url(title.slug, season.number, r.number, r.still) if r.still else usual for r in rows}
    return [
        replace(
            EpisodeRow(r.id, r.number, r.name or f"Episode {r.number}", r.synopsis, r.runtime_s, stills[r.id]),
            **more.get(r.id, {}),
        )
        for r in rows
    ]


def _newest(title: Title, kind: str) -> str | None:
    own = [art for art in title.artwork if art.kind == kind and art.episode_id is None]
    found = max(own, key=lambda art: art.id) if own else find_first_still(title) if kind == "still" else None
    return found.reference if found else None


def _tabs(title: Title, season: Season | None) -> list[dict[str, Any]]:
    address, counts = f"/titles/{title.slug}?season=", episode_counts(title) if title.seasons else {}
    return [
        {"label": s.label, "url": f"{address}{s.number}", "count": counts.get(s.id, 0), "on": s is season}
        for s in title.seasons
    ]


def _made(title: Title) -> Iterable[tuple[str, str]]:
    for role, words in ROLES.items():
        names = dict.fromkeys(credit.person.name for credit in title.credits if credit.role == role)
        if names and role != "cast":
            yield words, ", ".join(names)
    if title.country:
        yield "From", title.country


def _people(credits: Iterable[Credit]) -> Iterable[PersonLine]:
    found: dict[int, tuple[Person, list[str]]] = {}
    for credit in sorted(credits, key=lambda credit: (credit.role != "cast", credit.position, credit.id)):
        deed = credit.character or _deed(credit.role)
        found.setdefault(credit.person_id, (credit.person, []))[1].append(deed)
    pictures = portraits_of([person for person, _ in found.values()])
    for person, deeds in found.values():
        picture = portrait_url(person.slug, pictures[person.id], 200) if person.id in pictures else ""
        yield PersonLine(person.name, f"/people/{person.slug}", picture, ", ".join(dict.fromkeys(deeds)))


def _deed(role: str) -> str:
    return DEEDS.get(role, role.capitalize())
