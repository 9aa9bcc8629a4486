"""The home page: the hero, "How long have you got?", a child's moods, the shelves."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalogue.cards import Card, Shelf
from app.foundation.parts import LoadedPart
from app.foundation.text import minutes
from app.home.hero import Hero, hero_for
from app.home.queries import GENRE, Group, groups_for, known_cards
from app.home.shelves import Mine, arrange, child_afternoon, evening
from app.profiles.models import Profile
from app.watching.my_list import ListButton

SPANS = {"short": "10 minutes", "half": "Half an hour", "evening": "The evening"}
MOODS = 6
PICTURES = {
    "sea": "droplets", "weather": "cloud", "light": "sun", "night": "moon", "music": "music", "nature": "sprout",
    "growth": "sprout", "family": "house", "animals": "bird", "motion": "sparkles", "documentary": "globe",
    "mystery": "lightbulb", "pattern": "layout-grid", "birds": "bird", "drama": "ticket",
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """One answer to "How long have you got?"."""

    span: str
    card: Card
    facts: str


@dataclass(frozen=True)
class Mood:
    """A picture with one word that leads to a genre."""

    name: str
    url: str
    icon: str


@dataclass(frozen=True)
class HomePage:
    """All that the page shows."""

    hero: Hero | None
    list_button: LoadedPart | None
    answers: list[Answer]
    moods: list[Mood]
    shelves: list[Shelf]

    @classmethod
    def of(cls, profile: Profile) -> HomePage:
        """For this profile. What does not depend on who it is comes from what the process keeps."""
        groups, mine = groups_for(profile), Mine.of(profile)
        ids = [i for group in groups for i in group.ids] + mine.title_ids
        cards = known_cards(dict.fromkeys(ids), profile)
        hero = hero_for(profile, groups, cards, mine.going)
        shelved = child_afternoon(groups, cards, mine) if profile.is_child else evening(profile, groups, cards, mine)
        return cls(
            hero=hero,
            list_button=_list_button(hero.card, mine.all_listed) if hero else None,
            answers=[] if profile.is_child else _answers(groups, cards, hero),
            moods=_moods(groups) if profile.is_child else [],
            shelves=arrange(shelved),
        )


def _list_button(card: Card, listed: list[int]) -> LoadedPart:
    return ListButton(card.id, card.slug, card.name, card.id in listed).part


def _answers(groups: list[Group], cards: dict[int, Card], hero: Hero | None) -> list[Answer]:
    """One film for each span, another than the hero where there is another."""
    taken = {hero.card.id} if hero else set()
    found = []
    for key, span in SPANS.items():
        ids = [i for group in groups if group.kind == key for i in group.ids if i in cards]
        best = next((i for i in ids if i not in taken), ids[0] if ids else None)
        if best is not None:
            found.append(Answer(span, cards[best], _length(cards[best])))
    return found


def _length(card: Card) -> str:
    length = minutes(card.duration_s)
    return ", ".join(part for part in (length, card.genre.lower() if card.play_url else "not yet") if part)


def _moods(groups: list[Group]) -> list[Mood]:
    genres = [group for group in groups if group.kind == GENRE][:MOODS]
    return [Mood(g.name, f"/browse?genre={g.slug}", PICTURES.get(g.slug, "popcorn")) for g in genres]
